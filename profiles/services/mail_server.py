"""The mail server: set by an administrator, tried with one mail."""

import smtplib
import socket
import ssl
from dataclasses import dataclass
from email.utils import formataddr

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _

from config.lib.actor import Actor, act_as
from profiles.models import MailServer
from profiles.selectors import get_company
from profiles.selectors.mail_server import mail_connection, sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServerDetails:
    """What is asked about the server; no password leaves the one that is kept, an empty one forgets it."""

    host: str
    port: int
    username: str
    security: str
    password: str | None


@dataclass(frozen=True, slots=True)
class Tried:
    """How the trial mail fared: in plain words, and in the server's own."""

    is_sent: bool
    words: str
    answer: str = ""


@transaction.atomic
def keep_mail_server(*, details: MailServerDetails, actor: Actor) -> MailServer:
    """Keep how mails are handed over; what the environment says goes before it."""
    act_as(actor)
    kept = MailServer.objects.select_for_update().first() or MailServer()
    kept.host = details.host
    kept.port = details.port
    kept.username = details.username
    kept.security = details.security
    if details.password is not None:
        kept.password = sealed(details.password)
    kept.save()
    return kept


def send_trial_mail(*, to_address: str) -> Tried:
    """Hand one mail over now, and say what the server said to it."""
    company = get_company()
    connection = mail_connection()
    message = EmailMessage(
        subject=_("A test from Kjenn"),
        body=_("This mail has reached you, so the mail settings of %(company)s work.")
        % {"company": company.name},
        from_email=formataddr((company.sender_name, company.sender_email)),
        to=[to_address],
        headers={"Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    try:
        message.send()
    except OSError as error:  # smtplib's errors are OSErrors too
        return Tried(False, _in_words(error), _own_words(error))
    finally:
        connection.close()  # Django leaves it open where signing in fails
    return Tried(True, _("The server has taken the mail for %(to)s.") % {"to": to_address})


def _in_words(error: OSError) -> str:
    """Return what went wrong and what to look at; the most telling kind of error comes first."""
    kinds: tuple[tuple[type[OSError], str], ...] = (
        (
            smtplib.SMTPAuthenticationError,
            _("The server does not accept the user name and password."),
        ),
        (smtplib.SMTPSenderRefused, _("The server does not send for the sender’s address.")),
        (smtplib.SMTPRecipientsRefused, _("The server does not take mail for this address.")),
        (
            smtplib.SMTPNotSupportedError,
            _("The server does not know this kind of encryption or sign-in. Try another choice."),
        ),
        (smtplib.SMTPException, _("The server answered, but did not take the mail.")),
        (socket.gaierror, _("There is no server of this name. Look at the spelling.")),
        (
            ssl.SSLError,
            _("The encryption does not fit. Port 465 wants TLS, port 587 wants STARTTLS."),
        ),
        (
            TimeoutError,
            _("The server did not answer in time. Look at the name, the port and any firewall."),
        ),
        (ConnectionRefusedError, _("Nothing answers on this port. Look at the port.")),
    )
    found = (words for kind, words in kinds if isinstance(error, kind))
    return next(found, _("The server cannot be reached."))


def _own_words(error: OSError) -> str:
    said = getattr(error, "smtp_error", b"")
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    code = getattr(error, "smtp_code", "")
    return f"{code} {text}".strip() or str(error)
