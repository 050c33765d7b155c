"""What one source says of one customer, statement by statement: a program's way of what a file does in bulk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from config.lib.actor import Actor
from config.lib.errors import DomainError
from profiles.choices import Sensitivity
from profiles.identity.errors import ValueNotUnderstoodError
from profiles.identity.normalise import normalise_value
from profiles.models import Attribute, Customer, DuplicatePair, Source, SourceRecord
from profiles.selectors import get_company
from profiles.selectors.same import find_same
from profiles.services.records import record_values


class StatementRefusedError(DomainError):
    """A statement that cannot be taken; `field` names what it is about."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a source says: under its own id, about whom (when that is known), since when; a part or all it knows."""

    source: str
    source_id: str
    facts: Mapping[str, Any]
    observed_at: datetime
    kind: str = "person"
    customer: Customer | None = None
    is_partial: bool = False
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """Whom the statement was about, and what came of it: created, joined, updated, unchanged, outdated."""

    customer_uid: UUID
    outcome: str


@transaction.atomic
def record_statement(*, statement: Statement, actor: Actor, now: datetime) -> Said:
    """Write down what a source says; raise StatementRefusedError for what it cannot say.

    1. One statement at a time of a source's id: two first ones at once make one customer.
    2. A source's first word about somebody joins the customer who has the contact detail, if nothing contradicts.
    3. A full statement that is older than what the source has said since changes nothing.
    """
    source = Source.objects.get(slug=statement.source)
    _lock(f"{source.pk}:{statement.source_id}")
    record = (
        SourceRecord.objects.filter(source=source, external_id=statement.source_id)
        .select_related("customer")
        .first()
    )
    _check_place(statement, record)
    owner = record.customer if record else statement.customer
    kind = owner.kind if owner else statement.kind
    values = canonical_facts(statement.facts, kind=kind, now=now)
    if record is not None and not statement.is_partial:
        settled = _settled(record, values, statement.observed_at)
        if settled:
            return Said(record.customer_id, settled)
    same = find_same(values, kind) if owner is None else None
    joined = same.customer if same else None
    written = record_values(
        source=source,
        external_id=statement.source_id,
        values=values,
        observed_at=statement.observed_at,
        actor=actor,
        now=now,
        customer=owner or joined,
        kind=kind,
        partial=statement.is_partial,
    )
    if same:
        _put_aside(written.customer_id, [rival.pk for rival in same.rivals], now)
    outcome = "updated" if owner else ("joined" if joined else "created")
    return Said(written.customer_id, outcome)


def canonical_facts(facts: Mapping[str, Any], *, kind: str, now: datetime) -> dict[str, Any]:
    """Return the facts in their canonical form; raise StatementRefusedError naming the first that is none."""
    known = {
        fact.slug: fact
        for fact in Attribute.objects.usable()
        .filter(slug__in=facts)
        .exclude(sensitivity=Sensitivity.SPECIAL)
        .prefetch_related("options")
    }
    company = get_company()
    country = facts.get("country")
    told = country if isinstance(country, str) and len(country) == len("NO") else ""
    values = {}
    for slug, raw in facts.items():
        value = _canonical(slug, raw, known.get(slug), kind, told or company.default_country, now)
        if value is not None:
            values[slug] = value
    return values


def _canonical(
    slug: str, raw: Any, fact: Attribute | None, kind: str, country: str, now: datetime
) -> Any:
    place = f"facts.{slug}"
    if fact is None or not fact.applies(kind):
        raise StatementRefusedError(
            _("There is no fact “%(code)s” in use for this kind of customer.")
            % {"code": slug[:60]},
            place,
        )
    try:
        return normalise_value(
            "decimal" if fact.data_type == "money" else fact.data_type,
            raw,
            country=country.upper(),
            options=list(fact.options.all()),
            past=slug == "birth_date",
            today=now.date(),
        )
    except ValueNotUnderstoodError as refusal:
        raise StatementRefusedError(str(refusal), place) from refusal


def _check_place(statement: Statement, record: SourceRecord | None) -> None:
    """Refuse a statement about somebody else than its id has meant so far, or about one whose use is restricted."""
    if record is not None and statement.is_new:
        raise StatementRefusedError(
            _("This source speaks of a customer by this id already: change what it says instead.")
        )
    owner = record.customer if record else statement.customer
    if owner is not None and owner.restricted_at is not None:
        raise StatementRefusedError(
            _("The use of this customer's data is restricted, so nothing is changed.")
        )
    if record is None or statement.customer is None:
        return
    if record.customer_id != statement.customer.pk:
        raise StatementRefusedError(
            _("By this id the source speaks of another customer."), "source_id"
        )


def _settled(record: SourceRecord, values: Mapping[str, Any], observed_at: datetime) -> str:
    """Say why nothing needs to be written, or ''."""
    if observed_at < record.observed_at:
        return "outdated"
    is_same = record.values == values and not record.value_dates
    return "unchanged" if is_same and observed_at == record.observed_at else ""


def _lock(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _put_aside(customer_uid: UUID, rivals: list[UUID], now: datetime) -> None:
    """Let a person look at those who share a contact detail and may or may not be one."""
    DuplicatePair.objects.bulk_create(
        [
            DuplicatePair(
                first_id=min(customer_uid, rival),
                second_id=max(customer_uid, rival),
                reason="shared_contact",
                found_at=now,
            )
            for rival in rivals
        ],
        ignore_conflicts=True,
    )
