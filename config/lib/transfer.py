"""Settings on their way from one installation to another, by django-import-export.

A room writes a `SettingResource` and registers it. Rows are known by their codes, never by ids; each change goes
through the room's own service, so what a colleague may not set on a screen no file can set either.

What the library leaves open is shut here: rows are cleaned as forms are, a run is undone as a whole, cells are made by
`config.lib.spreadsheet`, and each run gets a class of its own, because the library notes things on the class.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import fields, resources
from import_export.results import Result

from config.lib.actor import Actor
from config.lib.errors import DomainError
from config.lib.languages import LANGUAGES

_YES, _NO = "yes", "no"
_registered: dict[str, type["SettingResource"]] = {}


class TextIn(fields.Field):
    """The text of one language out of a {language: text} column."""

    def __init__(self, attribute: str, language: str, column_name: str) -> None:
        super().__init__(attribute=attribute, column_name=column_name)
        self._language = language

    def get_value(self, instance: Any) -> str:
        """Return the text."""
        return str(getattr(instance, self.attribute).get(self._language, ""))

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        """Set the text; an empty cell takes it away."""
        del is_m2m, kwargs
        texts = {**getattr(instance, self.attribute)}
        texts.pop(self._language, None)
        if said := str(row[self.column_name] or "").strip():
            texts[self._language] = said
        setattr(instance, self.attribute, texts)


class Cell(fields.Field):
    """A plain cell of one column; `kind` is str, int or bool."""

    def __init__(self, attribute: str, kind: type = str, **kwargs: Any) -> None:
        super().__init__(attribute=attribute, column_name=attribute, **kwargs)
        self._kind = kind

    def clean(self, row: Any, **kwargs: Any) -> Any:
        """Return the value; raise ValueError with a sentence."""
        del kwargs
        said = str(row[self.column_name] if row[self.column_name] is not None else "").strip()
        if self._kind is bool:
            if said.lower() not in {_YES, _NO}:
                raise ValueError(_("Write yes or no."))
            return said.lower() == _YES
        if self._kind is int and not (said.isascii() and said.isdecimal()):
            raise ValueError(_("Write a whole number."))
        return self._kind(said)

    def export(self, instance: Any, **kwargs: Any) -> Any:
        """Return what the cell shows."""
        del kwargs
        value = self.get_value(instance)
        if isinstance(value, bool):
            return _YES if value else _NO
        return value


class CodesCell(Cell):
    """A cell with a list of codes, separated by commas."""

    def clean(self, row: Any, **kwargs: Any) -> list[str]:
        """Return the codes, sorted."""
        del kwargs
        said = str(row[self.column_name] or "").split(",")
        return sorted({code.strip() for code in said if code.strip()})

    def export(self, instance: Any, **kwargs: Any) -> str:
        """Return the codes as text."""
        del kwargs
        return ", ".join(self.get_value(instance) or [])


class JsonCell(Cell):
    """A cell with a small structure in JSON."""

    def clean(self, row: Any, **kwargs: Any) -> Any:
        """Return the structure; raise ValueError where it is none."""
        del kwargs
        said = str(row[self.column_name] or "").strip()
        try:
            return json.loads(said) if said else self._kind()
        except ValueError:
            raise ValueError(_("This is no JSON.")) from None

    def export(self, instance: Any, **kwargs: Any) -> str:
        """Return the structure as text."""
        del kwargs
        value = self.get_value(instance)
        return "" if value in (None, [], {}) else json.dumps(value, ensure_ascii=False)


class SettingResource(resources.ModelResource):
    """One kind of settings. A subclass sets `code`, `title`, the permissions, its fields, and `keep`."""

    code = ""
    title: Any = ""
    text: Any = ""
    see_permission = ""
    change_permissions: tuple[str, ...] = ()
    language_fields: dict[str, str] = {}
    # What ships with Kjenn is changed, not added.
    is_closed = False
    do_not_call_in_templates = True

    class Meta:
        import_id_fields: tuple[str, ...] = ("slug",)
        fields: tuple[str, ...] = ()
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        use_transactions = True

    def __init__(self, actor: Actor, now: datetime) -> None:
        super().__init__()
        self.actor, self.now = actor, now
        for name, cell in self.fields.items():
            cell.column_name = name
        for attribute, column in self.language_fields.items():
            for language in LANGUAGES:
                name = f"{column}_{language}"
                self.fields[name] = TextIn(attribute, language, name)

    def keep(self, instance: Any, *, is_new: bool) -> None:
        """Keep one row through the room's service; a DomainError refuses it with its sentence."""
        raise NotImplementedError

    def load_parts(self, instance: Any) -> None:
        """Put what stands in other tables on the instance, where fields read it."""

    def get_queryset(self) -> Any:
        """Return the settings in their order."""
        return super().get_queryset().order_by("pk")

    def get_import_order(self) -> list[str]:
        """Return every column."""
        return list(self.fields)

    def get_export_order(self) -> list[str]:
        """Return every column."""
        return list(self.fields)

    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        """Return the setting that the row is about, with its parts."""
        found = super().get_instance(instance_loader, row)
        if found is not None:
            self.load_parts(found)
        return found

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        """Give a new one empty parts, unless this kind takes none."""
        del kwargs
        if new and self.is_closed:
            raise self.unknown(row.get("slug", ""))
        if new:
            self.load_parts(instance)

    def export_resource(self, instance: Any, selected_fields: Any = None, **kwargs: Any) -> Any:
        """Return the row of a setting."""
        self.load_parts(instance)
        return super().export_resource(instance, selected_fields, **kwargs)

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        """Let the service keep it; what it refuses is a fault of the row."""
        try:
            self.keep(instance, is_new=is_create)
        except DomainError as refusal:
            raise ValidationError(str(refusal)) from refusal

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Leave the sequences alone: no file brings numbers of rows, and the application may not set them."""

    @staticmethod
    def unknown(code: object) -> ValidationError:
        """Return the fault of a row about something that only ships with Kjenn."""
        return ValidationError(
            _("There is nothing with the code “%(code)s” here.") % {"code": code}
        )


def register_setting(resource: type[SettingResource]) -> None:
    """Let a kind of settings move between installations."""
    _registered[resource.code] = resource


def settings_kinds() -> Iterable[type[SettingResource]]:
    """Return the kinds in the order in which they build on each other."""
    return _registered.values()


def find_kind(code: str) -> type[SettingResource] | None:
    """Return one kind, or nothing."""
    return _registered.get(code)


def resource_for(kind: type[SettingResource], actor: Actor, now: datetime) -> SettingResource:
    """Return a resource of a class of its own: the library writes on the class during a run."""
    fresh = type(kind.__name__, (kind,), {})
    return fresh(actor, now)  # type: ignore[no-any-return]


def exported(kind: type[SettingResource], actor: Actor, now: datetime) -> tablib.Dataset:
    """Return every setting of a kind as a table of plain cells."""
    return resource_for(kind, actor, now).export()


def imported(
    kind: type[SettingResource],
    table: tablib.Dataset,
    actor: Actor,
    now: datetime,
    *,
    is_trial: bool,
) -> Result:
    """Keep a table's rows, all or none; on trial undo everything and only say what would happen.

    What goes wrong outside a row is raised: the library would undo the rows and report them as kept.
    """
    resource = resource_for(kind, actor, now)
    result = resource.import_data(
        table,
        dry_run=is_trial,
        rollback_on_validation_errors=True,
        retain_instance_in_row_result=True,
    )
    if result.base_errors:
        raise result.base_errors[0].error
    return result
