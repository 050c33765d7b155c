"""How tools and people write the same thing: in capitals, with blanks, without zeros, one of ten with a slip."""

from datetime import date

from files.demo.chance import Chance
from files.demo.numbers import local_number
from files.demo.people import Person


def typed_name(name: str, chance: Chance) -> str:
    """Return a name as somebody typed it."""
    ways = {"as it is": 87, "capitals": 5, "small": 4, "blanks": 4}
    typed = {"capitals": name.upper(), "small": name.lower(), "blanks": f" {name} "}
    return typed.get(chance.pick(ways), name)


def typed_email(email: str, chance: Chance) -> str:
    """Return an address as somebody typed it: case and blanks change, the mailbox does not."""
    ways = {"as it is": 88, "capitals": 2, "first letters": 6, "blanks": 4}
    typed = {"capitals": email.upper(), "first letters": email.title(), "blanks": f"{email} "}
    return typed.get(chance.pick(ways), email)


def typed_phone(person: Person) -> str:
    """Return a telephone number as a colleague typed it: +47, 0047, bare, in groups."""
    number, local = person.phone, local_number(person.phone)
    typed = {
        "00": "00" + number[1:],
        "bare": local.replace(" ", "").replace("-", ""),
        "groups": local,
    }
    return typed.get(person.chance.pick({"+": 20, "00": 15, "bare": 25, "groups": 40}), number)


def eaten_zero(postal_code: str) -> str:
    """Return a postal code after a spreadsheet has taken it for a number."""
    return postal_code.lstrip("0")


def nordic_date(day: date, chance: Chance) -> str:
    """Return a day as 5.3.1985 or 05.03.1985; one in two hundred does not exist."""
    if chance.of(0.005):
        return f"31.02.{day.year}"
    return f"{day.day}.{day.month}.{day.year}" if chance.of(0.3) else f"{day:%d.%m.%Y}"
