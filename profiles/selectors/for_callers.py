"""Customers as programs may read them: nobody whose use is restricted, nothing that protection hides."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from profiles.choices import ContactKind
from profiles.models import ContactPoint, Customer, SourceRecord
from profiles.selectors.protection import active_protections, hidden_contacts

# The fact behind each kind of contact detail.
CONTACT_FACTS: Mapping[str, str] = {
    ContactKind.EMAIL: "email",
    ContactKind.PHONE: "phone",
    ContactKind.POSTAL: "postal_address",
}
_COLUMNS = ("uid", "kind", "attributes", "sort_key", "created_at", "updated_at")


def readable_customers(source: str) -> QuerySet[Customer]:
    """Return the customers that programs may read, each with the ids of one source as `own_records`: one more query."""
    own = SourceRecord.objects.filter(source__slug=source).order_by("pk")
    return (
        Customer.objects.active()
        .select_related("metric")
        .only(*_COLUMNS, "metric__completeness", "metric__stale")
        .prefetch_related(
            Prefetch("records", own.only("customer_id", "external_id"), to_attr="own_records")
        )
    )


def own_ids(customer: Customer) -> list[str]:
    """Return the ids under which the caller's source knows a customer of `readable_customers`."""
    records: list[SourceRecord] = customer.own_records  # type: ignore[attr-defined]
    return [record.external_id for record in records]


def readable_contacts(customer: Customer, facts: Collection[str]) -> QuerySet[ContactPoint]:
    """Return the contact details whose facts may be read, without those that protection hides."""
    away = hidden_contacts(active_protections(customer))
    kinds = [kind for kind, slug in CONTACT_FACTS.items() if slug in facts and kind not in away]
    found = customer.contact_points.filter(kind__in=kinds).select_related("source")
    return found.order_by("kind", "-is_preferred", "valid_from", "pk")


def find_readable(uid: UUID, source: str) -> Customer | None:
    """Return one customer that programs may read, or nothing."""
    return readable_customers(source).filter(pk=uid).first()


def lock_customer(uid: UUID) -> None:
    """Hold a customer's row until the caller's transaction ends, so that what is compared is what is changed."""
    list(Customer.objects.select_for_update().filter(pk=uid).values_list("pk"))
