"""What the made-up customers did: bought, came by, opened the newsletter; by season, phase of life and taste."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from files.demo.people import TWICE, TWO_BIRTH_DATES, Person, sold

_YEAR = 365
_MOST_ORDERS = 40
_MOST_VISITS = 30
_CAMPAIGN_DAYS = 14
_CAMPAIGNS = 24
_BIG_BASKET = 1.3
_THEMES = (
    "Winter sale",
    "Easter on skis",
    "Spring boots",
    "Summer tents",
    "Autumn boots",
    "Skis are back",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an order."""

    product: str
    sku: str
    tag: str
    quantity: int
    price: int


@dataclass(frozen=True, slots=True)
class Order:
    """One purchase in the web shop or at its till."""

    at: datetime
    lines: tuple[Line, ...]
    channel: str
    discount_code: str

    @property
    def total(self) -> int:
        """Return what was paid, in kroner."""
        return sum(line.quantity * line.price for line in self.lines)


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody opened a newsletter, or clicked in it."""

    at: datetime
    action: str
    campaign: str


def orders(person: Person, today: date) -> list[Order]:
    """Return the person's orders, oldest first; who has one is a customer of the shop."""
    if not person.in_shop:
        return []
    found = [_order(person, at) for at in _moments(person, person.rate, today, _MOST_ORDERS)]
    return sorted(found, key=lambda order: order.at)


def visits(person: Person, today: date) -> list[datetime]:
    """Return when the person came into a shop and showed their customer card."""
    if not person.in_crm or person.planted in (TWO_BIRTH_DATES, TWICE):
        return []
    return sorted(_moments(person, person.rate * 0.9, today, _MOST_VISITS))


def readings(person: Person, today: date) -> Iterator[Reading]:
    """Yield what the person opened of the last year's newsletters; who has left hardly opens any."""
    if not person.in_newsletter or person.planted == TWO_BIRTH_DATES:
        return
    chance = person.chance
    keenness = min(0.9, 0.22 * person.rate) if person.is_around else 0.03
    for number in range(1 if person.is_unsubscribed else 0, _CAMPAIGNS):
        sent = today - timedelta(days=number * _CAMPAIGN_DAYS + 2)
        if sent < person.since or (person.is_unsubscribed and number < _CAMPAIGNS // 2):
            continue
        if chance.of(keenness):
            at = chance.moment(sent)
            yield Reading(at, "open", campaign_of(sent))
            if chance.of(0.25):
                yield Reading(
                    at + timedelta(seconds=chance.randint(5, 300)), "click", campaign_of(sent)
                )


def campaign_of(day: date) -> str:
    """Return the name of the newsletter that was sent on a day."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-{week:02d} {_THEMES[(day.month - 1) // 2]}"


def _moments(person: Person, rate: float, today: date, most: int) -> list[datetime]:
    """Return moments between the first day and the last, more of them in the person's own season."""
    until = min(person.left or today, today - timedelta(days=1))
    days = (until - person.since).days
    if days < 1:
        return []
    chance = person.chance
    wanted = min(most, round(rate * days / _YEAR * chance.uniform(0.7, 1.3)))
    return [chance.moment(_in_season(person, days)) for _each in range(max(1, wanted))]


def _in_season(person: Person, days: int) -> date:
    """Return a day of the person's season, or of any where they have not been here for one."""
    months, chance = _ways()[person.way]["months"], person.chance
    day = person.since
    for _attempt in range(12):
        day = person.since + timedelta(days=chance.randrange(days))
        if chance.of(months[day.month - 1] / max(months)):
            break
    return day


def _order(person: Person, at: datetime) -> Order:
    chance, way = person.chance, _ways()[person.way]
    size = 1 + chance.of(0.45) + chance.of(0.2 * person.basket)
    tags = dict.fromkeys(chance.choices(tuple(way["buys"]), tuple(way["buys"].values()), k=size))
    return Order(
        at=at,
        lines=tuple(_line(tag, person) for tag in tags),
        channel=chance.pick({"web": 7, "pos": 3}),
        discount_code=campaign_of(at.date()).partition(" ")[2].upper().replace(" ", "")
        if chance.of(0.15)
        else "",
    )


def _line(tag: str, person: Person) -> Line:
    group, chance = _groups()[tag], person.chance
    products = sorted(group["products"], key=lambda product: product[1])
    dearest = person.basket > _BIG_BASKET
    name, price, sku = products[-1] if dearest and chance.of(0.6) else chance.choice(products)
    size = chance.choice(group["sizes"]) if group["sizes"] else ""
    return Line(
        product=f"{name} - {size}" if size else name,
        sku=f"{sku}-{size}" if size else sku,
        tag=tag,
        quantity=2 if tag in {"wool", "kids"} and chance.of(0.3) else 1,
        price=price,
    )


@lru_cache(maxsize=1)
def _ways() -> dict[str, dict[str, Any]]:
    return {way["name"]: way for way in sold()["way"]}


@lru_cache(maxsize=1)
def _groups() -> dict[str, dict[str, Any]]:
    return {group["tag"]: group for group in sold()["group"]}
