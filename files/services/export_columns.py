"""The columns of an audience file as expressions of the database: facts in words, text that no spreadsheet runs.

They are asked of the people whom law 5 reaches (`consents.selectors.reached_points`): a customer and a contact point.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Expression,
    F,
    Func,
    JSONField,
    TextField,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce, Concat, NullIf, Trim
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from config.lib.countries import country_names
from config.lib.spreadsheet import CleanText, SafeCell
from consents.choices import Basis, Channel
from consents.selectors import opt_outs, readable_slugs, said_no
from files.choices import ExportKind
from files.mapping.dictionary import opt_out_header
from files.models import ExportRun
from profiles.choices import DataType
from profiles.models import Attribute
from profiles.selectors import find_company

Words = Mapping[str, str]


class LocalMoment(Func):
    """A moment as a clock on the wall shows it: (time zone, moment)."""

    template = "to_char(timezone(%(expressions)s), 'YYYY-MM-DD HH24:MI')"
    output_field = TextField()


class JsonText(Func):
    """A JSON value that is no list and no object, as text: (value)."""

    template = "(%(expressions)s #>> '{}')"
    output_field = TextField()


class JsonType(Func):
    """The type of a JSON value."""

    function = "jsonb_typeof"
    output_field = CharField()


class InWords(Func):
    """The word for a code: (words as JSON, code)."""

    template = "(%(expressions)s)"
    arg_joiner = " ->> "
    output_field = TextField()


class ListInWords(Func):
    """The words for a list of codes, joined by commas: (list, words as JSON); a code without a word stays as it is."""

    template = (
        "(SELECT string_agg(coalesce(said.words ->> item, item), ', ' ORDER BY place) "
        "FROM (VALUES (%(expressions)s)) AS said (list, words), "
        "LATERAL jsonb_array_elements_text(CASE jsonb_typeof(said.list) WHEN 'array' THEN said.list ELSE '[]' END) "
        "WITH ORDINALITY AS items (item, place))"
    )
    output_field = TextField()


class OneLine(Func):
    """An address in one line: (address as JSON)."""

    template = (
        "(SELECT nullif(concat_ws(', ', nullif(a ->> 'street', ''), "
        "nullif(concat_ws(' ', nullif(a ->> 'postal_code', ''), nullif(a ->> 'city', '')), ''), "
        "nullif(a ->> 'country', '')), '') FROM (SELECT %(expressions)s AS a) AS address)"
    )
    output_field = TextField()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file; numbers stay numbers in a workbook, and what we word ourselves needs no guard."""

    heading: str
    expression: Expression
    is_number: bool = False
    is_ours: bool = False


def columns_of(run: ExportRun) -> list[Column]:
    """Return the columns in order: who, name, where, why, and the chosen facts."""
    readable = readable_slugs(run.purpose)
    is_records = run.kind == ExportKind.RECORDS
    facts = {
        fact.slug: fact
        for fact in Attribute.objects.filter(slug__in=run.slugs).prefetch_related("options")
    }
    columns = [Column(_("Customer id"), Cast("customer_id", TextField()), is_ours=True)]
    if readable & {"given_name", "family_name", "organisation_name"}:
        columns.append(Column(_("Name"), name_of(readable)))
    if not is_records:
        columns.append(Column(_HEADINGS[Channel(run.channel)](), contact_point(run.channel)))
        columns.append(Column(_("Basis"), _basis(), is_ours=True))
    columns += [_fact_column(facts[slug]) for slug in run.slugs if slug in readable]
    return columns + (opt_out_columns() if is_records else [])


def opt_out_columns() -> list[Column]:
    """Return a column for each no that can be said, in words that an import knows whatever the language."""
    return [
        Column(
            opt_out_header(purpose, channel),
            Case(
                When(said_no(purpose, channel), then=Value("yes")),
                default=Value(""),
                output_field=TextField(),
            ),
            is_ours=True,
        )
        for purpose, channel in opt_outs()
    ]


def guarded(column: Column, *, for_text_file: bool) -> Expression:
    """Return a column's expression made harmless for a text file, or clean for a workbook."""
    if column.is_number or column.is_ours:
        return column.expression
    return SafeCell(column.expression) if for_text_file else CleanText(column.expression)


_HEADINGS: dict[Channel, Callable[[], str]] = {
    Channel.EMAIL: lambda: _("E-mail address"),
    Channel.SMS: lambda: _("Telephone number"),
    Channel.PHONE: lambda: _("Telephone number"),
    Channel.POST: lambda: _("Postal address"),
}


def name_of(readable: frozenset[str], path: str = "customer__") -> Expression:
    """Return the name as far as the purpose may read it."""
    parts = [part for part in ("given_name", "family_name") if part in readable]
    person: Expression = Value("", output_field=TextField())
    for part in parts:
        person = Concat(person, Value(" "), F(f"{path}{part}"), output_field=TextField())
    found = NullIf(Trim(person), Value(""))
    if "organisation_name" not in readable:
        return found
    return Coalesce(found, F(f"{path}organisation_name"), output_field=TextField())


def contact_point(channel: str) -> Expression:
    """Return the contact point that the last step of the staircase chose; telephones in E.164."""
    shown = "raw" if channel in {Channel.EMAIL, Channel.POST} else "normalised"
    return Cast(f"point__{shown}", TextField())


def _basis() -> Expression:
    return word_for({str(value): str(label) for value, label in Basis.choices}, F("basis"))


def _fact_column(fact: Attribute) -> Column:
    heading = fact.label
    if fact.data_type == DataType.MONEY:
        company = find_company()
        heading = f"{fact.label} ({company.currency})" if company else fact.label
    is_number = fact.data_type in _NUMBERS
    if is_number:
        return Column(heading, _typed(fact.slug, "number", _text(fact.slug)), is_number=True)
    return Column(heading, _READINGS.get(fact.data_type, _plain)(fact))


def _plain(fact: Attribute) -> Expression:
    said = (
        word_for(country_names(), _text(fact.slug)) if fact.slug == "country" else _text(fact.slug)
    )
    return _typed(fact.slug, "string", said)


def _yes_no(fact: Attribute) -> Expression:
    words = {"true": _("Yes"), "false": _("No")}
    return _typed(fact.slug, "boolean", word_for(words, _text(fact.slug)))


def _option(fact: Attribute) -> Expression:
    return _typed(fact.slug, "string", word_for(_options(fact), _text(fact.slug)))


def _options_joined(fact: Attribute) -> Expression:
    return ListInWords(_json(fact.slug), Value(_options(fact), output_field=JSONField()))


def _address(fact: Attribute) -> Expression:
    return _typed(fact.slug, "object", OneLine(_json(fact.slug)))


_NUMBERS = (DataType.INTEGER, DataType.YEAR, DataType.DECIMAL, DataType.MONEY)
_READINGS: dict[str, Callable[[Attribute], Expression]] = {
    DataType.BOOLEAN: _yes_no,
    DataType.CHOICE: _option,
    DataType.CHOICES: _options_joined,
    DataType.TAGS: _options_joined,
    DataType.ADDRESS: _address,
}


def _typed(slug: str, json_type: str, said: Expression) -> Expression:
    """Return what is said where the value has the type it should have; "prefers not to say" leaves the cell empty."""
    is_type = JsonType(_json(slug))
    return Case(
        When(Exact(is_type, json_type), then=Cast(said, TextField())),
        output_field=TextField(),
    )


def word_for(words: Words, code: Any) -> Expression:
    """Return the word for a code, or the code where it has none."""
    found = InWords(Value(dict(words), output_field=JSONField()), code)
    return Coalesce(found, code, output_field=TextField())


def _text(slug: str) -> Expression:
    return KeyTextTransform(slug, "customer__attributes")


def _json(slug: str) -> Expression:
    return KeyTransform(slug, "customer__attributes")


def _options(fact: Attribute) -> Words:
    return {option.slug: option.label for option in fact.options.all()}


def headings(columns: Sequence[Column]) -> list[str]:
    """Return the first line of the file."""
    return [column.heading for column in columns]
