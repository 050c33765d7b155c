"""What a person's protection blanks (law 12)."""

from collections.abc import Iterable

from profiles.choices import ContactKind, ProtectionKind
from profiles.models import Customer, Protection

ADDRESS = frozenset(
    {"postal_address", "postal_code", "city", "municipality", "region", "neighbourhood"}
)

# Facts that no screen shows, whichever source still says them.
HIDDEN_FACTS: dict[str, frozenset[str]] = {
    ProtectionKind.SECRET_ADDRESS: ADDRESS,
    ProtectionKind.SECRET_PHONE: frozenset({"phone"}),
    ProtectionKind.PROTECTED_IDENTITY: ADDRESS | {"phone", "email"},
    ProtectionKind.DECEASED: frozenset(),
}
HIDDEN_CONTACTS: dict[str, frozenset[str]] = {
    ProtectionKind.SECRET_ADDRESS: frozenset({ContactKind.POSTAL}),
    ProtectionKind.SECRET_PHONE: frozenset({ContactKind.PHONE}),
    ProtectionKind.PROTECTED_IDENTITY: frozenset(ContactKind.values),
    ProtectionKind.DECEASED: frozenset(),
}


def active_protections(customer: Customer) -> list[Protection]:
    """Return what shields this person today, oldest first."""
    return list(customer.protections.filter(lifted_at=None).order_by("since", "pk"))


def hidden_facts(protections: Iterable[Protection]) -> frozenset[str]:
    """Return the codes of the facts that these protections blank."""
    return frozenset().union(*(HIDDEN_FACTS[entry.kind] for entry in protections))


def hidden_contacts(protections: Iterable[Protection]) -> frozenset[str]:
    """Return the kinds of contact details that these protections blank."""
    return frozenset().union(*(HIDDEN_CONTACTS[entry.kind] for entry in protections))
