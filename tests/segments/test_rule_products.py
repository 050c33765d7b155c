"""Who bought what: by a part of a product's name, its code or its group, ever or within a window."""

import pytest

from profiles.models import Customer, Product
from segments.rules.compile import matching
from segments.rules.explain import sentence
from segments.rules.parse import parse
from segments.rules.scope import Moment, Scope
from segments.selectors.catalogue import catalogue_for
from tests.factories import NOW, make_company, make_customer, make_source
from tests.segments.factories import make_event

pytestmark = pytest.mark.django_db

FIELD = "activity.purchase.product"


@pytest.fixture
def shoppers():
    """Kari bought boots long ago and a tent lately, Ola boots lately, Liv has only looked at a tent."""
    make_company()
    make_source()
    footwear = Product.objects.create(code="FOOT", name="Footwear")
    boots = Product.objects.create(code="B-42", name="Fjellvett Boots", group=footwear)
    tent = Product.objects.create(code="Tent 2")
    kari, ola, liv = (make_customer(given_name=name) for name in ("Kari", "Ola", "Liv"))
    make_event(kari, at="2025-01-10", product=boots)
    make_event(kari, at="2026-02-20", product=tent)
    make_event(ola, at="2026-02-10", product=boots)
    make_event(liv, at="2026-02-10", kind="visit", product=tent)
    return {"kari": kari, "ola": ola, "liv": liv}


def found(operator, value, scope=None, **window):
    rule = {"field": FIELD, "operator": operator, "value": value}
    if window:
        rule["window"] = window
    catalogue = catalogue_for("insight")
    moment = Moment(NOW, scope or Scope())
    passing = matching(
        parse(rule, catalogue), moment.scope.customers(), catalogue=catalogue, moment=moment
    )
    return sorted(passing.values_list("given_name", flat=True))


@pytest.mark.parametrize("word", ["boots", "BOOTS", "fjellvett", "B-42", "footwear"])
def test_a_part_of_name_code_or_group_finds_the_buyers(shoppers, word):
    assert found("contains", word) == ["Kari", "Ola"]


def test_a_product_without_a_name_is_found_by_its_code(shoppers):
    assert found("contains", "tent") == ["Kari"]


def test_nobody_who_only_looked_has_bought(shoppers):
    assert found("contains_not", "tent") == ["Liv", "Ola"]


def test_a_window_leaves_out_older_purchases(shoppers):
    assert found("contains", "boots", days=90) == ["Ola"]
    assert found("contains_not", "boots", days=90) == ["Kari", "Liv"]


def test_one_of_wants_the_whole_name(shoppers):
    assert found("one_of", ["boots"]) == []
    assert found("one_of", ["fjellvett boots", "Tent 2"]) == ["Kari", "Ola"]
    assert found("none_of", ["Tent 2"]) == ["Liv", "Ola"]


def test_a_few_customers_can_be_asked_alone(shoppers):
    assert found("contains", "boots", scope=Scope.of([shoppers["ola"].pk])) == ["Ola"]


def test_what_is_no_product_finds_nobody(shoppers):
    assert found("contains", "100 %_ \\ '") == []
    assert Customer.objects.count() == 3


@pytest.mark.parametrize(
    ("operator", "value", "said"),
    [
        ("contains", "boots", "Product bought in the last 90 days: one with “boots” in its name"),
        ("contains_not", "boots", "Product bought in the last 90 days: none with “boots” in its name"),
        ("one_of", ["Boots", "Tent"], "Product bought in the last 90 days: Boots or Tent"),
        ("none_of", ["Boots", "Tent"], "Product bought in the last 90 days: none of Boots and Tent"),
    ],
)  # fmt: skip
def test_reads_as_a_sentence(shoppers, operator, value, said):
    catalogue = catalogue_for("insight")
    rule = {"field": FIELD, "operator": operator, "value": value, "window": {"days": 90}}
    assert said in sentence(parse(rule, catalogue), catalogue)


def test_the_form_suggests_groups_first(shoppers):
    assert catalogue_for("insight").fields[FIELD].suggestions == (
        "Footwear", "Tent 2", "Fjellvett Boots",
    )  # fmt: skip
