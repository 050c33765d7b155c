"""The ways to ask: which operators a kind of value has, and what each needs to be given.

Every test is two-valued: whoever lacks the fact does not pass it, so whoever lacks it passes its negation
(segments/README.md, decision 2). `negates` names the test that an operator turns round.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ValueType(StrEnum):
    """What kind of value a field holds."""

    TEXT = "text"
    OPTION = "option"
    LIST = "list"
    NUMBER = "number"
    WHOLE = "whole"
    DAY = "day"
    MOMENT = "moment"
    YES_NO = "yes_no"
    PRESENCE = "presence"
    STATE = "state"
    CONTACT = "contact"
    GAP = "gap"
    MEMBER = "member"
    PRODUCT = "product"


class Needs(StrEnum):
    """What an operator has to be given."""

    NOTHING = "nothing"
    ONE = "one"
    TWO = "two"
    MANY = "many"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Operator:
    """One way to ask."""

    key: str
    label: Promise
    needs: Needs
    negates: str = ""


OPERATORS = {
    operator.key: operator
    for operator in (
        Operator("is", _("is"), Needs.ONE),
        Operator("is_not", _("is not"), Needs.ONE, negates="is"),
        Operator("one_of", _("is one of"), Needs.MANY),
        Operator("none_of", _("is none of"), Needs.MANY, negates="one_of"),
        Operator("contains", _("contains"), Needs.ONE),
        Operator("contains_not", _("does not contain"), Needs.ONE, negates="contains"),
        Operator("starts_with", _("starts with"), Needs.ONE),
        Operator("has_any", _("includes any of"), Needs.MANY),
        Operator("has_all", _("includes all of"), Needs.MANY),
        Operator("has_none", _("includes none of"), Needs.MANY, negates="has_any"),
        Operator("at_least", _("is at least"), Needs.ONE),
        Operator("at_most", _("is at most"), Needs.ONE),
        Operator("more_than", _("is more than"), Needs.ONE),
        Operator("less_than", _("is less than"), Needs.ONE),
        Operator("between", _("is between"), Needs.TWO),
        Operator("on", _("is on"), Needs.ONE),
        Operator("before", _("is before"), Needs.ONE),
        Operator("after", _("is after"), Needs.ONE),
        Operator("from_to", _("is from … to"), Needs.TWO),
        Operator("last_days", _("is within the last days"), Needs.DAYS),
        Operator("days_ago", _("is more than so many days ago"), Needs.DAYS),
        Operator("next_days", _("is within the next days"), Needs.DAYS),
        Operator("yes", _("is yes"), Needs.NOTHING),
        Operator("no", _("is no"), Needs.NOTHING),
        Operator("known", _("is known"), Needs.NOTHING),
        Operator("unknown", _("is not known"), Needs.NOTHING),
        Operator("may", _("may be contacted"), Needs.NOTHING),
        Operator("may_not", _("may not be contacted"), Needs.NOTHING, negates="may"),
        Operator("may_by", _("may be contacted because of"), Needs.MANY),
        Operator("in_any", _("is in any of"), Needs.MANY),
        Operator("in_none", _("is in none of"), Needs.MANY, negates="in_any"),
    )
}

_PRESENCE = ("known", "unknown")
_NUMBERS = ("at_least", "at_most", "more_than", "less_than", "between", "is", "is_not")
_DAYS = ("last_days", "days_ago", "before", "after", "on", "from_to")

# In the order in which a person is offered them.
OPERATORS_OF: dict[ValueType, tuple[str, ...]] = {
    ValueType.TEXT: (
        "is",
        "is_not",
        "one_of",
        "none_of",
        "contains",
        "contains_not",
        "starts_with",
        *_PRESENCE,
    ),
    ValueType.PRODUCT: ("contains", "contains_not", "one_of", "none_of"),
    ValueType.OPTION: ("one_of", "none_of", "is", "is_not", *_PRESENCE),
    ValueType.LIST: ("has_any", "has_all", "has_none", *_PRESENCE),
    ValueType.NUMBER: (*_NUMBERS, *_PRESENCE),
    ValueType.WHOLE: (*_NUMBERS, *_PRESENCE),
    ValueType.DAY: (*_DAYS, "next_days", *_PRESENCE),
    ValueType.MOMENT: _DAYS,
    ValueType.YES_NO: ("yes", "no", *_PRESENCE),
    ValueType.PRESENCE: _PRESENCE,
    ValueType.STATE: ("one_of", "none_of"),
    ValueType.CONTACT: ("may", "may_not", "may_by"),
    ValueType.GAP: ("has_any", "has_all", "has_none"),
    ValueType.MEMBER: ("in_any", "in_none"),
}
# A count is never unknown: nothing counted is 0.
COUNTED: tuple[str, ...] = _NUMBERS
