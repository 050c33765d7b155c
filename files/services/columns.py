"""What the columns of a run's file mean: guessed, corrected by a person, remembered for the next file like it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from config.lib.actor import Actor
from config.lib.errors import DomainError
from files.choices import FileKind, RunState
from files.mapping.digest import RowDigest, way_of_reading
from files.mapping.event_reader import EventReader
from files.mapping.mapping import ColumnMapping, Mapping
from files.mapping.recognise import LearnedMapping, guess_mapping
from files.mapping.row_reader import RowReader
from files.models import FileProfile, ImportRun
from files.reading.shape import FileShape
from files.reading.text_file import sniff_text
from files.services.receiving import read_path
from profiles.choices import Sensitivity
from profiles.identity.convention import Option, as_options
from profiles.identity.national_ids import is_national_id_header
from profiles.models import Attribute
from profiles.selectors import find_company

# What may still change about a run whose rows nobody has taken in.
OPEN = (RunState.RECEIVED, RunState.MAPPED, RunState.DECIDED)
_ADDRESS_PARTS = "address."
_NAMES = ("given_name", "family_name")


class WrongStateError(DomainError):
    """The import is not at the point where this can be done."""


@dataclass(frozen=True, slots=True)
class ImportableFact:
    """A fact that a file may bring: what reading its cells needs."""

    slug: str
    data_type: str
    options: tuple[Option, ...]


def importable_facts() -> list[ImportableFact]:
    """Return the facts in use that may stand in files; special categories never do (law 10)."""
    usable = (
        Attribute.objects.usable()
        .exclude(sensitivity=Sensitivity.SPECIAL)
        .prefetch_related("options")
    )
    return [
        ImportableFact(fact.slug, fact.data_type, as_options(fact.options.all())) for fact in usable
    ]


def guess_columns(*, run: ImportRun) -> Mapping:
    """Return what the columns of a run's file probably mean: as settled before, else by name and content."""
    shape = look_again(run=run)
    company = find_company()
    country = company.default_country if company else "NO"
    guessed = guess_mapping(shape, kind=run.kind, known=_learned(run), country=country)
    return _only_importable(replace(guessed, currency=run.currency or guessed.currency))


def look_again(*, run: ImportRun, encoding: str = "", delimiter: str = "") -> FileShape:
    """Return the shape of a run's file with its first rows, read as settled before or as said now."""
    return sniff_text(
        read_path(run),
        file_name=run.file_name,
        encoding=encoding or str(run.shape["encoding"]),
        delimiter=delimiter or str(run.shape["delimiter"]),
    )


@transaction.atomic
def read_differently(*, run: ImportRun, encoding: str, delimiter: str) -> ImportRun:
    """Settle which letters the bytes are and what parts the cells; the columns are to be chosen anew."""
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if locked.state not in OPEN:
        raise WrongStateError(_("The columns cannot be changed any more."))
    shape = look_again(run=locked, encoding=encoding, delimiter=delimiter)
    kept = {name: locked.shape[name] for name in ("read_from", "format", "size")}
    locked.shape = {**shape.to_json(), **kept}
    locked.state, locked.mapping = RunState.RECEIVED, {}
    locked.save(update_fields=["shape", "state", "mapping"])
    return locked


@transaction.atomic
def set_mapping(*, run: ImportRun, mapping: Mapping, actor: Actor, now: datetime) -> ImportRun:
    """Settle what the columns mean and remember it; raise MappingError naming the column that makes no sense."""
    del (
        actor
    )  # the run keeps who brought it; who settled its columns stands in the same person's hands
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if locked.state not in OPEN:
        raise WrongStateError(_("The columns cannot be changed any more."))
    checked = Mapping.from_json(mapping.to_json())
    fitted = checked.fitted_to(FileShape.from_json(locked.shape).columns)
    make_reader(locked, fitted, now=now)  # refuses what cannot be read
    locked.mapping, locked.state = fitted.to_json(), RunState.MAPPED
    locked.staged_count, locked.counts, locked.decided_at = 0, {}, None
    locked.summary = {k: v for k, v in locked.summary.items() if k in {"language", "observed_at"}}
    locked.summary["left_out"] = left_out(fitted)
    locked.staged.all()._raw_delete(locked.staged.db)  # noqa: SLF001 - rows of no other table hang on these
    locked.planned.all()._raw_delete(locked.planned.db)  # noqa: SLF001
    locked.save()
    _learn(locked, fitted, now)
    return locked


def make_reader(run: ImportRun, mapping: Mapping, *, now: datetime) -> RowReader | EventReader:
    """Return the reader of the run's rows; raise MappingError where a column cannot become what it should."""
    country, currency, home_currency = _settings(run, mapping)
    if run.kind == FileKind.EVENTS:
        return EventReader(
            mapping, country, now=now, currency=currency, time_zone=settings.TIME_ZONE
        )
    return RowReader(
        mapping,
        importable_facts(),
        country,
        now=now,
        currency=currency,
        home_currency=home_currency,
        time_zone=settings.TIME_ZONE,
    )


def make_digest(run: ImportRun, mapping: Mapping, *, now: datetime) -> RowDigest:
    """Return what digests a row's cells together with all that `make_reader` reads them by."""
    way = way_of_reading(
        mapping,
        importable_facts(),
        year=now.year,
        settings=[*_settings(run, mapping), settings.TIME_ZONE],
    )
    return RowDigest(mapping.columns, way)


def _settings(run: ImportRun, mapping: Mapping) -> tuple[str, str, str]:
    """Return the country, the currency of amounts that name none, and the company's own currency."""
    company = find_company()
    home = company.currency if company else ""
    country = mapping.default_country or (company.default_country if company else "NO")
    return country, run.currency or mapping.currency or home, home


def left_out(mapping: Mapping) -> list[str]:
    """Return the columns that are left out because they hold national identity numbers."""
    return [
        column.column
        for column in mapping.columns
        if column.target == "ignore"
        and (column.reason == "national_id" or is_national_id_header(column.column))
    ]


def mapped_facts(mapping: Mapping) -> list[str]:
    """Return the facts that this file speaks of, filled or blank; about all others it is silent."""
    facts = {fact for column in mapping.columns for fact in _facts_of(column)}
    return sorted(facts)


def facts_of_column(mapping: Mapping) -> dict[str, tuple[str, ...]]:
    """Return the facts that each column may fill, by its name."""
    return {column.column: tuple(_facts_of(column)) for column in mapping.columns}


def _facts_of(column: ColumnMapping) -> Iterable[str]:
    if column.target.startswith(_ADDRESS_PARTS):
        return ("postal_address",)
    if column.target == "full_name":
        return _NAMES
    not_facts = ("ignore", "external_id", "observed_at", "consent", "consent_at", "consent_origin")
    return () if column.target in not_facts else (column.target,)


def _only_importable(mapping: Mapping) -> Mapping:
    """Leave out guesses at facts that are switched off: nobody asked for them."""
    if mapping.kind == FileKind.EVENTS:
        return mapping
    usable = {fact.slug for fact in importable_facts()}
    columns = tuple(
        column
        if set(_facts_of(column)) <= usable
        else replace(column, target="ignore", reason="unknown", confidence=0.0)
        for column in mapping.columns
    )
    return replace(mapping, columns=columns)


def _learned(run: ImportRun) -> list[LearnedMapping]:
    kept = FileProfile.objects.filter(source=run.source, kind=run.kind).order_by("-used_at")[:100]
    return [
        LearnedMapping(tuple(entry.headers), Mapping.from_json(entry.mapping)) for entry in kept
    ]


def _learn(run: ImportRun, mapping: Mapping, now: datetime) -> None:
    headers = [column.column for column in mapping.columns]
    digest = hashlib.sha256(json.dumps(sorted(headers)).encode()).hexdigest()
    FileProfile.objects.update_or_create(
        source=run.source,
        kind=run.kind,
        header_hash=digest,
        defaults={
            "headers": headers,
            "mapping": {**mapping.to_json(), "currency": ""},
            "used_at": now,
        },
    )
