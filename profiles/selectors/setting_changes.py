"""The history of settings in words: who changed what, when, from what to what."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from config.lib.countries import country_name
from config.lib.languages import in_language
from config.lib.setting_history import TrackedTable, tables_of, tracked_tables
from profiles.choices import Role
from profiles.models import SettingChange

NOTHING = "–"
_LONGEST = 300
_COUNTRIES = {"country", "default_country"}
_LANGUAGES = {"language", "default_language"}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change in words: what it is about, and each column as (what, before, after)."""

    at: datetime
    who: str
    kind: str
    title: str
    name: str
    part: str
    about: str
    is_added: bool
    is_removed: bool
    changes: list[tuple[str, str, str]]


def setting_changes(*, kind: str = "", about: str = "") -> QuerySet[SettingChange]:
    """Return the changes of every setting that is shown, of one kind, or of one setting."""
    tables = tables_of(kind) if kind else [entry.table for entry in tracked_tables()]
    found = SettingChange.objects.filter(table__in=tables)
    return found.filter(about=about) if about else found


def in_words(rows: Iterable[SettingChange]) -> list[ChangeLine]:
    """Return the lines of a page; the names of what they speak of are read once a model."""
    found = list(rows)
    tables = {entry.table: entry for entry in tracked_tables()}
    names = _Names(found, tables)
    return [_line(row, tables[row.table], names) for row in found]


class _Names:
    """What settings are called today; one that is gone by what it was called in its own row."""

    def __init__(self, rows: Iterable[SettingChange], tables: Mapping[str, TrackedTable]) -> None:
        self._wanted: dict[type[Model], set[str]] = {}
        self._found: dict[type[Model], dict[str, str]] = {}
        for row in rows:
            self._want(tables[row.table].about, row.about)
            for field, value in _references(row, tables[row.table].model):
                self._want(field.related_model, str(value))
        for model, keys in self._wanted.items():
            rows_of = model._default_manager.in_bulk(list(keys))  # noqa: SLF001 - Django's model API
            self._found[model] = {str(key): _called(one) for key, one in rows_of.items()}

    def _want(self, model: Any, key: str) -> None:
        self._wanted.setdefault(model, set()).add(key)

    def of(self, model: Any, key: object) -> str:
        """Return the name under a key, or nothing."""
        return self._found.get(model, {}).get(str(key), "")


def _called(one: Model) -> str:
    """Return the name of a row; a group is a role."""
    is_role = isinstance(one, Group) and one.name in Role.values
    return str(Role(one.name).label) if is_role else str(one)  # type: ignore[attr-defined]


def _line(row: SettingChange, entry: TrackedTable, names: _Names) -> ChangeLine:
    is_whole = entry.model is entry.about
    own = _own_name(row) if is_whole else ""
    return ChangeLine(
        at=row.at,
        who=row.actor_name,
        kind=entry.kind,
        title=capfirst(str(entry.title)),
        name=names.of(entry.about, row.about) or own or row.about,
        part=_part(row, entry),
        about=row.about,
        is_added=not row.before,
        is_removed=not row.after,
        changes=list(_changes(row, entry.model, names)),
    )


def _part(row: SettingChange, entry: TrackedTable) -> str:
    """Return what was added, changed or removed, where that is not the setting itself."""
    part = capfirst(str(entry.part or entry.title))
    if not row.before:
        return _("%(what)s added") % {"what": part}
    if not row.after:
        return _("%(what)s removed") % {"what": part}
    return part if entry.part else ""


def _own_name(row: SettingChange) -> str:
    said = {**row.before, **row.after}
    name = said.get("name") or said.get("labels") or said.get("email") or said.get("slug") or ""
    return in_language(name) if isinstance(name, dict) else str(name)


def _references(row: SettingChange, model: type[Model]) -> Iterator[tuple[Any, Any]]:
    fields = _fields(model)
    for said in (row.before, row.after):
        for column, value in said.items():
            field = fields.get(column)
            if value is not None and field is not None and field.is_relation:
                yield field, value


def _changes(
    row: SettingChange, model: type[Model], names: _Names
) -> Iterator[tuple[str, str, str]]:
    fields = _fields(model)
    for column in {**row.before, **row.after}:
        before, after = row.before.get(column), row.after.get(column)
        field = fields.get(column)
        if field is None or not field.editable or _is_nothing([before, after]):
            continue
        title = _title(field)
        if isinstance(before, dict) or isinstance(after, dict):
            yield from _by_language(title, before or {}, after or {})
        else:
            yield title, _words(field, before, names), _words(field, after, names)


def _by_language(
    title: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[str, str, str]]:
    languages = dict(settings.LANGUAGES)
    for code in {**before, **after}:
        if before.get(code) != after.get(code):
            name = languages.get(code, code)
            yield f"{title} ({name})", _short(before.get(code)), _short(after.get(code))


def _words(field: Any, value: Any, names: _Names) -> str:
    if field.is_relation and value is not None:
        return names.of(field.related_model, value) or NOTHING
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return _short(", ".join(_choice(field, one) for one in value))
    return _short(_choice(field, value))


def _choice(field: Any, value: Any) -> str:
    """Return a value as the reader calls it: a country and a language by name, a choice by its label."""
    if value and field.name in _COUNTRIES:
        return str(country_name(value))
    labels = dict(settings.LANGUAGES if field.name in _LANGUAGES else field.flatchoices)
    return str(labels.get(value, "" if value is None else value))


def _title(field: Any) -> str:
    """Return what a column is called: of a reference, what it points at."""
    if field.related_model is Group:
        return _("Role")
    name = field.related_model._meta.verbose_name if field.is_relation else field.verbose_name  # noqa: SLF001
    return capfirst(str(name))


def _short(value: Any) -> str:
    text = str(value or "")
    return (text[:_LONGEST] + "…" if len(text) > _LONGEST else text) or NOTHING


def _is_nothing(values: list[Any]) -> bool:
    return all(value in (None, "", [], {}) for value in values)


def _fields(model: type[Model]) -> dict[str, Any]:
    """Return the columns by their names in the database."""
    return {field.column: field for field in model._meta.concrete_fields}  # noqa: SLF001
