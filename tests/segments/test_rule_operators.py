"""Every operator: plain, turned round, and with what does not fit."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from profiles.models import Customer
from segments.rules.compile import matching
from segments.rules.errors import RuleError
from segments.rules.parse import parse
from segments.rules.scope import Moment
from segments.selectors.catalogue import catalogue_for
from tests.factories import NOW, make_company, make_customer, make_decision, make_source
from tests.segments.factories import make_event, make_segment

pytestmark = pytest.mark.django_db

DECLINED = {"declined": True}


@pytest.fixture
def people(db):
    """Kari, of whom much is known; Ola, who is her opposite; Tom, who would not say; Bo, of whom nothing is known."""
    make_company()
    make_source()
    kari = make_customer(
        given_name="Kari",
        family_name="Nordmann",
        birth_date="1990-03-01",
        country="NO",
        postal_address={
            "street": "Storgata 1",
            "postal_code": "0155",
            "city": "Oslo",
            "country": "NO",
        },
        gender="woman",
        interests=["hiking", "ski"],
        email="kari@fjell.example",
        job_title="Head of Växjö",
        household_size=3,
        purchase_propensity=0.25,
        lifestyle=["outdoors"],
        case_study=True,
        customer_since="2024-05-17",
        household_income="3",
    )
    ola = make_customer(
        given_name="Ola",
        birth_year=1960,
        country="SE",
        gender="man",
        interests=["chess"],
        job_title="Clerk",
        household_size=1,
        purchase_propensity=0.75,
        case_study=False,
        customer_since="2026-02-20",
    )
    tom = make_customer(
        given_name="Tom",
        birth_date=DECLINED,
        gender=DECLINED,
        interests=DECLINED,
        job_title=DECLINED,
        household_size=DECLINED,
        purchase_propensity=DECLINED,
        case_study=DECLINED,
        customer_since=DECLINED,
    )
    bo = make_customer(given_name="Bo")
    return {"Kari": kari, "Ola": ola, "Tom": tom, "Bo": bo}


def names(rule, *, now=NOW, purpose="insight"):
    """Return the given names of those whom a rule finds."""
    catalogue = catalogue_for(purpose)
    tree = parse(rule, catalogue)
    found = matching(tree, Customer.objects.all(), catalogue=catalogue, moment=Moment(now))
    return {customer.given_name for customer in found}


def _case(field, operator, value, expected):
    rule = {"field": field, "operator": operator}
    if value is not None:
        rule["value"] = value
    return pytest.param(rule, set(expected.split()), id=f"{field} {operator} {value}")


EVERYBODY = {"Kari", "Ola", "Tom", "Bo"}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        _case("fact.job_title", "is", "head of växjö", "Kari"),
        _case("fact.job_title", "is_not", "HEAD OF VÄXJÖ", "Ola Tom Bo"),
        _case("fact.job_title", "one_of", ["Clerk", "Cook"], "Ola"),
        _case("fact.job_title", "none_of", ["Clerk", "Cook"], "Kari Tom Bo"),
        _case("fact.job_title", "contains", "VÄX", "Kari"),
        _case("fact.job_title", "contains", "%", ""),
        _case("fact.job_title", "contains_not", "väx", "Ola Tom Bo"),
        _case("fact.job_title", "starts_with", "head", "Kari"),
        _case("fact.job_title", "starts_with", '{"declined', ""),
        _case("fact.job_title", "known", None, "Kari Ola"),
        _case("fact.job_title", "unknown", None, "Bo"),
        _case("fact.city", "is", "oslo", "Kari"),
        _case("fact.city", "is_not", "oslo", "Ola Tom Bo"),
        _case("fact.city", "contains", "sl", "Kari"),
        _case("fact.country", "is", "NO", "Kari"),
        _case("fact.country", "none_of", ["NO", "DK"], "Ola Tom Bo"),
        _case("fact.gender", "one_of", ["woman"], "Kari"),
        _case("fact.gender", "none_of", ["woman"], "Ola Tom Bo"),
        _case("fact.gender", "known", None, "Kari Ola"),
        _case("fact.gender", "unknown", None, "Bo"),
        _case("fact.interests", "has_any", ["ski", "golf"], "Kari"),
        _case("fact.interests", "has_all", ["ski", "hiking"], "Kari"),
        _case("fact.interests", "has_all", ["ski", "chess"], ""),
        _case("fact.interests", "has_none", ["ski"], "Ola Tom Bo"),
        _case("fact.interests", "known", None, "Kari Ola"),
        _case("fact.interests", "unknown", None, "Bo"),
        _case("fact.household_size", "is", 3, "Kari"),
        _case("fact.household_size", "is_not", 3, "Ola Tom Bo"),
        _case("fact.household_size", "at_least", 3, "Kari"),
        _case("fact.household_size", "at_most", 1, "Ola"),
        _case("fact.household_size", "more_than", 1, "Kari"),
        _case("fact.household_size", "less_than", 3, "Ola"),
        _case("fact.household_size", "between", [1, 3], "Kari Ola"),
        _case("fact.household_size", "known", None, "Kari Ola"),
        _case("fact.household_size", "unknown", None, "Bo"),
        _case("fact.purchase_propensity", "is", 0.25, "Kari"),
        _case("fact.purchase_propensity", "at_least", 0.5, "Ola"),
        _case("fact.purchase_propensity", "between", [0.25, 0.5], "Kari"),
        _case("fact.case_study", "yes", None, "Kari"),
        _case("fact.case_study", "no", None, "Ola"),
        _case("fact.case_study", "known", None, "Kari Ola"),
        _case("fact.case_study", "unknown", None, "Bo"),
        _case("fact.customer_since", "on", "2024-05-17", "Kari"),
        _case("fact.customer_since", "before", "2024-05-18", "Kari"),
        _case("fact.customer_since", "after", "2024-05-17", "Ola"),
        _case("fact.customer_since", "from_to", ["2024-05-17", "2026-02-20"], "Kari Ola"),
        _case("fact.customer_since", "last_days", 9, "Ola"),
        _case("fact.customer_since", "last_days", 8, ""),
        _case("fact.customer_since", "days_ago", 9, "Kari"),
        _case("fact.customer_since", "next_days", 9, ""),
        _case("fact.customer_since", "unknown", None, "Bo"),
        _case("fact.birth_date", "on", "1990-03-01", "Kari"),
        _case("fact.birth_date", "known", None, "Kari"),
        _case("fact.birth_date", "unknown", None, "Ola Bo"),
        _case("fact.birth_year", "between", [1960, 1990], "Kari Ola"),
        _case("fact.birth_year", "at_least", 1_999_999_999, ""),
        _case("customer.age", "is", 36, "Kari"),
        _case("customer.age", "at_least", 36, "Kari Ola"),
        _case("customer.age", "more_than", 36, "Ola"),
        _case("customer.age", "less_than", 37, "Kari"),
        _case("customer.age", "between", [66, 66], "Ola"),
        _case("customer.age", "is_not", 36, "Ola Tom Bo"),
        _case("customer.age", "at_most", -2_000_000_000, ""),
        _case("customer.age", "known", None, "Kari Ola"),
        _case("customer.age", "unknown", None, "Bo"),
        _case("customer.kind", "is", "person", "Kari Ola Tom Bo"),
        _case("customer.kind", "is_not", "person", ""),
        _case("gap.missing", "has_any", ["email"], "Ola Tom Bo"),
        _case("gap.missing", "has_none", ["email"], "Kari"),
        _case("figure.completeness", "at_least", 1, "Kari Ola Tom"),
    ],
)
def test_finds_exactly(people, rule, expected):
    assert names(rule) == expected
    assert names({"not": rule}) == EVERYBODY - expected


def test_an_address_is_known_or_not(people):
    rule = {"field": "fact.postal_address", "operator": "known"}
    assert names(rule, purpose="newsletter") == {"Kari"}
    assert names({**rule, "operator": "unknown"}, purpose="newsletter") == {"Ola", "Tom", "Bo"}


def test_empty_groups(people):
    assert names({"all": []}) == EVERYBODY
    assert names({"any": []}) == set()
    assert names({"not": {"all": []}}) == set()
    assert names({"not": {"any": []}}) == EVERYBODY


def test_nested_groups(people):
    norwegian = {"field": "fact.country", "operator": "is", "value": "NO"}
    lone = {"field": "fact.household_size", "operator": "is", "value": 1}
    assert names({"any": [norwegian, {"all": [lone, {"not": norwegian}]}]}) == {"Kari", "Ola"}
    assert names({"not": {"any": [norwegian, lone]}}) == {"Tom", "Bo"}


@pytest.mark.parametrize(
    ("window", "operator", "value", "expected"),
    [
        (None, "at_least", 2, "Kari"),
        (None, "is", 0, "Tom Bo"),
        ({"days": 30}, "at_least", 1, "Kari"),
        ({"days": 30}, "is", 0, "Ola Tom Bo"),
        ({"days": 30}, "less_than", 1, "Ola Tom Bo"),
        ({"days": 30}, "at_least", 2, ""),
        ({"days": 400}, "at_least", 2, "Kari"),
        ({"days": 400}, "at_most", 1, "Ola Tom Bo"),
        ({"days": 400}, "between", [1, 2], "Kari Ola"),
        ({"days": 400}, "is_not", 2, "Ola Tom Bo"),
        ({"since": "2026-01-01"}, "more_than", 0, "Kari"),
        ({"since": "2025-06-01", "until": "2025-07-01"}, "at_least", 1, "Kari Ola"),
        ({"until": "2025-06-30"}, "at_most", 0, "Kari Tom Bo"),
    ],
)
def test_counts_purchases(people, window, operator, value, expected):
    make_event(people["Kari"], at="2026-02-20", amount=200)
    make_event(people["Kari"], at="2025-07-01", amount=50)
    make_event(people["Ola"], at="2025-06-30", amount=1000)
    rule = {"field": "activity.purchase.count", "operator": operator, "value": value}
    if window:
        rule["window"] = window
    assert names(rule) == set(expected.split())
    assert names({"not": rule}) == EVERYBODY - set(expected.split())


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        _case("activity.purchase.sum", "at_least", 250, "Kari Ola"),
        _case("activity.purchase.sum", "less_than", 250, "Tom Bo"),
        _case("activity.purchase.first", "before", "2025-07-01", "Ola"),
        _case("activity.purchase.last", "last_days", 30, "Kari"),
        _case("activity.purchase.last", "days_ago", 30, "Ola"),
        _case("activity.visit.count", "at_least", 1, "Bo"),
        _case("activity.visit.count", "is", 0, "Kari Ola Tom"),
        _case("activity.visit.count", "at_least", 2, "Bo"),
        _case("activity.visit.last", "on", "2026-02-02", "Bo"),
        _case("activity.visit.first", "on", "2026-02-02", ""),
        _case("activity.any.count", "is", 0, "Tom"),
        _case("activity.any.last", "after", "2026-02-01", "Kari Bo"),
    ],
)
def test_other_measures(people, rule, expected):
    make_event(people["Kari"], at="2026-02-20", amount=200)
    make_event(people["Kari"], at="2025-07-01", amount=50)
    make_event(people["Ola"], at="2025-06-30", amount=1000)
    make_event(people["Bo"], at="2026-02-01", kind="visit")
    make_event(people["Bo"], at="2026-02-02", kind="visit")
    assert names(rule) == expected
    assert names({"not": rule}) == EVERYBODY - expected


@pytest.mark.parametrize("window", [{}, {"window": {"days": 90}}])
def test_a_sum_of_crowns_has_no_dollars_in_it(people, window):
    make_event(people["Tom"], at="2026-02-20", amount=200, currency="USD")
    make_event(people["Tom"], at="2026-02-20", amount=50)
    rule = {"field": "activity.purchase.sum", "operator": "between", "value": [49, 51], **window}
    assert "Tom" in names(rule)
    assert "Tom" not in names({"not": rule})


def test_windowed_sum_counts_nothing_as_zero(people):
    make_event(people["Kari"], at="2026-02-20", amount=200)
    rule = {
        "field": "activity.purchase.sum",
        "window": {"days": 90},
        "operator": "at_most",
        "value": 100,
    }
    assert names(rule) == {"Ola", "Tom", "Bo"}
    assert names({**rule, "operator": "more_than"}) == {"Kari"}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        _case("consent.newsletter.email", "one_of", ["yes"], "Kari"),
        _case("consent.newsletter.email", "one_of", ["withdrawn"], "Ola"),
        _case("consent.newsletter.email", "one_of", ["not_asked"], "Tom Bo"),
        _case("consent.newsletter.email", "none_of", ["yes"], "Ola Tom Bo"),
        _case("consent.newsletter.sms", "one_of", ["yes"], ""),
        _case("contact.newsletter.email", "may", None, "Kari"),
        _case("contact.newsletter.email", "may_not", None, "Ola Tom Bo"),
        _case("contact.newsletter.email", "may_by", ["consent"], "Kari"),
        _case("contact.newsletter.email", "may_by", ["own_customer"], ""),
        _case("member.segments", "in_any", ["walkers"], "Kari Bo"),
        _case("member.segments", "in_none", ["walkers"], "Ola Tom"),
    ],
)
def test_standing(people, rule, expected):
    make_segment("walkers", members=[people["Kari"], people["Bo"]])
    make_decision(people["Kari"])
    make_decision(people["Ola"], everywhere=True)
    make_decision(
        people["Ola"], everywhere=True, state="withdrawn", occurred_at=NOW + timedelta(hours=1)
    )
    assert names(rule, now=NOW + timedelta(hours=2)) == expected
    assert names({"not": rule}, now=NOW + timedelta(hours=2)) == EVERYBODY - expected


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ({"field": "fact.household_size", "operator": "is", "value": "3"}, "give a number"),
        ({"field": "fact.household_size", "operator": "is", "value": True}, "give a number"),
        ({"field": "fact.household_size", "operator": "is", "value": 2.5}, "give a whole number"),
        ({"field": "fact.household_size", "operator": "is", "value": float("nan")}, "too large"),
        ({"field": "fact.household_size", "operator": "is", "value": 10**40}, "too large"),
        ({"field": "fact.household_size", "operator": "between", "value": [3, 1]}, "comes before"),
        ({"field": "fact.household_size", "operator": "between", "value": 3}, "both ends"),
        ({"field": "fact.household_size", "operator": "contains", "value": "3"}, "Choose how"),
        ({"field": "fact.household_size", "operator": "known", "value": 1}, "no value"),
        ({"field": "fact.household_size", "operator": "is", "value": 1, "window": {"days": 1}}, "no period"),
        ({"field": "fact.gender", "operator": "is", "value": "robot"}, "not on the list"),
        ({"field": "fact.gender", "operator": "one_of", "value": []}, "at least one"),
        ({"field": "fact.job_title", "operator": "is", "value": " "}, "give a value"),
        ({"field": "fact.job_title", "operator": "is", "value": "a\0b"}, "cannot be used"),
        ({"field": "fact.job_title", "operator": "is", "value": "\ud800"}, "cannot be used"),
        ({"field": "fact.job_title", "operator": "is", "value": "x" * 201}, "cannot be used"),
        ({"field": "fact.job_title", "operator": "one_of", "value": [str(n) for n in range(201)]}, "too many"),
        ({"field": "fact.customer_since", "operator": "on", "value": "2026-02-30"}, "no such date"),
        ({"field": "fact.customer_since", "operator": "on", "value": "2026-W07-1"}, "give a date"),
        ({"field": "fact.customer_since", "operator": "on", "value": "17.5.2024"}, "no such date"),
        ({"field": "fact.customer_since", "operator": "last_days", "value": -1}, "number of days"),
        ({"field": "fact.customer_since", "operator": "from_to", "value": ["2026-02-02", "2026-02-01"]}, "before"),
        ({"field": "activity.purchase.count", "operator": "is", "value": 1, "window": {}}, "number of days"),
        (
            {"field": "activity.purchase.count", "operator": "is", "value": 1,
             "window": {"since": "2026-02-02", "until": "2026-02-01"}},
            "ends before",
        ),
        ({"field": "fact.nothing", "operator": "is", "value": 1}, "cannot be asked"),
        ({"field": "", "operator": "is", "value": 1}, "Choose what to ask"),
        ({"field": ["x"], "operator": "is"}, "cannot be asked"),
        ({"field": "fact.gender", "operator": ["x"]}, "Choose how"),
        ({"field": "fact.gender", "operator": "known", "sql": "1=1"}, "not a condition"),
        ({"all": [], "any": []}, "not a condition"),
        ("1=1", "not a condition"),
        (None, "not a condition"),
    ],
)  # fmt: skip
def test_refuses(people, condition, message):
    with pytest.raises(RuleError) as refused:
        names({"all": [{"all": []}, condition]})
    assert [problem.path for problem in refused.value.problems] == [(1,)]
    assert message in str(refused.value)


def test_names_every_problem_with_its_place(people):
    bad = {"field": "fact.nothing", "operator": "is"}
    with pytest.raises(RuleError) as refused:
        names({"all": [bad, {"any": [{"all": []}, {"not": bad}]}]})
    assert [problem.path for problem in refused.value.problems] == [(0,), (1, 1, 0)]


def test_refuses_trees_too_deep_or_too_large(people):
    deep: dict = {"all": []}
    for _level in range(9):
        deep = {"all": [deep]}
    with pytest.raises(RuleError, match="too deeply"):
        names(deep)
    one = {"field": "fact.household_size", "operator": "is", "value": 1}
    with pytest.raises(RuleError, match="too many conditions"):
        names({"all": [one] * 101})


def test_the_day_is_the_company_s_day(people):
    late_evening_in_oslo = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)
    rule = {"field": "customer.age", "operator": "is", "value": 36}
    assert names(rule, now=late_evening_in_oslo) == {"Kari"}
    assert names(rule, now=late_evening_in_oslo - timedelta(hours=1)) == set()


def test_numbers_stay_exact(people):
    assert names({"field": "fact.purchase_propensity", "operator": "is", "value": 0.1 + 0.15}) == {
        "Kari"
    }
    assert Decimal(repr(0.25)) == Decimal("0.25")
