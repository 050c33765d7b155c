"""The columns page as a form: one choice for each column, and what no column says."""

from collections.abc import Mapping as MappingType
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from files.forms.column_targets import key_of, target_of
from files.mapping.mapping import REASONS, ColumnMapping, ConsentSetting, Mapping
from files.reading.shape import WHITE_SPACE, FileShape
from profiles.models import Currency

ENCODINGS = (
    ("utf-8", _("UTF-8 (most systems today)")),
    ("cp1252", _("Windows (Western European)")),
    ("utf-16-le", _("UTF-16 (Excel “Unicode text”)")),
    ("utf-16-be", _("UTF-16, big-endian")),
    ("mac_roman", _("Old Macintosh")),
    ("cp865", _("Old DOS (Nordic)")),
)
DELIMITERS = (
    (";", _("Semicolon ;")),
    (",", _("Comma ,")),
    ("\t", _("Tab")),
    ("|", _("Upright line |")),
    (WHITE_SPACE, _("Blanks")),
)
READINGS = (
    ("yes_no", _("yes means yes, no means no")),
    ("opt_out", _("yes means no: it is an opt-out")),
    ("allow", _("“do not allow” means no; “allow” means nothing")),
    ("given_at", _("a date means yes, on that day")),
    ("withdrawn_at", _("a date means no, from that day")),
)
_COUNTRIES = ("NO", "SE", "FI", "DK", "IS", "DE", "GB", "US", "AU")
_SURE, _LIKELY = 0.85, 0.5


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One column as the page shows it."""

    index: int
    name: str
    cells: tuple[str, ...]
    key: str
    reads: str
    why: str
    is_locked: bool
    tone: str
    word: str


class ReadingForm(forms.Form):
    """Which letters the bytes are, and what parts the cells."""

    use_required_attribute = False
    encoding = forms.ChoiceField(label=_("Letters"), choices=ENCODINGS, required=False)
    delimiter = forms.ChoiceField(
        label=_("Columns are parted by"), choices=DELIMITERS, required=False
    )


class SettingsForm(forms.Form):
    """What no column says."""

    source_date_order = forms.ChoiceField(
        label=_("03/04/2026 means"),
        choices=[("day_first", _("3 April 2026")), ("month_first", _("4 March 2026"))],
        required=False,
    )
    default_country = forms.ChoiceField(
        label=_("Telephone numbers and postal codes are from"), required=False
    )
    currency = forms.ChoiceField(
        label=_("Amounts that name no currency are in"),
        choices=[("", _("The company’s currency")), *Currency.choices],
        required=False,
    )
    kind_of_event = forms.ChoiceField(
        label=_("Rows that do not say what they are, are"), required=False
    )
    origin = forms.CharField(
        label=_("How was this consent given?"),
        max_length=200,
        required=False,
        help_text=_(
            "For example “newsletter form on our web page, 2024”. A yes counts only with an origin and a date."
        ),
    )
    without_proof = forms.ChoiceField(
        label=_("A yes without a date or an origin"),
        choices=[
            (
                "requested",
                _("is kept as “asked”: it counts as no yes, but you see that it was claimed"),
            ),
            ("skip", _("is left out")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(
        self, *args: Any, countries: Any, kinds: Any, of_events: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["default_country"].choices = countries  # type: ignore[attr-defined]
        self.fields["kind_of_event"].choices = kinds  # type: ignore[attr-defined]
        unneeded = (
            ("origin", "without_proof", "default_country") if of_events else ("kind_of_event",)
        )
        for name in unneeded:
            del self.fields[name]


def country_codes(chosen: str) -> list[str]:
    """Return the countries to choose from, the present one among them."""
    return list(dict.fromkeys([*filter(None, [chosen]), *_COUNTRIES]))


def initial_settings(mapping: Mapping) -> dict[str, str]:
    """Return what the settings form starts with."""
    first = mapping.consents[0] if mapping.consents else ConsentSetting("", "")
    return {
        "source_date_order": mapping.source_date_order,
        "default_country": mapping.default_country,
        "currency": mapping.currency,
        "kind_of_event": mapping.kind_of_event,
        "origin": first.origin,
        "without_proof": first.without_proof,
    }


def lines_of(shape: FileShape, mapping: Mapping) -> list[ColumnLine]:
    """Return the columns with their first cells and what they probably are."""
    return [_line(index, column, shape) for index, column in enumerate(mapping.columns)]


def shown_rows(shape: FileShape, lines: list[ColumnLine]) -> list[list[str]]:
    """Return the first rows without what is left out for its secrecy."""
    return [
        ["•••" if line.is_locked and row[line.index] else row[line.index] for line in lines]
        for row in shape.first_rows
    ]


def chosen_mapping(
    guessed: Mapping, said: MappingType[str, Any], settings: MappingType[str, Any]
) -> Mapping:
    """Return the mapping that the page's choices make of the guess."""
    columns = tuple(_chosen(index, column, said) for index, column in enumerate(guessed.columns))
    pairs = sorted({(c.purpose, c.channel) for c in columns if c.target == "consent"})
    consents = tuple(
        ConsentSetting(
            purpose,
            channel,
            without_proof=settings.get("without_proof") or "requested",
            origin=settings.get("origin", "").strip(),
        )
        for purpose, channel in pairs
    )
    kept = ("source_date_order", "default_country", "currency", "kind_of_event")
    return replace(
        guessed,
        columns=columns,
        consents=consents,
        **{name: settings[name] for name in kept if settings.get(name)},
    )


def is_national_id(column: ColumnMapping) -> bool:
    """Say whether a column is left out because it holds national identity numbers."""
    return column.target == "ignore" and column.reason == "national_id"


def _chosen(index: int, column: ColumnMapping, said: MappingType[str, Any]) -> ColumnMapping:
    key = said.get(f"column-{index}")
    if is_national_id(column) or key is None:
        return column
    target = target_of(key)
    reads = said.get(f"reads-{index}") or "yes_no"
    changed = replace(
        column,
        target=target.target,
        purpose=target.purpose,
        channel=target.channel,
        reads=reads if target.target == "consent" else "",
    )
    if changed == column:
        return column
    return replace(changed, confidence=1.0, reason="person")


def _line(index: int, column: ColumnMapping, shape: FileShape) -> ColumnLine:
    cells = tuple(row[index] for row in shape.first_rows)
    tone, word = _trust(column)
    return ColumnLine(
        index=index,
        name=column.column,
        cells=tuple(cell for cell in dict.fromkeys(cells) if cell.strip()),
        key=key_of(column),
        reads=column.reads,
        why=str(_(REASONS[column.reason])),
        is_locked=is_national_id(column),
        tone=tone,
        word=str(word),
    )


def _trust(column: ColumnMapping) -> tuple[str, Any]:
    """Return how sure a guess is, as a tone and a word; nothing to say about what is left out."""
    if column.target == "ignore":
        return "", _("Left out")
    if column.reason == "person":
        return "accent", _("Your choice")
    if column.confidence >= _SURE:
        return "ok", _("Sure")
    if column.confidence >= _LIKELY:
        return "info", _("Likely")
    return "warn", _("Please check")
