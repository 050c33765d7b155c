"""The compiled query finds whom a plain reading of the same tree finds, for any tree and any customers."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from profiles.models import Customer, CustomerMetric, Event, Source, SourceRecord
from profiles.services.recompute import recount_events
from profiles.services.touched import start_touching, touch
from segments.rules.compile import found as found_in
from segments.rules.compile import matching
from segments.rules.parse import dump, parse
from segments.rules.scope import Moment, Scope
from segments.selectors.catalogue import catalogue_for
from tests.factories import NOW, make_company, make_source

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 1)
OSLO = ZoneInfo("Europe/Oslo")
DECLINED = {"declined": True}
HOSTILE = (
    "'; DROP TABLE profiles_customer; --", '" OR 1=1', "%", "_", "\\", "{}", '{"declined": true}', "$1", "%s",
    "%(now)s", "_connector", "\u202e", "ÆØÅ", "null", "1) OR (1=1",
)  # fmt: skip
WORDS = ("oslo", "Oslo", "bergen", "VÄXJÖ", "växjö", *HOSTILE)
texts = st.sampled_from(WORDS) | st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=12
).filter(lambda text: text.strip() and text.upper().lower().upper() == text.upper())
# Days and spans meet at their edges often enough for an error of one day to show.
days = st.sampled_from([-400, -31, -30, -29, -1, 0, 1, 29, 30, 31]).map(
    lambda shift: TODAY + timedelta(days=shift)
) | st.dates(date(2023, 1, 1), date(2027, 1, 1))
spans = st.sampled_from([0, 1, 29, 30, 31, 400])
numbers = st.integers(-5, 5)
decimals = st.sampled_from([-1.5, 0, 0.1, 0.25, 1, 2.5, 1e6])
PRESENCE = ["known", "unknown"]


def ordered(values):
    return st.tuples(values, values).map(sorted)


def condition(fields, operators):
    """Return conditions on some fields: operator → what its value may be (None: no value)."""
    return st.sampled_from(sorted(operators)).flatmap(
        lambda operator: st.fixed_dictionaries(
            {"field": st.sampled_from(fields), "operator": st.just(operator)}
            | ({} if operators[operator] is None else {"value": operators[operator]})
        )
    )


def compared(values):
    return {
        **dict.fromkeys(("is", "is_not", "at_least", "at_most", "more_than", "less_than"), values),
        "between": ordered(values),
    }


known = dict.fromkeys(PRESENCE)
several = st.lists(texts, min_size=1, max_size=3)
iso_days = days.map(date.isoformat)
dated = {
    **dict.fromkeys(("on", "before", "after"), iso_days),
    "from_to": ordered(days).map(lambda ends: [day.isoformat() for day in ends]),
    **dict.fromkeys(("last_days", "days_ago"), spans),
}
windows = st.one_of(
    spans.map(lambda span: {"days": span}),
    iso_days.map(lambda day: {"since": day}),
    ordered(days).map(lambda ends: {"since": ends[0].isoformat(), "until": ends[1].isoformat()}),
)
conditions = st.one_of(
    condition(
        ["fact.job_title", "fact.employer", "fact.city", "fact.region"],
        {**dict.fromkeys(("is", "is_not", "contains", "contains_not", "starts_with"), texts),
         "one_of": several, "none_of": several, **known},
    ),
    condition(["fact.household_size", "fact.birth_year"], {**compared(numbers), **known}),
    condition(["fact.purchase_propensity"], {**compared(decimals), **known}),
    condition(["fact.customer_since", "fact.birth_date"], {**dated, "next_days": spans, **known}),
    condition(["fact.case_study"], dict.fromkeys(("yes", "no", *PRESENCE))),
    condition(
        ["fact.interests", "fact.trusted_sources"],
        {"has_any": several, "has_all": several, "has_none": several, **known},
    ),
    condition(["activity.purchase.count", "activity.visit.count", "activity.any.count"], compared(numbers)),
    condition(["activity.purchase.sum"], compared(decimals)),
    st.tuples(
        condition(["activity.purchase.count", "activity.visit.count", "activity.any.count"], compared(numbers)),
        windows,
    ).map(lambda both: {**both[0], "window": both[1]}),
    st.tuples(condition(["activity.purchase.sum"], compared(decimals)), windows).map(
        lambda both: {**both[0], "window": both[1]}
    ),
    condition(
        ["activity.purchase.first", "activity.purchase.last", "activity.visit.first", "activity.any.last"],
        dated,
    ),
)  # fmt: skip
trees = st.recursive(
    conditions,
    lambda parts: st.one_of(
        st.lists(parts, max_size=3).map(lambda found: {"all": found}),
        st.lists(parts, max_size=3).map(lambda found: {"any": found}),
        parts.map(lambda part: {"not": part}),
    ),
    max_leaves=6,
)


def maybe(values):
    return st.none() | st.just(DECLINED) | values


people = st.lists(
    st.fixed_dictionaries(
        {
            "job_title": maybe(texts),
            "employer": maybe(texts),
            "city": maybe(texts),
            "region": maybe(texts),
            "household_size": maybe(numbers),
            "birth_year": maybe(numbers),
            "purchase_propensity": maybe(decimals),
            "customer_since": maybe(iso_days),
            "birth_date": maybe(iso_days),
            "case_study": maybe(st.booleans()),
            "interests": maybe(st.lists(texts, min_size=1, max_size=3, unique=True)),
            "trusted_sources": maybe(st.lists(texts, min_size=1, max_size=3, unique=True)),
            "events": st.lists(
                st.tuples(
                    st.sampled_from(["purchase", "visit"]),
                    days,
                    st.sampled_from([-1.5, 0, 2.5, 10]),
                ),
                max_size=4,
            ),
        }
    ),
    min_size=1,
    max_size=4,
)


# --- a plain reading of the same trees ---------------------------------------------------------------------------


def holds(rule, person):  # noqa: PLR0911 one answer for each kind of node
    if "all" in rule:
        return all(holds(part, person) for part in rule["all"])
    if "any" in rule:
        return any(holds(part, person) for part in rule["any"])
    if "not" in rule:
        return not holds(rule["not"], person)
    shelf, name, *measure = rule["field"].split(".")
    if shelf == "activity":
        return compare(
            rule["operator"], measured(rule, person["events"], name, measure[0]), rule["value"]
        )
    said = person[name]
    if rule["operator"] == "known":
        return said is not None and said != DECLINED
    if rule["operator"] == "unknown":
        return said is None
    usable = None if said == DECLINED else said
    if name in {"customer_since", "birth_date"} and usable is not None:
        usable = date.fromisoformat(usable)
    return compare(rule["operator"], usable, rule.get("value"))


def measured(rule, events, kind, measure):
    window = rule.get("window", {})
    since = (
        TODAY - timedelta(days=window["days"]) if "days" in window else day_of(window.get("since"))
    )
    until = day_of(window.get("until"))
    found = [
        (day, amount)
        for what, day, amount in events
        if kind in {"any", what}
        and (since is None or day >= since)
        and (until is None or day <= until)
    ]
    if measure == "count":
        return len(found)
    if measure == "sum":
        return sum(amount for _day, amount in found)
    dates = [day for day, _amount in found]
    return (min if measure == "first" else max)(dates, default=None)


def day_of(text):
    return None if text is None else date.fromisoformat(text)


NEGATIONS = {"is_not": "is", "none_of": "one_of", "contains_not": "contains", "has_none": "has_any"}


def compare(operator, left, right):
    if operator in NEGATIONS:
        return not compare(NEGATIONS[operator], left, right)
    if left is None:
        return False
    if isinstance(left, date):
        return compare_days(operator, left, right)
    if isinstance(left, str):
        left = left.upper()
        right = [each.upper() for each in right] if isinstance(right, list) else right.upper()
    return {
        "is": lambda: left == right,
        "at_least": lambda: left >= right,
        "at_most": lambda: left <= right,
        "more_than": lambda: left > right,
        "less_than": lambda: left < right,
        "between": lambda: right[0] <= left <= right[1],
        "one_of": lambda: left in right,
        "contains": lambda: right in left,
        "starts_with": lambda: left.startswith(right),
        "has_any": lambda: bool(set(left) & set(right)),
        "has_all": lambda: set(left) >= set(right),
        "yes": lambda: left is True,
        "no": lambda: left is False,
    }[operator]()


def compare_days(operator, day, value):
    if operator in {"last_days", "days_ago", "next_days"}:
        span = timedelta(days=value)
        return {
            "last_days": TODAY - span <= day <= TODAY,
            "days_ago": day < TODAY - span,
            "next_days": TODAY <= day <= TODAY + span,
        }[operator]
    if operator == "from_to":
        return day_of(value[0]) <= day <= day_of(value[1])
    other = day_of(value)
    return {"on": day == other, "before": day < other, "after": day > other}[operator]


# --- the same people in the database -----------------------------------------------------------------------------


def store(person, number):
    facts = {
        slug: value for slug, value in person.items() if slug != "events" and value is not None
    }
    usable = {slug: value for slug, value in facts.items() if value != DECLINED}
    customer = Customer.objects.create(
        given_name=str(number),
        attributes=facts,
        **{slug: usable.get(slug, "") for slug in ("city", "region")},
        **{slug: usable.get(slug) for slug in ("birth_date", "birth_year")},
        interests=usable.get("interests", []),
    )
    CustomerMetric.objects.create(customer=customer)
    if person["events"]:
        store_events(customer, person["events"])
    return customer


def store_events(customer, events):
    source = Source.objects.get(slug="crm")
    record = SourceRecord.objects.create(
        source=source, external_id=str(customer.pk), customer=customer, observed_at=NOW
    )
    Event.objects.bulk_create(
        Event(
            source=source,
            event_key=f"{customer.pk}-{position}",
            record=record,
            customer=customer,
            kind=kind,
            occurred_at=datetime(day.year, day.month, day.day, 0, 30, tzinfo=OSLO).astimezone(UTC),
            amount=amount if kind == "purchase" else None,
            currency="NOK",
        )
        for position, (kind, day, amount) in enumerate(events)
    )
    start_touching()
    touch([customer.pk])
    recount_events(now=NOW)


@pytest.fixture
def catalogue(db):
    make_company()
    make_source()
    return catalogue_for("insight")


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(rules=st.lists(trees, min_size=3, max_size=8), everybody=people)
def test_finds_whom_a_plain_reading_finds(catalogue, rules, everybody):
    Customer.objects.all().delete()
    stored = [store(person, number) for number, person in enumerate(everybody)]
    few = Scope.of([customer.pk for customer in stored[:2]])
    for rule in rules:
        tree = parse(rule, catalogue)
        assert parse(dump(tree), catalogue) == tree
        expected = {
            customer.pk
            for customer, person in zip(stored, everybody, strict=True)
            if holds(rule, person)
        }
        assert found(tree, catalogue, Scope()) == expected
        assert found(tree, catalogue, few) == expected & {customer.pk for customer in stored[:2]}


def found(tree, catalogue, scope):
    """Return whom the compiled tree finds, in one question."""
    with CaptureQueriesContext(connection) as asked:
        moment = Moment(NOW, scope)
        keys = set(found_in(tree, catalogue=catalogue, moment=moment).values_list("pk", flat=True))
    assert len(asked) == 1
    return keys


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=texts,
    operator=st.sampled_from(["is", "contains", "starts_with", "one_of", "has_any", "has_all"]),
)
def test_hostile_values_stay_parameters(catalogue, text, operator):
    field = "fact.interests" if operator.startswith("has") else "fact.job_title"
    value = [text] if operator.startswith("has") or operator == "one_of" else text
    tree = parse({"field": field, "operator": operator, "value": value}, catalogue)
    found = matching(tree, Customer.objects.all(), catalogue=catalogue, moment=Moment(NOW))
    sql, params = found.query.sql_with_params()
    plain_value = ["zzz"] if isinstance(value, list) else "zzz"
    plain = parse({"field": field, "operator": operator, "value": plain_value}, catalogue)
    expected, _params = matching(
        plain, Customer.objects.all(), catalogue=catalogue, moment=Moment(NOW)
    ).query.sql_with_params()
    assert sql == expected
    assert (
        text in str(params) or repr(text)[1:-1] in str(params) or repr(text)[1:-1] in repr(params)
    )
