"""What a colleague says about a customer: a record of its own, believed like the customer's own word."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from config.lib.actor import Actor, actor_columns
from config.lib.errors import DomainError
from profiles.models import (
    Attribute,
    Customer,
    RecordChange,
    Source,
    SourceRecord,
    ValueLock,
)
from profiles.registry import customers_changed
from profiles.services.recompute import recompute_customers
from profiles.services.records import record_values


class CorrectionError(DomainError):
    """A correction that cannot be made."""


def steward_source() -> Source:
    """Return the source that colleagues speak through."""
    return Source.objects.get(slug="steward")


@transaction.atomic
def add_customer(*, values: Mapping[str, Any], kind: str, actor: Actor, now: datetime) -> Customer:
    """Make a customer from what a colleague typed; `values` maps slugs to canonical values."""
    if not values:
        raise CorrectionError(_("Fill in at least one fact, such as a name or an e-mail address."))
    record = record_values(
        source=steward_source(),
        external_id=str(uuid4()),
        values=values,
        observed_at=now,
        actor=actor,
        now=now,
        kind=kind,
    )
    return Customer.objects.get(pk=record.customer_id)


@transaction.atomic
def correct_fact(  # noqa: PLR0913 - a correction has a place, a value, a reason and an author
    *,
    customer: Customer,
    slug: str,
    value: Any,
    reason: str,
    actor: Actor,
    now: datetime,
    lock: bool = False,
    until: date | None = None,
) -> None:
    """Say one fact anew by hand; with `lock`, no source overrides it until `until` or until it is lifted."""
    attribute = Attribute.objects.usable().filter(slug=slug).first()
    if attribute is None or not attribute.applies(customer.kind):
        raise CorrectionError(
            _("This fact cannot be corrected: it is not in use for this customer.")
        )
    if lock and not reason.strip():
        raise CorrectionError(
            _("Say why the fact is settled, so that colleagues can follow it later.")
        )
    if lock:
        ValueLock.objects.update_or_create(
            customer=customer,
            slug=slug,
            defaults={
                "value": value,
                "reason": reason,
                "locked_at": now,
                "expires_on": until,
                **actor_columns(actor),
            },
        )
    record_values(
        source=steward_source(),
        external_id=str(uuid4()),
        values={slug: value},
        observed_at=now,
        actor=actor,
        now=now,
        customer=customer,
    )


@transaction.atomic
def withdraw_correction(*, customer: Customer, slug: str, actor: Actor, now: datetime) -> None:
    """Take back what colleagues said of one fact, settled or not: the other sources decide again."""
    ValueLock.objects.filter(customer=customer, slug=slug).delete()
    said = SourceRecord.objects.filter(
        customer=customer, source=steward_source(), values__has_key=slug
    )
    for record in said.select_for_update().order_by("pk"):
        _unsay(record, slug, actor, now)
    recompute_customers(uids=[customer.pk], now=now)
    customers_changed([customer.pk], now)


def _unsay(record: SourceRecord, slug: str, actor: Actor, now: datetime) -> None:
    """Remove one fact from a record, and the record with its last one; the journal keeps what stood there."""
    before = dict(record.values)
    record.values = {name: value for name, value in before.items() if name != slug}
    record.value_dates.pop(slug, None)
    RecordChange.objects.create(
        record_id=record.pk,
        source=record.source,
        external_id=record.external_id,
        customer_uid=record.customer_id,
        kind="updated" if record.values else "removed",
        before=before,
        after=record.values or None,
        observed_before=record.observed_at,
        observed_after=record.observed_at if record.values else None,
        changed_at=now,
        **actor_columns(actor),
    )
    if record.values:
        record.updated_at = now
        record.save(update_fields=["values", "value_dates", "updated_at"])
    else:
        record.delete()


@transaction.atomic
def lift_lock(*, customer: Customer, slug: str, actor: Actor, now: datetime) -> None:
    """Let the sources decide about a settled fact again."""
    del actor
    ValueLock.objects.filter(customer=customer, slug=slug).delete()
    recompute_customers(uids=[customer.pk], now=now)
    customers_changed([customer.pk], now)
