"""Customers who may be the one that somebody is about to add."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from profiles.models import ContactPoint, Customer

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Similar:
    """One customer who looks like the new one, and why."""

    customer: Customer
    reason: str


def similar_customers(values: Mapping[str, Any]) -> list[Similar]:
    """Return up to five customers with the same e-mail, telephone or name, the surest first."""
    found: dict[object, Similar] = {}
    for customer, reason in (*_by_contact(values), *_by_name(values)):
        found.setdefault(customer.pk, Similar(customer, reason))
    return list(found.values())[:SHOWN]


def _by_contact(values: Mapping[str, Any]) -> list[tuple[Customer, str]]:
    """Return those who have the same e-mail address or telephone number."""
    reasons = {"email": _("the same e-mail address"), "phone": _("the same telephone number")}
    return [
        (point.customer, reasons[kind])
        for kind in reasons
        if isinstance(values.get(kind), str)
        for point in ContactPoint.objects.filter(
            kind=kind, normalised=values[kind].lower(), customer__restricted_at=None
        ).select_related("customer")[:SHOWN]
    ]


def _by_name(values: Mapping[str, Any]) -> list[tuple[Customer, str]]:
    """Return those of the same name; a given name alone is no likeness."""
    given, family = values.get("given_name", ""), values.get("family_name", "")
    organisation = values.get("organisation_name", "")
    found = Customer.objects.active()
    if organisation:
        found = found.search(organisation).filter(organisation_name__iexact=organisation)
    elif family:
        found = found.search(f"{given} {family}").filter(
            given_name__iexact=given, family_name__iexact=family
        )
    else:
        return []
    return [(customer, _("the same name")) for customer in found[:SHOWN]]
