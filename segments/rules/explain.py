"""A rule in plain words, and why a customer is in or not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext

from profiles.models import Customer
from segments.rules.ast import (
    Condition,
    Either,
    Every,
    Node,
    Not,
    Operand,
    Path,
    Window,
    conditions_in,
)
from segments.rules.catalog import Catalogue, Field
from segments.rules.comparing import surely
from segments.rules.compile import compiled_part
from segments.rules.operators import OPERATORS, Needs, ValueType
from segments.rules.scope import Moment, Scope

_PATTERNS = {
    "is": gettext_lazy("%(field)s is %(value)s"),
    "is_not": gettext_lazy("%(field)s is not %(value)s (or is not known)"),
    "one_of": gettext_lazy("%(field)s is %(value)s"),
    "none_of": gettext_lazy("%(field)s is not %(value)s (or is not known)"),
    "contains": gettext_lazy("%(field)s contains “%(value)s”"),
    "contains_not": gettext_lazy("%(field)s does not contain “%(value)s” (or is not known)"),
    "starts_with": gettext_lazy("%(field)s starts with “%(value)s”"),
    "has_any": gettext_lazy("%(field)s: %(value)s"),
    "has_all": gettext_lazy("%(field)s: all of %(all)s"),
    "has_none": gettext_lazy("%(field)s: none of %(all)s (or not known)"),
    "at_least": gettext_lazy("%(field)s is at least %(value)s"),
    "at_most": gettext_lazy("%(field)s is at most %(value)s"),
    "more_than": gettext_lazy("%(field)s is more than %(value)s"),
    "less_than": gettext_lazy("%(field)s is less than %(value)s"),
    "between": gettext_lazy("%(field)s is from %(first)s to %(second)s"),
    "on": gettext_lazy("%(field)s is %(value)s"),
    "before": gettext_lazy("%(field)s is before %(value)s"),
    "after": gettext_lazy("%(field)s is after %(value)s"),
    "from_to": gettext_lazy("%(field)s is from %(first)s to %(second)s"),
    "last_days": gettext_lazy("%(field)s is within the last %(days)s"),
    "days_ago": gettext_lazy("%(field)s is more than %(days)s ago"),
    "next_days": gettext_lazy("%(field)s is within the next %(days)s"),
    "yes": gettext_lazy("%(field)s: yes"),
    "no": gettext_lazy("%(field)s: no"),
    "known": gettext_lazy("%(field)s is known"),
    "unknown": gettext_lazy("%(field)s is not known"),
    "may": gettext_lazy("%(field)s: allowed now"),
    "may_not": gettext_lazy("%(field)s: not allowed now"),
    "may_by": gettext_lazy("%(field)s: allowed now because of %(value)s"),
    "in_any": gettext_lazy("in the segment %(value)s"),
    "in_none": gettext_lazy("not in the segment %(value)s"),
}
# Where something is always counted or always stands, "or is not known" would be untrue.
_CERTAIN = {
    "is_not": gettext_lazy("%(field)s is not %(value)s"),
    "none_of": gettext_lazy("%(field)s is not %(value)s"),
    "has_none": gettext_lazy("%(field)s: none of %(all)s"),
}
# What was bought is a list of which one thing or none is asked.
_BOUGHT = {
    "contains": gettext_lazy("%(field)s: one with “%(value)s” in its name"),
    "contains_not": gettext_lazy("%(field)s: none with “%(value)s” in its name"),
    "one_of": gettext_lazy("%(field)s: %(value)s"),
    "none_of": gettext_lazy("%(field)s: none of %(all)s"),
}
_GATE: Path = (-1,)  # where the answer about the purpose stands, beside the places in the tree
_ABSENT = {("is", Decimal(0)), ("at_most", Decimal(0)), ("less_than", Decimal(1))}


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a rule, in words, and whether it holds for the customer."""

    words: str
    holds: bool
    depth: int
    is_group: bool
    is_private: bool = False


def sentence(tree: Node, catalogue: Catalogue, language: str = "") -> str:
    """Return the whole rule as one sentence, in a language or the reader's."""
    with translation.override(language or translation.get_language()):
        if tree == Every(()):
            return _("Every customer.")
        if tree == Either(()):
            return _("No customer.")
        return _("Customers of whom this is true: %(rule)s.") % {
            "rule": _node(tree, catalogue, is_top=True)
        }


def why(tree: Node, customer: Customer, *, catalogue: Catalogue, moment: Moment) -> list[Reason]:
    """Return whether the purpose may use the customer's data, and every part of the rule, top down; one query."""
    answers = _answers(tree, customer, catalogue, moment)
    words = _("Their data may be used for “%(purpose)s”") % {"purpose": catalogue.purpose_label}
    gate = [Reason(words, answers[_GATE], 0, is_group=False)] if catalogue.gate else []
    return [*gate, *_reasons(tree, (), catalogue, answers)]


def _answers(
    tree: Node, customer: Customer, catalogue: Catalogue, moment: Moment
) -> dict[Path, bool]:
    here = Moment(moment.now, Scope.of([customer.pk]))
    tests = [
        (path, compiled_part(condition, catalogue=catalogue, moment=here))
        for path, condition in conditions_in(tree)
    ]
    if catalogue.gate:
        tests.append((_GATE, catalogue.gate.passes(here.now)))
    columns = {
        f"holds_{number}": ExpressionWrapper(surely(test), output_field=BooleanField())
        for number, (_path, test) in enumerate(tests)
    }
    if not columns:  # "every customer" asks nothing
        return {}
    row = here.scope.customers().annotate(**columns).values_list(*columns).get()
    return {path: bool(holds) for (path, _test), holds in zip(tests, row, strict=True)}


def _reasons(
    node: Node, path: Path, catalogue: Catalogue, answers: dict[Path, bool]
) -> Iterable[Reason]:
    holds = _holds(node, path, answers)
    if isinstance(node, Condition):
        is_private = catalogue.fields[node.field].is_private
        yield Reason(
            describe(node, catalogue), holds, len(path), is_group=False, is_private=is_private
        )
        return
    words = {Every: _("All of these"), Either: _("At least one of these"), Not: _("Not this")}
    yield Reason(words[type(node)], holds, len(path), is_group=True)
    parts = node.parts if isinstance(node, Every | Either) else (node.part,)
    for position, part in enumerate(parts):
        yield from _reasons(part, (*path, position), catalogue, answers)


def _holds(node: Node, path: Path, answers: dict[Path, bool]) -> bool:
    if isinstance(node, Condition):
        return answers[path]
    if isinstance(node, Not):
        return not _holds(node.part, (*path, 0), answers)
    held = (_holds(part, (*path, position), answers) for position, part in enumerate(node.parts))
    return all(held) if isinstance(node, Every) else any(held)


def _node(node: Node, catalogue: Catalogue, *, is_top: bool = False) -> str:
    if isinstance(node, Condition):
        return describe(node, catalogue)
    if isinstance(node, Not):
        return _("not (%(rule)s)") % {"rule": _node(node.part, catalogue, is_top=True)}
    if not node.parts:
        return _("everybody") if isinstance(node, Every) else _("nobody")
    words = [_node(part, catalogue) for part in node.parts]
    joined = joined_by(_(", and ") if isinstance(node, Every) else _(", or "), words)
    return joined if is_top or len(words) == 1 else f"({joined})"


def joined_by(joint: str, parts: list[str]) -> str:
    """Return the parts as one phrase, with a joint between them."""
    return joint.join(parts)


def describe(condition: Condition, catalogue: Catalogue) -> str:
    """Return one condition in words."""
    field = catalogue.fields[condition.field]
    if field.none_label and (condition.operator, condition.value) in _ABSENT:
        return _in_window(field.none_label, condition.window)
    said = {"field": _in_window(field.label, condition.window), **_said(condition, field)}
    return str(_pattern(condition.operator, field)) % said


def _pattern(operator: str, field: Field) -> Any:
    if field.type is ValueType.PRODUCT:
        return _BOUGHT[operator]
    is_certain = field.counted or field.type in {ValueType.STATE, ValueType.GAP}
    return (_CERTAIN if is_certain else _PATTERNS).get(operator) or _PATTERNS[operator]


def _said(condition: Condition, field: Field) -> dict[str, str]:
    value, needs = condition.value, OPERATORS[condition.operator].needs
    if needs is Needs.NOTHING:
        return {}
    if isinstance(value, int):
        return {"days": _days(value)}
    if isinstance(value, tuple):
        words = [_plain(each, field) for each in value]
        if needs is Needs.TWO:
            return {"first": words[0], "second": words[1]}
        return {"value": joined_by(_(" or "), words), "all": joined_by(_(" and "), words)}
    return {"value": _plain(value, field)}


def _plain(value: Operand, field: Field) -> str:
    if isinstance(value, Decimal):
        # An amount has its thousands apart; a number without a unit may be a year.
        is_amount = bool(field.unit) or field.counted
        shown = formats.number_format(
            value.normalize() if value else value, use_l10n=True, force_grouping=is_amount
        )
        return f"{shown} {field.unit}".strip()
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    return field.label_of.get(str(value), str(value))


def _days(days: int) -> str:
    # In a context of its own: some languages bend the noun after "in the last".
    words = npgettext(
        "how long: in the last, within the next, ago", "%(days)s day", "%(days)s days", days
    )
    return words % {"days": days}


def _in_window(label: str, window: Window | None) -> str:
    if window is None:
        return label
    said = {"label": label, "days": "", "since": _day(window.since), "until": _day(window.until)}
    if window.days is not None:
        return _("%(label)s in the last %(days)s") % {**said, "days": _days(window.days)}
    if window.since and window.until:
        return _("%(label)s from %(since)s to %(until)s") % said
    return (
        _("%(label)s since %(since)s") if window.since else _("%(label)s until %(until)s")
    ) % said


def _day(day: date | None) -> str:
    return formats.date_format(day, "DATE_FORMAT") if day else ""
