"""The sentence of a rule, and why a customer is in or not."""

import pytest

from segments.rules.explain import sentence, why
from segments.rules.parse import parse
from segments.rules.scope import Moment
from segments.selectors.catalogue import catalogue_for
from tests.factories import NOW, make_customer, make_source
from tests.segments.factories import make_event, make_segment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


def said(rule):
    catalogue = catalogue_for("insight")
    return sentence(parse(rule, catalogue), catalogue, "en")


def one(field, operator, value=None, **more):
    rule = {"field": field, "operator": operator, **more}
    return rule if value is None else {**rule, "value": value}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (one("fact.gender", "one_of", ["woman", "man"]), "Gender is Woman or Man"),
        (one("fact.gender", "is_not", "woman"), "Gender is not Woman (or is not known)"),
        (one("fact.interests", "has_none", ["ski", "golf"]),
         "Interests and hobbies: none of ski and golf (or not known)"),
        (one("fact.household_size", "between", [2, 4]), "People in the household is from 2 to 4"),
        (one("customer.age", "at_least", 18), "Age is at least 18 years"),
        (one("fact.customer_since", "last_days", 30), "Customer since is within the last 30 days"),
        (one("fact.customer_since", "before", "2026-02-01"), "Customer since is before 1 February 2026"),
        (one("activity.purchase.count", "at_least", 3, window={"days": 90}),
         "Number of purchases in the last 90 days is at least 3"),
        (one("activity.purchase.count", "is", 0, window={"days": 1}), "No purchases in the last 1 day"),
        (one("activity.purchase.count", "less_than", 1), "No purchases"),
        (one("activity.purchase.sum", "more_than", 2500.5, window={"since": "2026-01-01"}),
         "Amount spent since 1 January 2026 is more than 2,500.5 NOK"),
        (one("activity.visit.count", "is_not", 2, window={"since": "2026-01-01", "until": "2026-01-31"}),
         "Number of web visits from 1 January 2026 to 31 January 2026 is not 2"),
        (one("consent.newsletter.email", "one_of", ["yes"]), "Consent: Newsletter (E-mail) is Yes"),
        (one("contact.newsletter.email", "may_not"), "Contact: Newsletter (E-mail): not allowed now"),
        (one("gap.missing", "has_any", ["email"]), "Missing facts: E-mail"),
        (one("member.segments", "in_any", ["walkers"]), "in the segment Walkers"),
    ],
)  # fmt: skip
def test_says_a_condition(rule, expected):
    make_segment("walkers")
    assert said({"all": [rule]}) == f"Customers of whom this is true: {expected}."


def test_groups_an_amount_as_the_reader_does():
    rule = {"all": [one("activity.purchase.sum", "more_than", 2500.5)]}
    catalogue = catalogue_for("insight")
    assert "2\xa0500,5 NOK" in sentence(parse(rule, catalogue), catalogue, "nb")


def test_says_groups():
    old, young = one("customer.age", "at_least", 67), one("customer.age", "less_than", 18)
    rule = {"all": [{"any": [old, young]}, {"not": {"all": [old, young]}}]}
    assert said(rule) == (
        "Customers of whom this is true: (Age is at least 67 years, or Age is less than 18 years), "
        "and not (Age is at least 67 years, and Age is less than 18 years)."
    )
    assert said({"all": []}) == "Every customer."
    assert said({"any": []}) == "No customer."
    assert said({"all": [old, {"any": []}]}) == (
        "Customers of whom this is true: Age is at least 67 years, and nobody."
    )


def test_says_why(django_assert_num_queries):
    make_source()
    kari = make_customer(given_name="Kari", household_size=1)
    make_event(kari, at="2026-02-20", amount=100)
    rule = {
        "all": [
            one("fact.household_size", "is", 1),
            {"not": one("activity.purchase.count", "is", 0, window={"days": 90})},
            {"any": [one("customer.age", "at_least", 67)]},
        ]
    }
    catalogue = catalogue_for("insight")
    tree = parse(rule, catalogue)
    with django_assert_num_queries(1):
        reasons = why(tree, kari, catalogue=catalogue, moment=Moment(NOW))
    assert [(reason.depth, reason.words, reason.holds) for reason in reasons] == [
        (0, "Their data may be used for “Insight and statistics”", True),
        (0, "All of these", False),
        (1, "People in the household is 1", True),
        (1, "Not this", True),
        (2, "No purchases in the last 90 days", False),
        (1, "At least one of these", False),
        (2, "Age is at least 67 years", False),
    ]
