"""Rules on figures and activities ask the narrow row alone, which every customer has."""

import pytest
from django.db import IntegrityError, connection, transaction

from profiles.models import Customer, CustomerMetric
from segments.rules.compile import found
from segments.rules.parse import parse
from segments.rules.scope import Moment, Scope
from segments.selectors.catalogue import catalogue_for
from tests.factories import NOW, make_customer, make_source
from tests.segments.factories import make_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
NOT_SINCE = {
    "field": "activity.purchase.count", "operator": "is", "value": 0, "window": {"days": 30},
}  # fmt: skip
SINCE = {**NOT_SINCE, "operator": "at_least", "value": 1}
KNOWN = {"field": "figure.completeness", "operator": "at_least", "value": 0}
IN_OSLO = {"field": "fact.city", "operator": "is", "value": "Oslo"}


@pytest.fixture
def people(company):
    """Return who bought last week, who bought a year ago, and who never did."""
    make_source()
    lately, long_ago, never = (
        make_customer(given_name=name, city="Oslo") for name in ("Kari", "Ola", "Eva")
    )
    make_event(lately, at="2026-02-22")
    make_event(long_ago, at="2025-02-22")
    return {"lately": lately.pk, "long ago": long_ago.pk, "never": never.pk}


def asked(rule, scope=None):
    catalogue = catalogue_for("insight")
    return found(parse(rule, catalogue), catalogue=catalogue, moment=Moment(NOW, scope or Scope()))


def who(people, rule, scope=None):
    keys = set(asked(rule, scope).values_list("pk", flat=True))
    return {name for name, key in people.items() if key in keys}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (SINCE, {"lately"}),
        (NOT_SINCE, {"long ago", "never"}),
        ({"not": SINCE}, {"long ago", "never"}),
        ({"not": NOT_SINCE}, {"lately"}),
        ({"all": [KNOWN, NOT_SINCE]}, {"long ago", "never"}),
        ({"all": [IN_OSLO, NOT_SINCE]}, {"long ago", "never"}),
    ],
)
def test_finds_the_same_with_and_without_the_customers_own_row(people, rule, expected):
    assert who(people, rule) == expected
    few = Scope.of([people["lately"], people["never"]])
    assert who(people, rule, few) == expected & {"lately", "never"}


@pytest.mark.parametrize("rule", [SINCE, NOT_SINCE, KNOWN, {"any": [KNOWN, {"not": SINCE}]}])
def test_the_customers_are_not_joined(people, rule):
    assert '"profiles_customer"' not in str(asked(rule).query)


@pytest.mark.parametrize("rule", [IN_OSLO, {"all": [IN_OSLO, SINCE]}, {"all": []}, {"any": []}])
def test_what_asks_more_asks_the_customers(people, rule):
    assert asked(rule).model is Customer


def test_nobody_is_without_figures(company):
    with pytest.raises(IntegrityError, match="profiles_customer_has_figures"):
        make_without_figures()


def test_figures_do_not_go_before_their_customer(people):
    with pytest.raises(IntegrityError, match="profiles_customer_has_figures"):
        drop_figures(people["never"])


@transaction.atomic
def make_without_figures():
    Customer.objects.create(given_name="Kari")
    check_now()


@transaction.atomic
def drop_figures(uid):
    CustomerMetric.objects.filter(pk=uid).delete()
    check_now()


def check_now():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
