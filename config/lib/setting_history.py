"""Which tables of settings show their history, and on whose page: rooms join, the page of changes reads.

The rows are written by triggers (profiles/migrations); what joins here is how they are called and found again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model


@dataclass(frozen=True, slots=True)
class TrackedTable:
    """A table with a history; `about` is the model on whose page its rows are set, mostly the model itself."""

    model: type[Model]
    about: type[Model]
    called: Any = ""

    @property
    def table(self) -> str:
        """Return the table's name."""
        return str(self.model._meta.db_table)  # noqa: SLF001 - Django's documented model API

    @property
    def kind(self) -> str:
        """Return the code under which the page of changes knows the setting."""
        return str(self.about._meta.model_name)  # noqa: SLF001

    @property
    def title(self) -> Any:
        """Return what the setting is called."""
        return self.about._meta.verbose_name  # noqa: SLF001

    @property
    def part(self) -> Any:
        """Return what the row is called within its setting; '' where it is the setting itself."""
        name = self.called or self.model._meta.verbose_name  # noqa: SLF001
        return "" if self.model is self.about else name


_tracked: dict[str, TrackedTable] = {}


def track(model: type[Model], about: type[Model] | None = None, *, called: Any = "") -> None:
    """Let a table's changes be shown, with those of the setting that its rows are about."""
    entry = TrackedTable(model, about or model, called)
    _tracked[entry.table] = entry


def tracked_tables() -> Iterable[TrackedTable]:
    """Return the tables, settings first."""
    return _tracked.values()


def tables_of(kind: str) -> list[str]:
    """Return the tables behind one kind of setting; none for an unknown kind."""
    return [entry.table for entry in _tracked.values() if entry.kind == kind]


def has_history(model: type[Model]) -> bool:
    """Say whether a model's pages can show who changed what."""
    return any(entry.about is model for entry in _tracked.values())
