"""The allow-list: every field that a rule may name, how it is read, and which facts that reads (law 4).

A name from a rule is only ever looked up here; what reaches the database is what this module put beside it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from config.lib.countries import country_choices
from consents.selectors import UseGate
from profiles.choices import DataType, EventKind, Family, Sensitivity
from profiles.models import Attribute
from segments.rules.operators import COUNTED, OPERATORS_OF, ValueType

# Columns of Customer that recompute fills from the fact of the same code.
TEXT_COLUMNS = frozenset(
    {"given_name", "family_name", "organisation_name", "gender", "country", "region", "municipality",
     "postal_code", "city", "language", "lifecycle_stage"}
)  # fmt: skip
TYPED_COLUMNS = frozenset({"birth_date", "birth_year"})
LIST_COLUMNS = frozenset({"interests"})
# A list longer than this is offered as one choice first, as boxes to tick only on demand.
MANY_CHOICES = 30
_ONE_FIRST = ("is", "is_not", "one_of", "none_of")


@dataclass(frozen=True, slots=True)
class Column:
    """A core column of the customer."""

    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact in the customer's JSON, of the given JSON type."""

    slug: str
    json_type: str


@dataclass(frozen=True, slots=True)
class Age:
    """Whole years, from the date of birth or else from its year, as far as the purpose may read them."""

    from_date: bool
    from_year: bool


@dataclass(frozen=True, slots=True)
class Own:
    """What the house itself knows of the customer: kind, known since, changed."""

    name: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of CustomerMetric, of which every customer has a row."""

    name: str


@dataclass(frozen=True, slots=True)
class Activity:
    """Count, sum, first or last of one kind of activity; kind '' is any."""

    kind: str
    measure: str


@dataclass(frozen=True, slots=True)
class Bought:
    """The products of purchases, each by its name, its code and its group's."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What the person has said of a purpose through a channel; channel '' is the use of data."""

    purpose: str
    channel: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Whether the person may be contacted now: the last step of law 5."""

    purpose: str
    channel: str


@dataclass(frozen=True, slots=True)
class Gap:
    """The wanted facts that are missing or outdated."""

    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """Who is in other segments, as their last refresh left it."""


Reading = Column | Fact | Age | Own | Figure | Activity | Bought | Consent | Contact | Gap | Member


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a field can have, with the name a person sees."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a rule may ask about."""

    key: str
    label: str
    shelf: str
    type: ValueType
    reads: Reading
    choices: tuple[Choice, ...] = ()
    suggestions: tuple[str, ...] = ()
    unit: str = ""
    takes_window: bool = False
    counted: bool = False
    none_label: str = ""
    is_private: bool = False
    reads_facts: frozenset[str] = frozenset()

    @property
    def operators(self) -> tuple[str, ...]:
        """Return the keys of the operators that fit."""
        if self.type is ValueType.OPTION and len(self.choices) > MANY_CHOICES:
            return (*_ONE_FIRST, *OPERATORS_OF[self.type][len(_ONE_FIRST) :])
        return COUNTED if self.counted else OPERATORS_OF[self.type]

    @property
    def label_of(self) -> Mapping[str, str]:
        """Return the names of the choices by key."""
        return {choice.key: choice.label for choice in self.choices}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What rules of one purpose may ask about; `withheld` names what exists but may not be read for it.

    `gate` keeps out whose data may not be used for it: nothing where the purpose is contact.
    """

    purpose: str
    purpose_label: str
    fields: Mapping[str, Field]
    withheld: Mapping[str, str]
    gate: UseGate | None = None


@dataclass(frozen=True, slots=True)
class PurposeEntry:
    """A purpose as the catalogue needs it."""

    slug: str
    label: str
    channels: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """What the catalogue is built from, read once."""

    purpose: str
    purpose_label: str
    attributes: Iterable[Attribute]
    readable: frozenset[str]
    purposes: Iterable[PurposeEntry]
    bases: tuple[Choice, ...]
    states: tuple[Choice, ...]
    segments: tuple[Choice, ...]
    withheld_segments: tuple[Choice, ...]
    currency: str
    products: tuple[str, ...] = ()
    gate: UseGate | None = None


_TYPES: dict[str, tuple[ValueType, str]] = {
    DataType.TEXT: (ValueType.TEXT, "string"),
    DataType.LONG_TEXT: (ValueType.TEXT, "string"),
    DataType.EMAIL: (ValueType.TEXT, "string"),
    DataType.PHONE: (ValueType.TEXT, "string"),
    DataType.URL: (ValueType.TEXT, "string"),
    DataType.INTEGER: (ValueType.WHOLE, "number"),
    DataType.YEAR: (ValueType.WHOLE, "number"),
    DataType.DECIMAL: (ValueType.NUMBER, "number"),
    DataType.MONEY: (ValueType.NUMBER, "number"),
    DataType.BOOLEAN: (ValueType.YES_NO, "boolean"),
    DataType.DATE: (ValueType.DAY, "string"),
    DataType.CHOICE: (ValueType.OPTION, "string"),
    DataType.CHOICES: (ValueType.LIST, "array"),
    DataType.TAGS: (ValueType.LIST, "array"),
    DataType.ADDRESS: (ValueType.PRESENCE, "object"),
}


def build_catalogue(material: Material) -> Catalogue:
    """Put every shelf together, and set apart what the purpose may not read."""
    fields = {field.key: field for shelf in _SHELVES for field in shelf(material)}
    withheld = {
        f"fact.{attribute.slug}": attribute.label
        for attribute in material.attributes
        if f"fact.{attribute.slug}" not in fields
    }
    withheld |= {f"segment.{segment.key}": segment.label for segment in material.withheld_segments}
    return Catalogue(material.purpose, material.purpose_label, fields, withheld, material.gate)


def is_readable(attribute: Attribute, readable: frozenset[str]) -> bool:
    """Say whether a rule may read a fact: in use, open to the purpose, and never of a special category."""
    return (
        attribute.is_enabled
        and attribute.slug in readable
        and attribute.sensitivity != Sensitivity.SPECIAL
    )


def _fact_fields(material: Material) -> Iterable[Field]:
    for attribute in material.attributes:
        if is_readable(attribute, material.readable):
            yield _fact_field(attribute, material.currency)


def _fact_field(attribute: Attribute, currency: str) -> Field:
    value_type, json_type = _TYPES[attribute.data_type]
    choices = tuple(Choice(option.slug, option.label) for option in attribute.options.all())
    if attribute.slug == "country":
        # Kept as a code whatever the catalogue calls it, so nobody has to know the codes.
        value_type, choices = ValueType.OPTION, tuple(Choice(*each) for each in country_choices())
    return Field(
        key=f"fact.{attribute.slug}",
        label=attribute.label,
        shelf=str(Family(attribute.family).label),
        type=value_type,
        reads=_fact_reading(attribute.slug, json_type),
        choices=choices,
        unit=currency if attribute.data_type == DataType.MONEY else "",
        is_private=attribute.sensitivity == Sensitivity.PRIVATE,
        reads_facts=frozenset({attribute.slug}),
    )


def _fact_reading(slug: str, json_type: str) -> Reading:
    is_column = slug in TEXT_COLUMNS | TYPED_COLUMNS | LIST_COLUMNS
    return Column(slug, slug) if is_column else Fact(slug, json_type)


def _own_fields(material: Material) -> Iterable[Field]:
    shelf = _("About the customer")
    kinds = (Choice("person", _("Person")), Choice("organisation", _("Organisation")))
    yield Field("customer.kind", _("Kind of customer"), shelf, ValueType.OPTION, Own("kind"), kinds)
    yield Field(
        "customer.created", _("Known to us since"), shelf, ValueType.MOMENT, Own("created_at")
    )
    yield Field("customer.updated", _("Last changed"), shelf, ValueType.MOMENT, Own("updated_at"))
    readable = {
        attribute.slug
        for attribute in material.attributes
        if is_readable(attribute, material.readable)
    }
    births = frozenset({"birth_date", "birth_year"} & readable)
    if births:
        age = Age("birth_date" in births, "birth_year" in births)
        unit = _("years")
        yield Field(
            "customer.age", _("Age"), shelf, ValueType.WHOLE, age, unit=unit, reads_facts=births
        )


def _figure_fields(material: Material) -> Iterable[Field]:
    shelf = _("How well we know them")
    yield Field(
        "figure.completeness", _("Completeness"), shelf, ValueType.WHOLE, Figure("completeness"),
        unit="%", counted=True,
    )  # fmt: skip
    wanted = tuple(
        Choice(attribute.slug, attribute.label)
        for attribute in material.attributes
        if attribute.is_enabled and attribute.is_wanted
    )
    yield Field("gap.missing", _("Missing facts"), shelf, ValueType.GAP, Gap("missing"), wanted)
    yield Field("gap.stale", _("Outdated facts"), shelf, ValueType.GAP, Gap("stale"), wanted)


def _activity_fields(material: Material) -> Iterable[Field]:
    shelf = _("Activities")
    for kind, said in activity_words().items():
        key = f"activity.{kind or 'any'}"
        yield Field(
            f"{key}.count", said.count, shelf, ValueType.WHOLE, Activity(kind, "count"),
            takes_window=True, counted=True, none_label=said.none,
        )  # fmt: skip
        if kind == EventKind.PURCHASE:
            yield Field(
                f"{key}.sum", _("Amount spent"), shelf, ValueType.NUMBER, Activity(kind, "sum"),
                unit=material.currency, takes_window=True, counted=True,
            )  # fmt: skip
            yield Field(
                f"{key}.product", _("Product bought"), shelf, ValueType.PRODUCT, Bought(),
                suggestions=material.products, takes_window=True,
            )  # fmt: skip
        yield Field(f"{key}.last", said.last, shelf, ValueType.MOMENT, Activity(kind, "last"))
        yield Field(f"{key}.first", said.first, shelf, ValueType.MOMENT, Activity(kind, "first"))


@dataclass(frozen=True, slots=True)
class ActivityWords:
    """How a kind of activity is spoken of."""

    count: str
    none: str
    first: str
    last: str


def activity_words() -> dict[str, ActivityWords]:
    """Return the words of every kind, purchases first; '' is any activity."""
    return {
        str(EventKind.PURCHASE): ActivityWords(
            _("Number of purchases"), _("No purchases"), _("First purchase"), _("Latest purchase")
        ),
        "": ActivityWords(
            _("Number of activities"), _("No activities"), _("First activity"), _("Latest activity")
        ),
        str(EventKind.VISIT): ActivityWords(
            _("Number of web visits"), _("No web visits"), _("First web visit"), _("Latest web visit")
        ),
        str(EventKind.OPEN): ActivityWords(
            _("Number of opened e-mails"), _("No opened e-mails"),
            _("First opened e-mail"), _("Latest opened e-mail"),
        ),
        str(EventKind.CLICK): ActivityWords(
            _("Number of clicks"), _("No clicks"), _("First click"), _("Latest click")
        ),
        str(EventKind.ENQUIRY): ActivityWords(
            _("Number of enquiries"), _("No enquiries"), _("First enquiry"), _("Latest enquiry")
        ),
        str(EventKind.OTHER): ActivityWords(
            _("Number of other activities"), _("No other activities"),
            _("First other activity"), _("Latest other activity"),
        ),
    }  # fmt: skip


def _consent_fields(material: Material) -> Iterable[Field]:
    for purpose in material.purposes:
        for channel in purpose.channels or (Choice("", ""),):
            name = f"{purpose.label} ({channel.label})" if channel.label else purpose.label
            key = f"{purpose.slug}.{channel.key}" if channel.key else purpose.slug
            yield Field(
                f"consent.{key}", _("Consent: %(purpose)s") % {"purpose": name},
                _("Consent and contact"), ValueType.STATE, Consent(purpose.slug, channel.key),
                material.states,
            )  # fmt: skip
            if channel.key:
                yield Field(
                    f"contact.{key}", _("Contact: %(purpose)s") % {"purpose": name},
                    _("Consent and contact"), ValueType.CONTACT, Contact(purpose.slug, channel.key),
                    material.bases,
                )  # fmt: skip


def _member_fields(material: Material) -> Iterable[Field]:
    yield Field(
        "member.segments", _("Member of"), _("Other segments"),
        ValueType.MEMBER, Member(), material.segments,
    )  # fmt: skip


_SHELVES: tuple[Callable[[Material], Iterable[Field]], ...] = (
    _own_fields,
    _fact_fields,
    _activity_fields,
    _figure_fields,
    _consent_fields,
    _member_fields,
)
