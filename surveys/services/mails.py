"""Mails: written as rows with holes for their links, delivered by a task, checked once more right before they leave."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from email.utils import formataddr
from urllib.parse import urlsplit

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from config.lib.languages import in_language
from config.lib.mail_text import LINK, linked, one_line, plain
from consents.choices import Channel
from consents.selectors import permission
from profiles.models import Company
from profiles.registry import Letter
from profiles.selectors import get_company
from profiles.selectors.mail_server import mail_connection
from profiles.selectors.sign_in_links import is_link_open, sign_in_link
from surveys.choices import MailState
from surveys.models import Invitation, Mail
from surveys.selectors.links import (
    LinkState,
    choices_link,
    form_state,
    language_of,
    survey_link,
    unsubscribe_link,
)
from surveys.selectors.recipients import ASKING
from surveys.services.invitations import issue_choices_link
from surveys.wording import fill_in

# The holes of the two links beside the main one.
CHOICES, UNSUBSCRIBE = "\ue000c\ue000", "\ue000u\ue000"
# Minutes until the next try; after the last one the mail has failed.
BACK_OFF = (1, 5, 30, 120, 480)


@dataclass(frozen=True, slots=True)
class WrittenMail:
    """A mail as it leaves: with its links in place."""

    subject: str
    text: str
    html: str
    headers: Mapping[str, str]


def write_survey_mail(*, invitation: Invitation, company: Company) -> Mail:
    """Return the unsaved mail that brings a survey link, in the person's language."""
    language = language_of(invitation, company)
    survey = invitation.survey
    if survey is None or invitation.contact_point is None:
        raise ValueError(invitation.pk)
    with translation.override(language):
        known = {"company": company.name, "name": plain(invitation.customer.given_name)}
        context = {
            "language": language,
            "title": plain(fill_in(in_language(survey.titles, language), known))
            or _("A few questions for you"),
            "intro": plain(fill_in(in_language(survey.intros, language), known)),
            "reward": plain(fill_in(in_language(survey.reward, language), known)),
            "greeting": _greeting(known["name"]),
            "company": company,
            "expires_at": invitation.expires_at,
            "link": LINK,
            "choices_link": CHOICES,
            "unsubscribe_link": UNSUBSCRIBE,
        }
        return Mail(
            customer_id=invitation.customer_id,
            invitation=invitation,
            purpose=ASKING,
            to_address=invitation.contact_point.raw,
            subject=one_line(str(context["title"])),
            text=render_to_string("public/mail_survey.txt", context),
            html=render_to_string("public/mail_survey.html", context),
        )


def written_mail(*, mail: Mail, now: datetime, with_key: bool = True) -> WrittenMail:
    """Return the mail with its links, made again from their keys.

    Without `with_key` a mail to a colleague keeps its link for whoever receives it.
    """
    company = get_company()
    invitation = mail.invitation
    if invitation is None:
        return _written_letter(mail, company, with_key=with_key)
    choices = issue_choices_link(
        customer_uid=invitation.customer_id,
        contact_point_id=invitation.contact_point_id,
        language=invitation.language,
        now=now,
    )
    links = {
        LINK: survey_link(invitation, company),
        CHOICES: choices_link(choices, company),
        UNSUBSCRIBE: unsubscribe_link(invitation, company),
    }
    headers = {
        **_headers(mail, company),
        "List-Unsubscribe": f"<{links[UNSUBSCRIBE]}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return WrittenMail(mail.subject, linked(mail.text, links), linked(mail.html, links), headers)


def queue_letter(letter: Letter) -> None:
    """Put a mail to a colleague in the queue; `profiles` knows it as the way that mails leave."""
    Mail.objects.create(**asdict(letter))


def _written_letter(mail: Mail, company: Company, *, with_key: bool) -> WrittenMail:
    """Return a mail to a colleague, with a link made for it if it has one to carry."""
    steward = mail.steward if with_key else None
    links = {LINK: sign_in_link(steward, company) if steward else "…"}
    return WrittenMail(
        mail.subject,
        linked(mail.text, links),
        linked(mail.html, links),
        {**mail.headers, **_headers(mail, company)},
    )


def _headers(mail: Mail, company: Company) -> dict[str, str]:
    return {
        "Message-ID": f"<{mail.uid}@{urlsplit(company.base_url).hostname}>",
        "Auto-Submitted": "auto-generated",
    }


def deliver_waiting_mails(*, now: datetime, most: int = 200) -> int:
    """Settle what is due; return how many mails that were. Safe to run anywhere, any number of times at once.

    Each mail is claimed by its row's lock and settled in a transaction of its own. Killed between sending and
    committing, a mail goes out once more under the same Message-ID (law 7).
    """
    settled = 0
    while settled < most and _deliver_next(now):
        settled += 1
    return settled


@transaction.atomic
def _deliver_next(now: datetime) -> bool:
    """Send, stop or put off the next mail that is due; return whether there was one."""
    due = Mail.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state=MailState.WAITING, next_attempt_at__lte=now
    )
    mail = due.select_related("invitation", "steward").order_by("next_attempt_at", "pk").first()
    if mail is None:
        return False
    mail.error = _why_not(mail, now)
    if mail.error:
        mail.state = MailState.STOPPED
    else:
        _try_to_send(mail, now)
    mail.save(update_fields=["state", "attempts", "error", "next_attempt_at", "sent_at"])
    return True


def _why_not(mail: Mail, now: datetime) -> str:
    """Return why the mail must not leave after all, or "": everything may have changed since it was written."""
    invitation = mail.invitation
    if mail.steward is not None:
        return "" if is_link_open(mail.steward, now) else _("The link is no longer open.")
    if invitation is None or mail.customer_id is None:
        return ""
    if form_state(invitation, now) != LinkState.OPEN:
        return _("The link is no longer open.")
    found = permission(
        customer_uid=mail.customer_id, purpose=mail.purpose, channel=Channel.EMAIL, now=now
    )
    if not found.allowed or found.contact_point is None:
        return found.reason
    if found.contact_point.pk != invitation.contact_point_id:
        return _("The e-mail address has changed since the mail was written.")
    return ""


def _try_to_send(mail: Mail, now: datetime) -> None:
    mail.attempts += 1
    try:
        _message(mail, now).send()
    except OSError as error:  # smtplib's errors are OSErrors too
        mail.error = f"{type(error).__name__}: {error}"[:500]
        if mail.attempts > len(BACK_OFF):
            mail.state = MailState.FAILED
        else:
            mail.next_attempt_at = now + timedelta(minutes=BACK_OFF[mail.attempts - 1])
    else:
        mail.state, mail.sent_at = MailState.SENT, now


def _message(mail: Mail, now: datetime) -> EmailMultiAlternatives:
    company = get_company()
    written = written_mail(mail=mail, now=now)
    message = EmailMultiAlternatives(
        subject=written.subject,
        body=written.text,
        from_email=formataddr((company.sender_name, company.sender_email)),
        to=[mail.to_address],
        headers=dict(written.headers),
        connection=mail_connection(),
    )
    message.attach_alternative(written.html, "text/html")
    return message


def _greeting(name: str) -> str:
    return _("Hello %(name)s,") % {"name": name} if name else _("Hello,")
