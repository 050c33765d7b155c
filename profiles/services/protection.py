"""What shields a person: set by a colleague, lifted only by one with the right to (law 12)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from config.lib.actor import Actor, actor_columns
from config.lib.errors import DomainError
from profiles.choices import ProtectionKind
from profiles.models import Customer, Protection
from profiles.registry import customers_changed
from profiles.services.recompute import recompute_customers


class ProtectionError(DomainError):
    """A protection that cannot be set or lifted."""


@transaction.atomic
def protect_customer(
    *, customer: Customer, kind: str, reason: str, actor: Actor, now: datetime
) -> Protection:
    """Shield a customer from now on: blank what the protection blanks and stop every channel.

    A protection that already holds is left as it is.
    """
    if kind not in ProtectionKind.values:
        raise ProtectionError(_("Choose what protects the person."))
    shield, is_new = Protection.objects.get_or_create(
        customer=customer,
        kind=kind,
        lifted_at=None,
        defaults={"reason": reason, "since": now, **actor_columns(actor)},
    )
    if is_new:
        _follow(customer, now)
    return shield


@transaction.atomic
def lift_protection(*, protection: Protection, reason: str, actor: Actor, now: datetime) -> None:
    """End a protection, for a reason that is kept with the person's name."""
    if not reason.strip():
        raise ProtectionError(_("Say why the protection no longer holds."))
    lifted = Protection.objects.filter(pk=protection.pk, lifted_at=None).update(
        lifted_at=now, lifted_by=actor.label, lifted_reason=reason
    )
    if not lifted:
        raise ProtectionError(_("This protection has been lifted already."))
    _follow(protection.customer, now)


def _follow(customer: Customer, now: datetime) -> None:
    """Let everything that is computed from the customer follow in the same transaction."""
    recompute_customers(uids=[customer.pk], now=now)
    customers_changed([customer.pk], now)
