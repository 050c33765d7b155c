"""The CRM's export: cp1252, semicolons, Norwegian headers, years of colleagues typing."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from files.demo.people import TWICE, TWO_BIRTH_DATES, Person, countries
from files.demo.spelling import eaten_zero, nordic_date, typed_email, typed_name, typed_phone

CUSTOMERS = "crm_kunder.csv"
# Whether somebody may be sent surveys: a column that no dictionary knows, so a person has to say what it is.
ASKABLE = "Kan spørres på e-post"
CUSTOMER_HEADER = (
    "Kundenr",
    "Fornavn",
    "Etternavn",
    "E-post",
    "Mobil",
    "Adresse",
    "Postnr",
    "Poststed",
    "Land",
    "Fødselsdato",
    "Kjønn",
    "Språk",
    "Kunde siden",
    "Butikk",
    "Ønsker nyhetsbrev",
    ASKABLE,
    "Samtykkedato",
    "Samtykkekilde",
    "Reservert mot telefonsalg",
    "Sist endret",
)
VISITS = "crm_kundekort.csv"
VISIT_HEADER = ("Kundenr", "Tidspunkt", "Hendelse", "Kanal")
# A row that somebody began and left: neither id nor name nor contact detail.
EMPTY_EVERY, EMPTY_AT = 400, 100

_STORES = frozenset({"Oslo", "Bergen", "Trondheim", "Lillehammer", "Göteborg"})
_BORN_ANEW = timedelta(days=366)

Row = tuple[str, ...]


def customer_rows(person: Person, today: date) -> Iterator[Row]:
    """Yield the person's row; for some a second one of another colleague, for a few an empty one before."""
    if person.nth % EMPTY_EVERY == EMPTY_AT:
        yield ("",) * (len(CUSTOMER_HEADER) - 1) + (f"{today - timedelta(days=400):%d.%m.%Y}",)
    if not person.in_crm:
        return
    row = _row(person, today)
    yield row
    if person.planted == TWICE:
        yield _again(person, row)


def visit_rows(person: Person, visits: list[datetime]) -> Iterator[Row]:
    """Yield the times the customer card was shown."""
    for at in visits:
        yield (_number(person), f"{at:%d.%m.%Y %H:%M}", "besøk", "butikk")


def _number(person: Person) -> str:
    return f"K{100_000 + person.nth}"


def _row(person: Person, today: date) -> Row:
    chance, entry = person.chance, countries()[person.country]
    # Whoever is in all three tools has an address in each: what is in twice is planted, not left to chance.
    is_known = bool(person.planted) or (person.in_newsletter and person.in_shop)
    home, has_home = person.home, chance.of(0.88)
    return (
        _number(person),
        typed_name(person.given, chance),
        typed_name(person.family, chance),
        typed_email(person.email, chance) if is_known or chance.of(0.84) else "",
        typed_phone(person) if is_known or chance.of(0.78) else "",
        home.street if has_home else "",
        (eaten_zero(home.postal_code) if chance.of(0.3) else home.postal_code) if has_home else "",
        home.town if has_home else "",
        entry["country"],
        _born(person),
        ("Kvinne" if person.woman else "Mann") if chance.of(0.7) else "",
        entry["language"] if chance.of(0.5) else "",
        f"{person.since:%d.%m.%Y}",
        _store(person) if chance.of(0.6) else "",
        *_consent(person),
        "ja" if chance.of(0.04) else "",
        f"{_changed(person, today):%d.%m.%Y}",
    )


def _store(person: Person) -> str:
    town = person.home.town
    return town if town in _STORES else "nettbutikk"


def _born(person: Person) -> str:
    if person.planted == TWO_BIRTH_DATES:
        return f"{person.born:%d.%m.%Y}"
    has_one = person.chance.of(0.6)
    return nordic_date(person.born, person.chance) if has_one else ""


def _consent(person: Person) -> tuple[str, str, str, str]:
    """Return what the CRM holds of consent, and the form in the shop that proves it, where one was signed."""
    newsletter, is_proven = _newsletter(person)
    is_askable = person.chance.of(0.45)
    signed = person.since + timedelta(days=1)
    proof = (f"{signed:%d.%m.%Y}", "Skjema i butikk") if is_proven or is_askable else ("", "")
    return newsletter, "ja" if is_askable else "", *proof


def _newsletter(person: Person) -> tuple[str, bool]:
    """Return what the CRM says of the newsletter: only of those whom the newsletter tool does not know."""
    if person.in_newsletter or person.in_shop:
        return "", False
    said = {
        "signed": ("ja", True),
        "yes": ("ja", False),
        "no": ("nei", False),
        "nothing": ("", False),
    }
    return said[person.chance.pick({"signed": 25, "yes": 25, "no": 15, "nothing": 35})]


def _changed(person: Person, today: date) -> date:
    """Return when a colleague last looked: long ago for most of those who have left."""
    last = person.left or today - timedelta(days=1)
    return person.since + timedelta(
        days=int((last - person.since).days * person.chance.random() ** 0.5)
    )


def _again(person: Person, row: Row) -> Row:
    """Return the person under another number, name and address: two until somebody looks at them."""
    cells = dict(zip(CUSTOMER_HEADER, row, strict=True))
    cells["Kundenr"] = f"{_number(person)}B"
    cells["Etternavn"] = _other_family(person)
    cells["E-post"] = f"old.{person.email}"
    cells["Mobil"] = person.phone
    cells |= dict.fromkeys(
        ("Ønsker nyhetsbrev", ASKABLE, "Samtykkedato", "Samtykkekilde", "Fødselsdato"), ""
    )
    return tuple(cells.values())


def _other_family(person: Person) -> str:
    families = countries()[person.country]["families"]
    return str(person.chance.choice([name for name in families if name != person.family]))


def another_birth_date(person: Person) -> date:
    """Return the birth date that the newsletter tool has, for those who gave two."""
    return person.born - _BORN_ANEW
