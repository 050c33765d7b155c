"""Ids lead to people for ever, also after merge and erasure."""

from uuid import UUID

from profiles.models import Customer, RetiredId


def find_customer(uid: UUID) -> Customer | None:
    """Return the customer of this id, or of the id that took its place, or nothing."""
    found = Customer.objects.filter(pk=uid).first()
    if found is None:
        retired = RetiredId.objects.filter(pk=uid).select_related("customer").first()
        found = retired.customer if retired else None
    return found


def was_customer(uid: UUID) -> bool:
    """Say whether the id once named a customer."""
    return RetiredId.objects.filter(pk=uid).exists()


def find_retired(uid: UUID) -> RetiredId | None:
    """Return the retired id, with who holds the facts now; nobody does after erasure."""
    return RetiredId.objects.filter(pk=uid).first()
