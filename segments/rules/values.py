"""What stands behind an operator, read strictly: JSON in, a typed operand out."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from segments.rules.ast import Operand
from segments.rules.catalog import Field
from segments.rules.operators import Needs, ValueType

MAX_TEXT = 200
MAX_VALUES = 200
MAX_NUMBER = Decimal(10) ** 15
MAX_WHOLE = 2_000_000_000
MAX_DAYS = 36_500


class BadValueError(ValueError):
    """A value that does not fit its field, in words that can follow the field's name."""


def read_value(raw: Any, needs: Needs, field: Field) -> Operand:
    """Return the typed operand; raise BadValueError when it does not fit."""
    if needs is Needs.NOTHING:
        if raw is not None:
            raise BadValueError(_("no value is needed."))
        return None
    if needs is Needs.DAYS:
        return read_days(raw)
    if needs is Needs.ONE:
        return _read_one(raw, field)
    if needs is Needs.TWO:
        return _read_two(raw, field)
    return _read_many(raw, field)


def read_days(raw: Any) -> int:
    """Return a number of days from 0 to a hundred years."""
    if isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= MAX_DAYS:
        return int(raw)
    raise BadValueError(_("give the number of days."))


def read_day(raw: Any) -> date:
    """Return a day from "YYYY-MM-DD"."""
    if not isinstance(raw, str):
        raise BadValueError(_("give a date."))
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        raise BadValueError(_("there is no such date.")) from None
    # fromisoformat also takes week dates and compact forms.
    if day.isoformat() != raw:
        raise BadValueError(_("give a date."))
    return day


def plain_value(value: Operand) -> Any:
    """Return the JSON of an operand."""
    if isinstance(value, tuple):
        return [plain_value(each) for each in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


def _read_one(raw: Any, field: Field) -> str | Decimal | date:
    if field.type in {ValueType.NUMBER, ValueType.WHOLE}:
        return _read_number(raw, is_whole=field.type is ValueType.WHOLE)
    if field.type in {ValueType.DAY, ValueType.MOMENT}:
        return read_day(raw)
    return _read_text(raw, field)


def _read_two(raw: Any, field: Field) -> tuple[Decimal, ...] | tuple[date, ...]:
    if not isinstance(raw, list) or len(raw) != 2:  # noqa: PLR2004 two ends
        raise BadValueError(_("give both ends."))
    if field.type in {ValueType.DAY, ValueType.MOMENT}:
        days = (read_day(raw[0]), read_day(raw[1]))
        is_turned = days[1] < days[0]
        ends: tuple[date, ...] | tuple[Decimal, ...] = days
    else:
        is_whole = field.type is ValueType.WHOLE
        numbers = (_read_number(raw[0], is_whole=is_whole), _read_number(raw[1], is_whole=is_whole))
        is_turned = numbers[1] < numbers[0]
        ends = numbers
    if is_turned:
        raise BadValueError(_("the second end comes before the first."))
    return ends


def _read_many(raw: Any, field: Field) -> tuple[str, ...]:
    if not isinstance(raw, list) or not raw:
        raise BadValueError(_("choose at least one."))
    if len(raw) > MAX_VALUES:
        raise BadValueError(_("these are too many values."))
    return tuple(dict.fromkeys(_read_text(each, field) for each in raw))


def _read_text(raw: Any, field: Field) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise BadValueError(_("give a value."))
    # The database takes neither NUL nor half a surrogate pair.
    if len(raw) > MAX_TEXT or any(mark == "\0" or "\ud800" <= mark <= "\udfff" for mark in raw):
        raise BadValueError(_("this value cannot be used."))
    is_closed = bool(field.choices) or field.type in {
        ValueType.OPTION, ValueType.STATE, ValueType.CONTACT, ValueType.GAP, ValueType.MEMBER,
    }  # fmt: skip
    if is_closed and raw not in field.label_of:
        raise BadValueError(_("“%(value)s” is not on the list.") % {"value": raw})
    return raw


def _read_number(raw: Any, *, is_whole: bool) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise BadValueError(_("give a number."))
    try:
        number = Decimal(repr(raw))
    except InvalidOperation:  # pragma: no cover  a float's repr is always a number
        raise BadValueError(_("give a number.")) from None
    if not number.is_finite() or abs(number) > (MAX_WHOLE if is_whole else MAX_NUMBER):
        raise BadValueError(_("this number is too large."))
    if is_whole and number != number.to_integral_value():
        raise BadValueError(_("give a whole number."))
    return number
