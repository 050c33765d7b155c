"""A draft as the templates show it: every input with its choices, its present value and its errors."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.translation import gettext as _

from segments.forms.draft import ROOT, DraftCondition, DraftGroup, DraftNode, Place, walk
from segments.rules.catalog import Catalogue, Field
from segments.rules.operators import OPERATORS, Needs, ValueType

Errors = Mapping[Place, list[str]]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a list."""

    key: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """One condition on the screen; `inputs` says which inputs the value needs."""

    place: Place
    number: str
    shelves: list[tuple[str, list[Option]]]
    field_key: str
    operators: list[Option]
    inputs: str
    values: list[str]
    text: str
    choices: list[Option]
    suggestions: tuple[str, ...]
    unit: str
    windows: list[Option]
    draft: DraftCondition
    errors: list[str]
    is_first: bool
    is_last: bool
    is_condition: bool = True


@dataclass(frozen=True, slots=True)
class GroupBox:
    """One group on the screen."""

    place: Place
    number: str
    kinds: list[Option]
    joint: str
    parts: list["ConditionRow | GroupBox"]
    errors: list[str]
    is_root: bool
    is_first: bool
    is_last: bool
    is_deep: bool
    is_condition: bool = field(default=False)


def screen(draft: DraftGroup, catalogue: Catalogue, errors: Errors) -> GroupBox:
    """Return the whole draft for the template."""
    return _Screen(catalogue, errors).group(draft, ROOT, is_first=True, is_last=True)


@dataclass(frozen=True, slots=True)
class PlacedProblem:
    """One thing that is wrong, with the place it leads to."""

    place: Place
    number: str
    message: str


def problems(draft: DraftGroup, errors: Errors) -> list[PlacedProblem]:
    """Return what is wrong in the order of the screen."""
    return [
        PlacedProblem(place, _number(place), message)
        for place, _node in walk(draft)
        for message in errors.get(place, [])
    ]


class _Screen:
    """One rendering: the catalogue and what is wrong where."""

    def __init__(self, catalogue: Catalogue, errors: Errors) -> None:
        self.catalogue = catalogue
        self.errors = errors

    def group(self, draft: DraftGroup, place: Place, *, is_first: bool, is_last: bool) -> GroupBox:
        kinds = {
            "all": _("all of these are true"),
            "any": _("at least one of these is true"),
            "none": _("none of these is true"),
            "not_all": _("not all of these are true"),
        }
        return GroupBox(
            place=place,
            number=_number(place),
            kinds=_options(kinds.items(), {draft.kind}),
            joint=_("and") if draft.kind in {"all", "not_all"} else _("or"),
            parts=[
                self._part(
                    part, f"{place}.{position}", position == 0, position == len(draft.parts) - 1
                )
                for position, part in enumerate(draft.parts)
            ],
            errors=list(self.errors.get(place, [])),
            is_root=place == ROOT,
            is_first=is_first,
            is_last=is_last,
            is_deep=place.count(".") >= 3,  # noqa: PLR2004 deeper than this nobody reads
        )

    def _part(
        self, part: DraftNode, place: Place, is_first: bool, is_last: bool
    ) -> ConditionRow | GroupBox:
        if isinstance(part, DraftGroup):
            return self.group(part, place, is_first=is_first, is_last=is_last)
        found = self.catalogue.fields.get(part.field)
        operator = _operator(part, found)
        return ConditionRow(
            place=place,
            number=_number(place),
            shelves=self._shelves(part.field),
            field_key=part.field if found else "",
            operators=_operators(found, operator),
            inputs=_inputs(found, operator),
            values=_values(part, operator),
            text="\n".join(part.values),
            choices=_options(found.label_of.items(), set(part.values)) if found else [],
            suggestions=found.suggestions if found else (),
            unit=found.unit if found else "",
            windows=_windows(part) if found and found.takes_window else [],
            draft=part,
            errors=list(self.errors.get(place, [])),
            is_first=is_first,
            is_last=is_last,
        )

    def _shelves(self, chosen: str) -> list[tuple[str, list[Option]]]:
        fields = self.catalogue.fields.values()
        return [
            (shelf, [Option(each.key, each.label, each.key == chosen) for each in group])
            for shelf, group in groupby(_by_shelf(fields), key=lambda each: each.shelf)
        ]


def _by_shelf(fields: Iterable[Field]) -> list[Field]:
    """Return the fields shelf by shelf, shelves in the order in which they first come."""
    order: dict[str, int] = {}
    for each in fields:
        order.setdefault(each.shelf, len(order))
    return sorted(fields, key=lambda each: order[each.shelf])


def _operator(draft: DraftCondition, found: Field | None) -> str:
    """Return the operator that was chosen, or the first that fits."""
    if found is None:
        return ""
    return draft.operator if draft.operator in found.operators else found.operators[0]


def _operators(found: Field | None, operator: str) -> list[Option]:
    if found is None:
        return []
    return _options(((key, str(OPERATORS[key].label)) for key in found.operators), {operator})


def _inputs(found: Field | None, operator: str) -> str:
    """Return which inputs the value needs: the name of a part of the template."""
    if found is None:
        return ""
    needs = OPERATORS[operator].needs
    if needs in {Needs.NOTHING, Needs.DAYS}:
        return needs.value
    if needs is Needs.MANY:
        return (
            "checks"
            if found.choices
            or found.type not in {ValueType.TEXT, ValueType.LIST, ValueType.PRODUCT}
            else "lines"
        )
    kind = {
        ValueType.NUMBER: "number",
        ValueType.WHOLE: "number",
        ValueType.DAY: "date",
        ValueType.MOMENT: "date",
    }.get(found.type, "select" if found.choices else "text")
    return f"two_{kind}s" if needs is Needs.TWO else kind


def _values(draft: DraftCondition, operator: str) -> list[str]:
    """Return as many texts as there are inputs."""
    needs = OPERATORS[operator].needs if operator else Needs.ONE
    wanted = 2 if needs is Needs.TWO else 1
    return (draft.values + [""] * wanted)[: max(wanted, len(draft.values))]


def _windows(draft: DraftCondition) -> list[Option]:
    spans = {"": _("ever"), "days": _("in the last … days"), "dates": _("between two dates")}
    return _options(spans.items(), {draft.window})


def _options(pairs: Iterable[tuple[str, str]], chosen: set[str]) -> list[Option]:
    return [Option(key, label, key in chosen) for key, label in pairs]


def _number(place: Place) -> str:
    """Return the place as a person counts: "1", "2.1"; the root has none."""
    return ".".join(str(int(part) + 1) for part in place.split(".")[1:])
