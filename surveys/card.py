"""What this room adds to the customer card and its timeline."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from profiles.models import Customer
from profiles.registry import CardSection, TimelineEntry
from surveys.choices import InvitationKind, MailState
from surveys.models import Answer, Invitation, Mail, Submission
from surveys.selectors.replies import answers_of

SHOWN_REPLIES = 5


def timeline_entries(customer_uid: UUID, limit: int) -> Iterable[TimelineEntry]:
    """Return the newest replies, mails and links of a customer."""
    return [*_replies(customer_uid, limit), *_mails(customer_uid, limit)]


def replies_section(request: Any, customer: Customer) -> CardSection | None:
    """Return the replies with their answers, and the surveys that wait for one."""
    if not request.user.has_perm("surveys.view_submission"):
        return None
    replies = list(
        Submission.objects.filter(customer=customer)
        .select_related("survey")
        .order_by("-submitted_at")[:SHOWN_REPLIES]
    )
    waiting = Invitation.objects.filter(
        customer=customer, kind=InvitationKind.SURVEY, answered_at=None, revoked_at=None
    ).select_related("survey")
    if not replies and not waiting:
        return None
    answers = answers_of(replies)
    context = {
        "replies": [{"reply": reply, "answers": answers[reply.pk]} for reply in replies],
        "waiting": list(waiting[:SHOWN_REPLIES]),
    }
    return CardSection(title=_("Replies"), template="surveys/card_replies.html", context=context)


def _replies(uid: UUID, limit: int) -> Iterable[TimelineEntry]:
    found = Submission.objects.filter(customer=uid).select_related("survey")
    for reply in found.order_by("-submitted_at")[:limit]:
        count = Answer.objects.filter(submission=reply).count()
        yield TimelineEntry(
            at=reply.submitted_at,
            kind="reply",
            title=_("Replied to “%(survey)s”") % {"survey": reply.survey.name},
            detail=ngettext("%(count)s answer", "%(count)s answers", count) % {"count": count},
        )


def _mails(uid: UUID, limit: int) -> Iterable[TimelineEntry]:
    found = Mail.objects.filter(customer=uid, state=MailState.SENT).order_by("-sent_at")[:limit]
    for mail in found:
        yield TimelineEntry(
            at=mail.sent_at or mail.created_at,
            kind="mail",
            title=_("We sent the mail “%(subject)s”") % {"subject": mail.subject},
        )
