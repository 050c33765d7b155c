"""The mailbox as a file: mails to customers; those to colleagues carry the way into an account, and stay."""

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from files.services.export_columns import Column
from files.services.lists.people_list import PeopleList, Reading, moment, text, who, words
from surveys.choices import MailState
from surveys.models import Mail
from surveys.selectors.narrowings import MAIL_NARROWINGS, MAIL_SEARCH


def _columns(reading: Reading) -> list[Column]:
    address = (
        [text(pgettext("addressee of a mail", "To"), "to_address")]
        if "email" in reading.facts
        else []
    )
    return [
        text(_("Subject"), "subject"),
        *who(reading),
        *address,
        words(_("State"), "state", MailState.choices),
        moment(_("Written"), "created_at"),
        moment(_("Sent"), "sent_at"),
    ]


def _facts(reading: Reading) -> list[str]:
    return [*reading.names(), *({"email"} & reading.facts)]


MAILS = PeopleList(
    "mails",
    gettext_lazy("Mails to customers"),
    ("surveys.view_mail",),
    (MAIL_SEARCH, *MAIL_NARROWINGS),
    lambda _said: Mail.objects.filter(steward=None).order_by("-created_at", "-pk"),
    F("customer_id"),
    _columns,
    _facts,
)
