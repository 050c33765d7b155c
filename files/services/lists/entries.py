"""The consent entries as a file; an entry about somebody who was erased stays, and names nobody."""

from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consents.choices import SCREEN_STATE, Channel, Method
from consents.selectors.entries import ENTRY_NARROWINGS, entries_with_customer
from consents.selectors.purposes import purposes
from files.services.export_columns import Column, name_of
from files.services.lists.people_list import PeopleList, Reading, moment, number, text, who, words
from profiles.models import Customer


def _rows() -> QuerySet[Any]:
    return entries_with_customer().order_by("-seq")


def _columns(reading: Reading) -> list[Column]:
    named = Customer.objects.filter(pk=OuterRef("customer_id"))
    said = named.annotate(said=name_of(reading.facts, "")).values("said")[:1]
    name = Coalesce(Subquery(said), Value(""), output_field=TextField())
    states = [(state, seen.label) for state, seen in SCREEN_STATE.items()]
    return [
        number(_("No."), "seq"),
        *who(reading, name),
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
