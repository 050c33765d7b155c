"""The customer whom a new statement is about, when its source has not spoken of them before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery

from profiles.choices import ContactKind, CustomerKind
from profiles.identity.names import PersonName, name_key, names_contradict
from profiles.models import ContactPoint, Customer

# A contact detail that so many share (info@…, 00000000) names nobody; files/services/matching.py has the same number.
MOST_HOLDERS = 20


@dataclass(frozen=True, slots=True)
class Same:
    """Who is meant, if that is clear, and who shares a contact detail but is, or may be, somebody else."""

    customer: Customer | None = None
    rivals: list[Customer] = field(default_factory=list)


def find_same(values: Mapping[str, Any], kind: str) -> Same:
    """Find the one customer with the same e-mail address or telephone whom nothing known contradicts."""
    holders = _holders(values)
    agreeing = [found for found in holders if not _contradicts(found, values, kind)]
    if len(agreeing) == 1:
        return Same(agreeing[0], [found for found in holders if found != agreeing[0]])
    return Same(None, holders)


def _holders(values: Mapping[str, Any]) -> list[Customer]:
    said = Q(pk__in=[])
    for kind in (ContactKind.EMAIL, ContactKind.PHONE):
        if isinstance(values.get(kind), str):
            said |= Q(kind=kind, normalised=values[kind].lower())
    points = ContactPoint.objects.filter(said, valid_until=None)
    shared = (
        ContactPoint.objects.filter(
            kind=OuterRef("kind"), normalised=OuterRef("normalised"), valid_until=None
        )
        .order_by()
        .values("normalised")
        .annotate(holders=Count("pk"))
        .values("holders")
    )
    few = points.annotate(holders=Subquery(shared)).filter(holders__lte=MOST_HOLDERS)
    return list(Customer.objects.active().filter(pk__in=few.values("customer")).order_by("pk"))


def _contradicts(known: Customer, values: Mapping[str, Any], kind: str) -> bool:
    if known.kind != kind:
        return True
    if kind == CustomerKind.ORGANISATION:
        said = name_key(_text(values, "organisation_name"))
        return bool(said and known.organisation_name and said != name_key(known.organisation_name))
    name = PersonName(_text(values, "given_name"), _text(values, "family_name"))
    if names_contradict(PersonName(known.given_name, known.family_name), name):
        return True
    born, year = _text(values, "birth_date"), values.get("birth_year")
    if born and known.birth_date:
        return born != known.birth_date.isoformat()
    said_year = int(born[:4]) if born else year
    return isinstance(said_year, int) and known.birth_year not in {None, said_year}


def _text(values: Mapping[str, Any], slug: str) -> str:
    found = values.get(slug)
    return found if isinstance(found, str) else ""
