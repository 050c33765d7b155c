"""How facts, figures and gaps of a customer are read: core columns, the JSON of facts, the narrow row beside them."""

from datetime import date
from typing import Any

from django.db.models import Case, CharField, DecimalField, F, Func, Q, Value, When
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.lookups import Exact, IsNull

from segments.rules.ast import Condition
from segments.rules.catalog import (
    LIST_COLUMNS,
    TYPED_COLUMNS,
    Column,
    Fact,
    Field,
    Figure,
    Gap,
    Own,
)
from segments.rules.comparing import (
    Test,
    any_of,
    array_test,
    code_test,
    day_test,
    instant_test,
    number_test,
    text_test,
)
from segments.rules.operators import ValueType
from segments.rules.scope import Moment
from segments.rules.values import plain_value


class JsonType(Func):
    """The type of a JSON value: string, number, boolean, array, object; nothing where there is none."""

    function = "jsonb_typeof"
    output_field = CharField()


class AsNumber(Func):
    """A text that is known to be a number, as a number of any size."""

    template = "(%(expressions)s)::numeric"
    output_field = DecimalField()


def read_column(condition: Condition, field: Field, reads: Column, moment: Moment) -> Test:
    """Test a core column, which is empty where the fact is unknown or the person would not say."""
    known = _column_known(reads.name)
    if condition.operator == "known":
        return Test(known, is_certain=True)
    if condition.operator == "unknown":
        return Test(~known & ~Q(attributes__has_key=reads.slug), is_certain=True)
    if reads.name in LIST_COLUMNS:
        return Test(array_test(condition.operator, reads.name, condition.value))
    column = F(reads.name)
    if field.type is ValueType.DAY:
        return Test(day_test(condition, column, moment.today))
    if field.type is ValueType.WHOLE:
        return Test(number_test(condition.operator, column, condition.value))
    test = code_test if field.type is ValueType.OPTION else text_test
    return Test(test(condition.operator, column, condition.value))


def _column_known(name: str) -> Q:
    if name in TYPED_COLUMNS:
        return Q(IsNull(F(name), False))
    if name in LIST_COLUMNS:
        return Q((f"{name}__len__gt", 0))
    return ~Q(Exact(F(name), Value("")))


def read_fact(condition: Condition, field: Field, reads: Fact, moment: Moment) -> Test:
    """Test a fact in the JSON; a value of another type ("prefer not to say") passes none."""
    if condition.operator == "known":
        declined = Q(attributes__contains={reads.slug: {"declined": True}})
        return Test(Q(Exact(_json_type(reads.slug), Value(reads.json_type))) & ~declined)
    if condition.operator == "unknown":
        return Test(~Q(attributes__has_key=reads.slug), is_certain=True)
    if field.type in {ValueType.OPTION, ValueType.YES_NO, ValueType.LIST}:
        return Test(_contains(condition, field, reads.slug), is_certain=True)
    if field.type is ValueType.DAY:
        return Test(day_test(condition, _json_text(reads.slug), moment.today, date.isoformat))
    if field.type is ValueType.TEXT:
        return Test(text_test(condition.operator, _json_text(reads.slug), condition.value))
    return Test(_number_fact(condition, reads.slug))


def _contains(condition: Condition, field: Field, slug: str) -> Q:
    """Return containment, which the index over facts answers."""
    value: Any = condition.value
    if field.type is ValueType.YES_NO:
        return Q(attributes__contains={slug: condition.operator == "yes"})
    if condition.operator == "has_all":
        return Q(attributes__contains={slug: list(value)})
    if condition.operator == "has_any":
        return any_of([Q(attributes__contains={slug: [each]}) for each in value])
    codes = value if condition.operator == "one_of" else (value,)
    return any_of([Q(attributes__contains={slug: code}) for code in codes])


def _number_fact(condition: Condition, slug: str) -> Q:
    if condition.operator == "is":
        return Q(attributes__contains={slug: plain_value(condition.value)})
    number = Case(
        When(_is_of_type(slug, "number"), then=AsNumber(KeyTextTransform(slug, "attributes"))),
        output_field=DecimalField(),
    )
    return number_test(condition.operator, number, condition.value)


def _json_text(slug: str) -> Case:
    return Case(
        When(_is_of_type(slug, "string"), then=KeyTextTransform(slug, "attributes")),
        output_field=CharField(),
    )


def _json_type(slug: str) -> JsonType:
    return JsonType(KeyTransform(slug, "attributes"))


def _is_of_type(slug: str, json_type: str) -> Exact:
    return Exact(_json_type(slug), Value(json_type))


def read_own(condition: Condition, field: Field, reads: Own, moment: Moment) -> Test:
    """Test what the house itself knows: kind, known since, last changed."""
    column = F(reads.name)
    if field.type is ValueType.MOMENT:
        return Test(instant_test(condition, column, moment.today), is_certain=True)
    return Test(code_test(condition.operator, column, condition.value), is_certain=True)


def read_figure(condition: Condition, field: Field, reads: Figure, moment: Moment) -> Test:
    """Test a number of CustomerMetric."""
    del field
    return Test(
        number_test(condition.operator, moment.figure(reads.name), condition.value), is_certain=True
    )


def read_gap(condition: Condition, field: Field, reads: Gap, moment: Moment) -> Test:
    """Test which wanted facts are missing or outdated."""
    del field
    column = f"{moment.to_figures}{reads.name}"
    return Test(array_test(condition.operator, column, condition.value), is_certain=True)
