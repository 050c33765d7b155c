"""A mapping: what every column of a file means. Its JSON form stands in the package's docstring."""

from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from files.mapping import targets
from files.mapping.errors import MappingError

REASONS = {
    "learned": gettext_noop("as in an earlier file"),
    "vendor": gettext_noop("known from this system's files"),
    "header": gettext_noop("by its name"),
    "content": gettext_noop("by what it holds"),
    "person": gettext_noop("chosen by a person"),
    "national_id": gettext_noop("national identity numbers are left out"),
    "internal": gettext_noop("the other system's own housekeeping"),
    "empty": gettext_noop("empty"),
    "taken": gettext_noop("another column says the same"),
    "unknown": gettext_noop("not recognised"),
}


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What one column becomes; `reason` is a key of REASONS, `confidence` runs from 0 to 1."""

    column: str
    target: str
    confidence: float = 1.0
    reason: str = "person"
    purpose: str = ""
    channel: str = ""
    reads: str = ""
    decimal_mark: str = ""


@dataclass(frozen=True, slots=True)
class ConsentSetting:
    """How a yes loads that lacks its proof, a date and an origin; an origin for the whole file."""

    purpose: str
    channel: str
    without_proof: str = "requested"
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """All columns of a file, in the file's order, and what no column says."""

    kind: str
    columns: tuple[ColumnMapping, ...]
    default_country: str = ""
    source_date_order: str = "day_first"
    time_zone: str = ""
    currency: str = ""
    kind_of_event: str = ""
    consents: tuple[ConsentSetting, ...] = ()

    @property
    def day_first(self) -> bool:
        """Return whether 03/04/2024 is in April."""
        return self.source_date_order == "day_first"

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form, with nothing in it that is empty or default but for the columns."""
        data = asdict(self)
        data["columns"] = [
            {key: value for key, value in column.items() if value != ""}
            for column in data["columns"]
        ]
        data["consents"] = list(data["consents"])
        return data

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """Return the mapping that a file or form holds; raise MappingError naming the column."""
        if not isinstance(data, MappingType):
            raise MappingError(_("A mapping is a JSON object with “kind” and “columns”."))
        _known_keys(data, cls, _("The mapping"))
        columns = tuple(_column(item) for item in _list(data, "columns"))
        consents = tuple(_consent(item) for item in _list(data, "consents"))
        mapping = cls(**{"kind": "", **_texts(data), "columns": columns, "consents": consents})
        _check(mapping)
        return mapping

    def fitted_to(self, names: Sequence[str]) -> Self:
        """Return the mapping with one entry for each column of a file, in its order.

        Columns that are not mapped are ignored; a mapped one that the file lacks is an error.
        """
        mapped = {column.column: column for column in self.columns}
        for name, column in mapped.items():
            if name not in names and column.target != "ignore":
                raise MappingError(
                    _("The file has no column “%(column)s”, which the mapping names.")
                    % {"column": name}
                )
        columns = [
            mapped.get(name) or ColumnMapping(name, "ignore", 0.0, "unknown") for name in names
        ]
        return replace(self, columns=tuple(columns))


def _column(item: Any) -> ColumnMapping:
    if not isinstance(item, MappingType) or not isinstance(item.get("column"), str):
        raise MappingError(_("Every entry of “columns” names its “column”."))
    name = item["column"]
    _known_keys(item, ColumnMapping, name)
    confidence = item.get("confidence", 1.0)
    if not isinstance(confidence, int | float) or not 0 <= confidence <= 1:
        raise _column_error(name, _("“confidence” is a number from 0 to 1."))
    texts = _texts({"target": "", **item}, of=name)
    column = ColumnMapping(**texts, confidence=float(confidence))
    if column.reason not in REASONS:
        raise _column_error(name, _("its “reason” is not known."))
    if column.decimal_mark not in {"", ",", "."}:
        raise _column_error(name, _("“decimal_mark” is a comma or a point."))
    return column


def _consent(item: Any) -> ConsentSetting:
    if not isinstance(item, MappingType) or not {"purpose", "channel"} <= set(item):
        raise MappingError(_("Every entry of “consents” names a “purpose” and a “channel”."))
    _known_keys(item, ConsentSetting, _("An entry of “consents”"))
    setting = ConsentSetting(**_texts(item))
    if setting.without_proof not in targets.WITHOUT_PROOF:
        raise MappingError(_("“without_proof” is “requested” or “skip”."))
    return setting


def _check(mapping: Mapping) -> None:
    _one_of("kind", mapping.kind, targets.KINDS)
    _one_of("source_date_order", mapping.source_date_order, targets.DATE_ORDERS)
    if mapping.kind_of_event:
        _one_of("kind_of_event", mapping.kind_of_event, targets.EVENT_KINDS)
    _check_zone(mapping.time_zone)
    for column in mapping.columns:
        _check_column(column, mapping.kind)
    _check_once(mapping.columns)


def _check_column(column: ColumnMapping, kind: str) -> None:
    if not column.target:
        raise _column_error(column.column, _("it has no “target”."))
    reserved = targets.targets_of(kind)
    if kind == "events" and column.target not in reserved:
        raise _column_error(
            column.column,
            _("“%(target)s” is not something an activity has.") % {"target": column.target},
        )
    if column.target == "consent" and column.reads not in targets.CONSENT_READINGS:
        raise _column_error(
            column.column,
            _("“reads” is one of %(readings)s.")
            % {"readings": ", ".join(targets.CONSENT_READINGS)},
        )
    if column.target == "consent" and not (column.purpose and column.channel):
        raise _column_error(column.column, _("a consent has a “purpose” and a “channel”."))
    if column.channel and column.channel not in targets.CHANNELS:
        raise _column_error(column.column, _("its “channel” is not known."))


def _check_once(columns: Sequence[ColumnMapping]) -> None:
    names: set[str] = set()
    single: dict[str, str] = {}
    for column in columns:
        if column.column in names:
            raise _column_error(column.column, _("it is mapped twice."))
        names.add(column.column)
        other = single.setdefault(column.target, column.column)
        if column.target not in targets.SHARED_TARGETS and other != column.column:
            raise _column_error(
                column.column,
                _("“%(other)s” is taken for the same; leave one of the two out.")
                % {"other": other},
            )


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError) as error:
        raise MappingError(_("“%(zone)s” is not a time zone.") % {"zone": name}) from error


def _one_of(key: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise MappingError(
            _("“%(key)s” is one of %(allowed)s.") % {"key": key, "allowed": ", ".join(allowed)}
        )


def _known_keys(data: MappingType[str, Any], form: Any, of: str) -> None:
    unknown = set(data) - {part.name for part in fields(form)}
    if unknown:
        raise MappingError(_("%(of)s: “%(key)s” is not known.") % {"of": of, "key": min(unknown)})


def _texts(data: MappingType[str, Any], of: str = "") -> dict[str, Any]:
    """Return what is text, and refuse what should be."""
    skipped = {"columns", "consents", "confidence"}
    for key, value in data.items():
        if key not in skipped and not isinstance(value, str):
            raise MappingError(_("%(of)s: “%(key)s” is text.") % {"of": of or key, "key": key})
    return {key: value for key, value in data.items() if key not in skipped}


def _list(data: MappingType[str, Any], key: str) -> list[Any]:
    found = data.get(key, [])
    if not isinstance(found, list):
        raise MappingError(_("“%(key)s” is a list.") % {"key": key})
    return found


def _column_error(name: str, problem: str) -> MappingError:
    return MappingError(
        _("Column “%(column)s”: %(problem)s") % {"column": name, "problem": problem}
    )
