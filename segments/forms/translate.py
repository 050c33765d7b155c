"""Between the screen and the rule: POST to draft, stored rule to draft, draft to rule."""

import re
from typing import Any

from django.utils.datastructures import MultiValueDict

from segments.forms.draft import (
    GROUPS,
    ROOT,
    DraftCondition,
    DraftGroup,
    DraftNode,
    Place,
    new_draft,
)
from segments.rules.ast import Path
from segments.rules.catalog import Catalogue
from segments.rules.operators import OPERATORS, Needs, ValueType

_PLACE = re.compile(r"r(\.\d{1,3}){0,9}")
MAX_NODES = 300
_GROUP_RULES = {
    "all": ("all", False),
    "any": ("any", False),
    "none": ("any", True),
    "not_all": ("all", True),
}
Posted = MultiValueDict[str, str]
_NUMBERS = {ValueType.NUMBER, ValueType.WHOLE}


def posted(data: Posted) -> DraftGroup:
    """Return the draft that was on the screen; what makes no sense is left out."""
    places: dict[Place, DraftNode] = {}
    for entry in data.getlist("node")[:MAX_NODES]:
        kind, _colon, place = entry.partition(":")
        if _PLACE.fullmatch(place):
            places[place] = (
                _posted_group(data, place) if kind == "group" else _posted_condition(data, place)
            )
    root = places.pop(ROOT, None)
    for place, node in places.items():
        above = root if place.count(".") == 1 else places.get(place.rpartition(".")[0])
        if isinstance(above, DraftGroup):
            above.parts.append(node)
    return root if isinstance(root, DraftGroup) else new_draft()


def _posted_group(data: Posted, place: Place) -> DraftGroup:
    kind = _text(data, f"{place}.kind")
    return DraftGroup(kind if kind in GROUPS else "all")


def _posted_condition(data: Posted, place: Place) -> DraftCondition:
    was, now = _text(data, f"{place}.was"), _text(data, f"{place}.field")
    if was != now:
        # Another question has another answer: nothing typed for the last one may slip through.
        return DraftCondition(field=now)
    return DraftCondition(
        field=now,
        operator=_text(data, f"{place}.operator"),
        values=data.getlist(f"{place}.value"),
        **{name: _text(data, f"{place}.{name}") for name in ("window", "days", "since", "until")},
    )


def _text(data: Posted, name: str) -> str:
    return str(data.get(name) or "")


def stored(rule: Any) -> DraftGroup:
    """Return the draft of a stored rule; a single condition gets a group around it."""
    node = _stored(rule)
    return node if isinstance(node, DraftGroup) else DraftGroup("all", [node])


def _stored(rule: dict[str, Any]) -> DraftNode:
    for kind in ("all", "any"):
        if kind in rule:
            return DraftGroup(kind, [_stored(part) for part in rule[kind]])
    if "not" in rule:
        part = _stored(rule["not"])
        turned = {"all": "not_all", "any": "none", "none": "any", "not_all": "all"}
        return (
            DraftGroup(turned[part.kind], part.parts)
            if isinstance(part, DraftGroup)
            else DraftGroup("none", [part])
        )
    window = rule.get("window", {})
    return DraftCondition(
        field=rule["field"],
        operator=rule["operator"],
        values=_texts(rule.get("value")),
        window="days" if "days" in window else ("dates" if window else ""),
        **{name: str(window.get(name, "")) for name in ("days", "since", "until")},
    )


def _texts(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def as_rule(draft: DraftGroup, catalogue: Catalogue) -> tuple[dict[str, Any], dict[Path, Place]]:
    """Return the rule of a draft, and for each place in the rule the place on the screen."""
    places: dict[Path, Place] = {}
    return _rule(draft, (), ROOT, catalogue, places), places


def _rule(
    node: DraftNode, path: Path, place: Place, catalogue: Catalogue, places: dict[Path, Place]
) -> dict[str, Any]:
    places[path] = place
    if isinstance(node, DraftCondition):
        return _condition(node, catalogue)
    key, is_turned = _GROUP_RULES[node.kind]
    inner = (*path, 0) if is_turned else path
    places[inner] = place
    group = {
        key: [
            _rule(part, (*inner, position), f"{place}.{position}", catalogue, places)
            for position, part in enumerate(node.parts)
        ]
    }
    return {"not": group} if is_turned else group


def _condition(draft: DraftCondition, catalogue: Catalogue) -> dict[str, Any]:
    rule: dict[str, Any] = {"field": draft.field, "operator": draft.operator}
    operator, field = OPERATORS.get(draft.operator), catalogue.fields.get(draft.field)
    if operator is None or field is None:
        return rule
    if operator.needs is not Needs.NOTHING:
        rule["value"] = _value(draft.values, operator.needs, field.type)
    window = _window(draft) if field.takes_window else None
    return rule if window is None else {**rule, "window": window}


def _value(typed: list[str], needs: Needs, value_type: ValueType) -> Any:
    texts = [text.strip() for text in typed]
    if needs is Needs.MANY:
        return [line.strip() for text in texts for line in text.splitlines() if line.strip()]
    if needs is Needs.DAYS:
        return _number(texts[0]) if texts else ""
    values = [_number(text) if value_type in _NUMBERS else text for text in texts]
    if needs is Needs.TWO:
        return [*values, "", ""][:2]
    return values[0] if values else ""


def _number(text: str) -> Any:
    """Return the number that somebody typed with a comma or a point; another text stays, to be refused in words."""
    plain = text.replace(",", ".").replace(" ", "").replace("\u00a0", "")
    if re.fullmatch(r"-?\d{1,18}", plain):
        return int(plain)
    return float(plain) if re.fullmatch(r"-?\d{1,18}\.\d{1,9}", plain) else text


def _window(draft: DraftCondition) -> dict[str, Any] | None:
    if draft.window == "days":
        return {"days": _number(draft.days.strip())}
    if draft.window != "dates":
        return None
    given = {"since": draft.since.strip(), "until": draft.until.strip()}
    return {name: day for name, day in given.items() if day}
