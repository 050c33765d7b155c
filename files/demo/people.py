"""Who the made-up customers are: one person at a time, each from the seed and a number alone."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

from files.demo.chance import Chance
from files.demo.numbers import phone_number

DATA = Path(__file__).parent / "data"
_DOMAINS = ("example.com", "example.org", "example.net", "post.example", "epost.example")
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ä": "a", "ö": "o", "é": "e"})
_YEAR = 365
_LONGEST_ACQUAINTANCE = 8 * _YEAR

# Youngest and oldest, share, orders a year, size of a basket, and how the ways of being outdoors are tilted.
_PHASES: tuple[tuple[int, int, int, float, float, dict[str, int]], ...] = (
    (18, 27, 18, 1.2, 0.7, {"skier": 2, "town": 2, "family": 0}),
    (28, 34, 17, 2.0, 0.9, {"hiker": 2, "camper": 2}),
    (35, 49, 32, 3.0, 1.1, {"family": 5}),
    (50, 66, 23, 2.4, 1.5, {"hiker": 3, "skier": 2, "family": 0}),
    (67, 84, 10, 1.1, 1.1, {"hiker": 2, "town": 2, "camper": 0, "family": 0}),
)

# What is planted where, by the person's number; the first that fits counts.
TWO_BIRTH_DATES, TWICE, NO_AFTER_YES = "two_birth_dates", "twice", "no_after_yes"
_PLANTED = ((TWO_BIRTH_DATES, 50, 7), (TWICE, 33, 4), (NO_AFTER_YES, 20, 11))


@dataclass(frozen=True, slots=True)
class Home:
    """Where somebody lives."""

    street: str
    postal_code: str
    town: str


@dataclass(slots=True)
class Person:
    """One made-up customer, before any tool has misspelt them."""

    nth: int
    chance: Chance
    country: str
    woman: bool
    given: str
    family: str
    born: date
    email: str
    phone: str
    home: Home
    way: str
    rate: float
    basket: float
    since: date
    left: date | None
    planted: str
    in_crm: bool = True
    in_shop: bool = True
    in_newsletter: bool = True
    is_unsubscribed: bool = False
    moved_to: Home | None = field(default=None)

    @property
    def is_around(self) -> bool:
        """Return whether the person still buys here."""
        return self.left is None


@lru_cache(maxsize=1)
def countries() -> dict[str, dict[str, Any]]:
    """Return names and places by country."""
    return tomllib.loads((DATA / "people.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def sold() -> dict[str, Any]:
    """Return what is sold, and who buys what when."""
    return tomllib.loads((DATA / "range.toml").read_text(encoding="utf-8"))


def people(count: int, seed: int, today: date) -> Iterator[Person]:
    """Yield the customers in the order of their numbers."""
    met = dict.fromkeys(countries(), 0)
    shares = {code: entry["share"] for code, entry in countries().items()}
    for nth in range(count):
        chance = Chance(seed << 32 | nth)
        country = chance.pick(shares)
        yield _person(nth, chance, country, met[country], today)
        met[country] += 1


def another_home(person: Person) -> Home:
    """Return a home in the person's country."""
    entry, chance = countries()[person.country], person.chance
    return _home(entry, chance)


def _person(nth: int, chance: Chance, country: str, met: int, today: date) -> Person:
    entry = countries()[country]
    youngest, oldest, _share, rate, basket, tilt = chance.choices(
        _PHASES, [phase[2] for phase in _PHASES]
    )[0]
    woman = chance.of(0.54)
    given = chance.choice(entry["women" if woman else "men"])
    family = chance.choice(entry["families"])
    since = today - timedelta(days=30 + int(chance.random() ** 1.4 * _LONGEST_ACQUAINTANCE))
    person = Person(
        nth=nth,
        chance=chance,
        country=country,
        woman=woman,
        given=given,
        family=family,
        born=today - timedelta(days=int(chance.uniform(youngest, oldest + 1) * 365.25)),
        email=f"{plain(given)}.{plain(family)}{nth}@{chance.choice(_DOMAINS)}",
        phone=phone_number(country, met),
        home=_home(entry, chance),
        way=_way(tilt, chance),
        rate=rate * chance.lognormvariate(0, 0.5),
        basket=basket * chance.lognormvariate(0, 0.4),
        since=since,
        left=_left(since, today, chance),
        planted=next((name for name, every, at in _PLANTED if nth % every == at), ""),
    )
    _place(person)
    return person


def _home(entry: dict[str, Any], chance: Chance) -> Home:
    postal_code, town = chance.choice(entry["towns"])
    return Home(f"{chance.choice(entry['streets'])} {chance.randint(1, 98)}", postal_code, town)


def _way(tilt: dict[str, int], chance: Chance) -> str:
    return chance.pick(
        {way["name"]: way["share"] * tilt.get(way["name"], 1) for way in sold()["way"]}
    )


def _left(since: date, today: date, chance: Chance) -> date | None:
    """Return when somebody silently stopped buying: a third of them, the longer ago they came the likelier."""
    known = (today - since).days
    if not chance.of(0.5 * min(1, known / (3 * _YEAR))):
        return None
    return since + timedelta(days=int(known * chance.uniform(0.1, 0.8)))


def _place(person: Person) -> None:
    """Decide which tools know the person; what is planted needs its tools."""
    chance = person.chance
    person.in_crm = chance.of(0.72)
    person.in_shop = chance.of(0.62)
    person.in_newsletter = chance.of(0.55) or not (person.in_crm or person.in_shop)
    person.is_unsubscribed = chance.of(0.12 if person.is_around else 0.3)
    if person.planted == TWO_BIRTH_DATES:
        person.in_crm, person.in_shop, person.in_newsletter = True, False, True
        person.is_unsubscribed = False
    elif person.planted == TWICE:
        person.in_crm = True
    elif person.planted == NO_AFTER_YES:
        person.in_shop = person.in_newsletter = person.is_unsubscribed = True
    if person.in_shop and chance.of(0.12):
        person.moved_to = another_home(person)


def plain(name: str) -> str:
    """Return a name in the letters of an e-mail address."""
    letters = normalize("NFC", name.lower()).translate(_LETTERS)
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())
