"""The consent entries as a file; an entry about somebody who was erased stays, and names nobody."""

from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consents.choices import SCREEN_STATE, Channel, Method
from consents.selectors.entries import ENTRY_NARROWINGS, entries_with_customer
from consents.selectors.purposes import purposes
from files.services.export_columns import Column
from files.services.lists.people_list import (
    PeopleList,
    Reading,
    Said,
    moment,
    name_of_customer,
    number,
    text,
    who,
    words,
)


def _rows(_said: Said) -> QuerySet[Any]:
    return entries_with_customer().order_by("-seq")


def _columns(reading: Reading) -> list[Column]:
    states = [(state, seen.label) for state, seen in SCREEN_STATE.items()]
    return [
        number(_("No."), "seq"),
        *who(reading, name_of_customer(reading, "customer_id")),
        words(_("Purpose"), "purpose", [(each.slug, each.label) for each in purposes()]),
        words(_("Channel"), "channel", [*Channel.choices, ("", _("Any channel"))]),
        words(_("Answer"), "state", states),
        moment(_("Said"), "occurred_at"),
        moment(_("Recorded"), "recorded_at"),
        moment(_("Valid until"), "valid_until"),
        words(_("How"), "method", Method.choices),
        text(_("From"), "origin"),
    ]


ENTRIES = PeopleList(
    "consents",
    gettext_lazy("Consent entries"),
    ("consents.view_decisionstate",),
    ENTRY_NARROWINGS,
    _rows,
    F("customer_id"),
    _columns,
)
