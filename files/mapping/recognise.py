"""The guess: what each column of a file is, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from files.mapping.content import (
    decimal_mark_of,
    looks_like_dates,
    looks_like_emails,
    looks_like_phones,
    writes_month_first,
)
from files.mapping.dictionary import (
    Meaning,
    Vendor,
    country_words,
    header_key,
    headers_of,
    own_opt_out,
    vendors,
    without_number,
)
from files.mapping.mapping import ColumnMapping, ConsentSetting, Mapping
from files.mapping.targets import SHARED_TARGETS
from files.reading.shape import FileShape
from profiles.identity.national_ids import holds_national_ids, is_national_id_header

# A header without its number is a weaker sign; content alone weaker still; against it, weakest.
_NUMBERED, _BY_CONTENT, _AGAINST_CONTENT = 0.8, 0.5, 0.3
_TELLING = 2  # how many of a country's own words it takes
_NUMERIC_TARGETS = frozenset({"amount", "quantity", "purchases_total", "annual_revenue"})
# Files of members who have not, or no longer, agreed: a date of confirmation is no yes in them.
_NOT_SUBSCRIBED = ("unsubscribed", "nonsubscribed", "non_subscribed", "cleaned")


@dataclass(frozen=True, slots=True)
class LearnedMapping:
    """A mapping that a person has settled for files with these columns."""

    columns: tuple[str, ...]
    mapping: Mapping

    def fits(self, shape: FileShape) -> bool:
        """Return whether the file has the same columns, in any order and spelling."""
        return sorted(map(header_key, self.columns)) == sorted(map(header_key, shape.columns))


def guess_mapping(
    shape: FileShape, *, kind: str, known: Sequence[LearnedMapping] = (), country: str = "NO"
) -> Mapping:
    """Return a mapping for every column: learned first, then by name, checked against content."""
    learned = next((entry for entry in known if _applies(entry, shape, kind)), None)
    if learned:
        return _as_learned(learned, shape)
    vendor = vendor_of(shape)
    country = country_of(shape, country)
    columns = [
        _guess(shape, index, kind=kind, vendor=vendor, country=country)
        for index in range(shape.width)
    ]
    month_first = any(
        writes_month_first(shape.column_sample(index)) for index in range(shape.width)
    )
    return Mapping(
        kind=kind,
        columns=tuple(_each_once(columns)),
        default_country=country,
        source_date_order="month_first" if month_first else "day_first",
        time_zone=vendor.time_zone if vendor else "",
        kind_of_event="purchase" if kind == "events" else "",
        consents=_settings(columns),
    )


def vendor_of(shape: FileShape) -> Vendor | None:
    """Return the system that wrote the file, where its columns tell."""
    keys = set(map(header_key, shape.columns))
    return next((vendor for vendor in vendors() if vendor.signature <= keys), None)


def country_of(shape: FileShape, company: str) -> str:
    """Return the country whose words the headers use, where it is surely not the company's own.

    Swedish words prove nothing in Finland.
    """
    keys = set(map(header_key, shape.columns))
    found = {country: len(words & keys) for country, words in country_words().items()}
    best = max(found, key=lambda country: found[country])
    if found[best] < _TELLING or found.get(company) or (company, best) == ("FI", "SE"):
        return company
    return best


def _applies(entry: LearnedMapping, shape: FileShape, kind: str) -> bool:
    return entry.mapping.kind == kind and entry.fits(shape)


def _as_learned(entry: LearnedMapping, shape: FileShape) -> Mapping:
    """Return the settled mapping under this file's own spelling of the headers."""
    by_key = {header_key(column.column): column for column in entry.mapping.columns}
    columns = []
    for name in shape.columns:
        settled = by_key.get(header_key(name)) or ColumnMapping(name, "ignore")
        columns.append(replace(settled, column=name, confidence=1.0, reason="learned"))
    return replace(entry.mapping, columns=tuple(columns))


def _guess(
    shape: FileShape, index: int, *, kind: str, vendor: Vendor | None, country: str
) -> ColumnMapping:
    name, cells = shape.columns[index], shape.column_sample(index)
    if is_national_id_header(name) or holds_national_ids(cells):
        return ColumnMapping(name, "ignore", 1.0, "national_id")
    meaning = _by_name(name, kind, vendor) or _by_content(cells, kind, country)
    if meaning is None:
        return ColumnMapping(name, "ignore", 0.0, "unknown" if cells else "empty")
    meaning = _without_a_yes(meaning, shape)
    return ColumnMapping(
        name,
        meaning.target,
        _confidence(meaning, cells),
        meaning.reason,
        purpose=meaning.purpose,
        channel=meaning.channel,
        reads=meaning.reads,
        decimal_mark=decimal_mark_of(cells) if meaning.target in _NUMERIC_TARGETS else "",
    )


def _by_name(name: str, kind: str, vendor: Vendor | None) -> Meaning | None:
    if own := own_opt_out(name):
        return own if kind == "customers" else None
    key = header_key(name)
    if vendor and key in vendor.columns:
        return vendor.columns[key]
    headers = headers_of(kind)
    if key in headers:
        return headers[key]
    bare = headers.get(without_number(key)) if without_number(key) != key else None
    return replace(bare, confidence=_NUMBERED) if bare else None


def _by_content(cells: Sequence[str], kind: str, country: str) -> Meaning | None:
    """Guess by the cells alone; a date is only told where a file must have one."""
    target = ""
    if looks_like_emails(cells):
        target = "email" if kind == "customers" else "customer_email"
    elif kind == "customers" and looks_like_phones(cells, country):
        target = "phone"
    elif kind == "events" and looks_like_dates(cells):
        target = "occurred_at"
    return Meaning(target, "content", _BY_CONTENT) if target else None


def _without_a_yes(meaning: Meaning, shape: FileShape) -> Meaning:
    """In a file of the unsubscribed or never subscribed, a confirmation is history, not a yes."""
    named = any(word in shape.file_name.casefold() for word in _NOT_SUBSCRIBED)
    if meaning.reads == "given_at" and named:
        return Meaning("ignore", "internal")
    return meaning


def _confidence(meaning: Meaning, cells: Sequence[str]) -> float:
    """Lower the trust in a name that the cells speak against."""
    if cells and meaning.target in {"email", "customer_email"} and not looks_like_emails(cells):
        return _AGAINST_CONTENT
    return meaning.confidence


def _each_once(columns: Sequence[ColumnMapping]) -> list[ColumnMapping]:
    """Leave each target that one column fills to the surest one, the first of equals."""
    best: dict[str, ColumnMapping] = {}
    for column in columns:
        rival = best.get(column.target)
        if rival is None or column.confidence > rival.confidence:
            best[column.target] = column
    return [
        column
        if column.target in SHARED_TARGETS or best[column.target] is column
        else ColumnMapping(column.column, "ignore", column.confidence, "taken")
        for column in columns
    ]


def _settings(columns: Sequence[ColumnMapping]) -> tuple[ConsentSetting, ...]:
    """Return one setting for each purpose and channel: without proof a yes loads as asked."""
    pairs = {(c.purpose, c.channel) for c in columns if c.target == "consent"}
    return tuple(ConsentSetting(purpose, channel) for purpose, channel in sorted(pairs))
