"""What a column may become, grouped as a person looks for it; each choice has one text key."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from consents.choices import Channel, PurposeKind
from consents.selectors import purposes
from files.choices import FileKind
from files.mapping.mapping import ColumnMapping
from profiles.choices import Family, Sensitivity
from profiles.models import Attribute

_CONSENT = "consent"
_ABOUT_CONSENT = ("consent", "consent_at", "consent_origin")


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing a column may become."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Group:
    """Choices under one heading."""

    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """A choice taken apart as a mapping names it."""

    target: str
    purpose: str = ""
    channel: str = ""


def key_of(column: ColumnMapping) -> str:
    """Return the key of what a column is mapped to."""
    if column.target in _ABOUT_CONSENT and column.purpose:
        return f"{column.target}|{column.purpose}|{column.channel}"
    return column.target


def target_of(key: str) -> Target:
    """Return what a key stands for."""
    target, purpose, channel = (*key.split("|"), "", "")[:3]
    return Target(target, purpose, channel)


def groups_for(kind: str) -> list[Group]:
    """Return every choice for a file of customers or of activities."""
    return _event_groups() if kind == FileKind.EVENTS else [*_customer_groups()]


def _event_groups() -> list[Group]:
    return [
        Group(
            _("Who"),
            (
                Choice("customer_id", _("The customer’s id in this system")),
                Choice("customer_email", _("The customer’s e-mail address")),
            ),
        ),
        Group(
            _("What and when"),
            (
                Choice("occurred_at", _("When it happened")),
                Choice("kind", _("What it was: purchase, visit, enquiry …")),
                Choice("event_key", _("Its own number, such as the order number")),
                Choice("product", _("Product")),
                Choice("quantity", _("Quantity")),
                Choice("amount", _("Amount")),
                Choice("currency", _("Currency")),
                Choice("campaign", _("Campaign")),
                Choice("channel", _("Where it happened: web, shop, telephone …")),
            ),
        ),
    ]


def _customer_groups() -> Iterator[Group]:
    yield Group(
        _("Who and when"),
        (
            Choice("external_id", _("The customer’s id in this system")),
            Choice("full_name", _("Whole name, to be split")),
            Choice("observed_at", _("When this was last changed")),
        ),
    )
    yield Group(
        _("Parts of the postal address"),
        (
            Choice("address.street", _("Street and number")),
            Choice("address.street_number", _("Number of the house alone")),
            Choice("address.postal_code", _("Postal code of the address")),
            Choice("address.city", _("Town of the address")),
            Choice("address.region", _("Region of the address")),
            Choice("address.country", _("Country of the address")),
        ),
    )
    facts = Attribute.objects.usable().exclude(sensitivity=Sensitivity.SPECIAL)
    shelves = groupby(
        sorted(facts, key=lambda fact: (Family.values.index(fact.family), fact.position)),
        key=lambda fact: fact.family,
    )
    for family, shelf in shelves:
        yield Group(
            str(Family(family).label), tuple(Choice(fact.slug, fact.label) for fact in shelf)
        )
    yield from _consent_groups()


def _consent_groups() -> Iterator[Group]:
    contact = purposes(PurposeKind.CONTACT)
    yield Group(
        _("Yes or no to being contacted"),
        tuple(
            Choice(
                f"{_CONSENT}|{purpose.slug}|{channel.value}", f"{purpose.label}: {channel.label}"
            )
            for purpose in contact
            for channel in Channel
        ),
    )
    yield Group(
        _("Proof of a yes"),
        (
            Choice("consent_at", _("When it was given (all of them)")),
            *(
                Choice(
                    f"consent_at|{purpose.slug}|",
                    _("When it was given: %(purpose)s") % {"purpose": purpose.label},
                )
                for purpose in contact
            ),
            Choice("consent_origin", _("Where or how it was given")),
        ),
    )
