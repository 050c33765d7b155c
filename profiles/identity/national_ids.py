"""National identity numbers: recognised so that they can be left out."""

import re
from collections.abc import Callable, Iterable

from stdnum import luhn
from stdnum.dk import cpr
from stdnum.exceptions import ValidationError
from stdnum.fi import hetu
from stdnum.no import fodselsnummer
from stdnum.se import personnummer

_HEADERS = frozenset(
    {"fødselsnummer", "fodselsnummer", "fødselsnr", "fnr", "dnummer", "dnr", "personnummer"}
    | {"personnumer", "personnr", "persnr", "pnr", "samordningsnummer", "nationelltid"}
    | {"henkilötunnus", "henkilotunnus", "hetu", "sotu", "kennitala", "nin", "ssn"}
    | {"cpr", "cprnr", "cprnummer", "cprnumber", "socsecid", "socialsecuritynumber"}
    | {"nationalid", "nationalidnumber", "nationalidentitynumber"}
    | {"personalidentitycode", "personalidentitynumber"}
)
_NOT_A_LETTER = re.compile(r"[\W\d_]+")
_SHARE = 0.8
_DANISH = re.compile(r"\d{6}-\d{4}")
_SWEDISH = re.compile(r"(\d{2})?(\d{4})(\d{2})([-+]?)(\d{4})")
_COORDINATION = 60  # what a Swedish samordningsnummer adds to its day; stdnum does not know it


def is_national_id_header(header: str) -> bool:
    """Return whether a column's name says that it holds national identity numbers."""
    return _NOT_A_LETTER.sub("", header.casefold()) in _HEADERS


def holds_national_ids(values: Iterable[str]) -> bool:
    """Return whether nearly all values of a column are national identity numbers of one country."""
    filled = [value.strip() for value in values if value.strip()]
    enough = max(1, round(len(filled) * _SHARE))
    return any(sum(map(check, filled)) >= enough for check in _CHECKS) if filled else False


def _passes(validate: Callable[[str], str], text: str) -> bool:
    try:
        validate(text)
    except (ValidationError, ValueError):
        return False
    return True


def _is_norwegian(text: str) -> bool:
    digits = text.replace(" ", "")
    return len(digits) == 11 and _passes(fodselsnummer.validate, digits)  # noqa: PLR2004


def _is_swedish(text: str) -> bool:
    match = _SWEDISH.fullmatch(text.replace(" ", ""))
    if match is None or not (match[1] or match[4]):
        return False
    day = int(match[3])
    if day > _COORDINATION:
        # The check digit is of the number as written; only the day is put back for its calendar.
        born = f"{match[2]}{day - _COORDINATION:02d}"
        return luhn.is_valid(f"{match[2]}{match[3]}{match[5]}") and born.isdigit()
    return _passes(personnummer.validate, match[0])


def _is_finnish(text: str) -> bool:
    return _passes(hetu.validate, text)


def _is_danish(text: str) -> bool:
    return bool(_DANISH.fullmatch(text)) and _passes(cpr.validate, text)


_CHECKS = (_is_norwegian, _is_swedish, _is_finnish, _is_danish)
