"""JSON to tree and back: whatever is not exactly understood is refused, with its place in the tree.

    {"all": […]} · {"any": […]} · {"not": …}
    {"field": "fact.interests", "operator": "has_any", "value": ["hiking"]}
    {"field": "activity.purchase.count", "operator": "at_least", "value": 3, "window": {"days": 90}}

Days are "YYYY-MM-DD"; a window is {"days": n} or {"since": day, "until": day}, of which one may be left out.
"""

from typing import Any

from django.utils.translation import gettext as _

from segments.rules.ast import Condition, Either, Every, Node, Not, Path, Window, conditions_in
from segments.rules.catalog import Catalogue, Field
from segments.rules.errors import NotAllowedError, Problem, RuleError
from segments.rules.operators import OPERATORS, ValueType
from segments.rules.values import BadValueError, plain_value, read_day, read_days, read_value

MAX_DEPTH = 8
MAX_CONDITIONS = 100


class _Parser:
    """One reading of one rule; it goes on after a problem, so that a person sees them all at once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.problems: list[Problem] = []
        self.is_withheld = False

    def node(self, data: Any, path: Path) -> Node:
        """Read one node; after a problem a node that is nobody stands in its place."""
        if not isinstance(data, dict):
            return self._refuse(path, _("This is not a condition."))
        if len(path) > MAX_DEPTH:
            return self._refuse(path, _("The groups are nested too deeply."))
        for key, group in (("all", Every), ("any", Either)):
            if set(data) == {key} and isinstance(data[key], list):
                return group(tuple(self.node(part, (*path, i)) for i, part in enumerate(data[key])))
        if set(data) == {"not"}:
            return Not(self.node(data["not"], (*path, 0)))
        if set(data) <= {"field", "operator", "value", "window"} and "field" in data:
            return self._condition(data, path)
        return self._refuse(path, _("This is not a condition."))

    def _condition(self, data: dict[str, Any], path: Path) -> Node:
        field = self._field(data["field"], path)
        if field is None:
            return Either(())
        operator = data.get("operator")
        if not isinstance(operator, str) or operator not in field.operators:
            return self._refuse(
                path, _("Choose how to compare %(field)s.") % {"field": field.label}
            )
        if self._builds_on_withheld(data.get("value"), field, path):
            return Either(())
        try:
            value = read_value(data.get("value"), OPERATORS[operator].needs, field)
            window = self._window(data.get("window"), field)
        except BadValueError as error:
            return self._refuse(path, f"{field.label}: {error}")
        return Condition(field.key, operator, value, window)

    def _field(self, key: Any, path: Path) -> Field | None:
        if isinstance(key, str) and key in self.catalogue.fields:
            return self.catalogue.fields[key]
        if isinstance(key, str) and key in self.catalogue.withheld:
            self._withhold(key, path)
        elif key == "":
            self._refuse(path, _("Choose what to ask about."))
        else:
            self._refuse(path, _("This cannot be asked about (any longer)."))
        return None

    def _builds_on_withheld(self, value: Any, field: Field, path: Path) -> bool:
        """Refuse a segment that reads what this purpose may not (law 4)."""
        if field.type is not ValueType.MEMBER or not isinstance(value, list):
            return False
        keys = [f"segment.{slug}" for slug in value if f"segment.{slug}" in self.catalogue.withheld]
        for key in keys:
            self._withhold(key, path)
        return bool(keys)

    def _withhold(self, key: str, path: Path) -> None:
        self.is_withheld = True
        said = {"field": self.catalogue.withheld[key], "purpose": self.catalogue.purpose_label}
        self._refuse(path, _("“%(field)s” may not be used for the purpose “%(purpose)s”.") % said)

    @staticmethod
    def _window(data: Any, field: Field) -> Window | None:
        if data is None:
            return None
        if not field.takes_window or not isinstance(data, dict):
            raise BadValueError(_("no period can be given here."))
        if set(data) == {"days"}:
            return Window(days=read_days(data["days"]))
        if not data or not set(data) <= {"since", "until"}:
            raise BadValueError(_("give the period as a number of days, or as dates."))
        since, until = (read_day(data[key]) if key in data else None for key in ("since", "until"))
        if since and until and until < since:
            raise BadValueError(_("the period ends before it begins."))
        return Window(since=since, until=until)

    def _refuse(self, path: Path, message: str) -> Node:
        self.problems.append(Problem(path, message))
        return Either(())


def parse(data: Any, catalogue: Catalogue) -> Node:
    """Return the tree of a rule; raise RuleError with every problem and its place, NotAllowedError for law 4."""
    parser = _Parser(catalogue)
    tree = parser.node(data, ())
    if sum(1 for _found in conditions_in(tree)) > MAX_CONDITIONS:
        parser.problems.append(Problem((), _("There are too many conditions for one segment.")))
    if parser.problems:
        raise (NotAllowedError if parser.is_withheld else RuleError)(parser.problems)
    return tree


def dump(node: Node) -> dict[str, Any]:
    """Return the JSON of a tree, in its one canonical form."""
    if isinstance(node, Every):
        return {"all": [dump(part) for part in node.parts]}
    if isinstance(node, Either):
        return {"any": [dump(part) for part in node.parts]}
    if isinstance(node, Not):
        return {"not": dump(node.part)}
    return _dump_condition(node)


def _dump_condition(condition: Condition) -> dict[str, Any]:
    data: dict[str, Any] = {"field": condition.field, "operator": condition.operator}
    if condition.value is not None:
        data["value"] = plain_value(condition.value)
    if condition.window is not None:
        window = condition.window
        given = {"days": window.days, "since": window.since, "until": window.until}
        data["window"] = {
            key: plain_value(value) for key, value in given.items() if value is not None
        }
    return data
