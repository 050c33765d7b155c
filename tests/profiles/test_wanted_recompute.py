"""A setting that completeness rests on computes every customer anew, in slices that survive a kill."""

import pytest
from django.db import transaction

from profiles.models import Attribute, Customer, CustomerMetric, RecomputeRun, Source
from profiles.services.recompute_all import recompute_slice, request_recompute
from profiles.services.settings import SettingRefusedError, keep_fact, keep_source
from tests.factories import NOW, TESTER, make_customer, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


def ask():
    return request_recompute(reason="Wanted facts", actor=TESTER, now=NOW)


def completeness():
    return list(
        CustomerMetric.objects.order_by("customer_id").values_list("completeness", flat=True)
    )


def test_all_customers_are_computed_slice_by_slice():
    for _number in range(5):
        make_customer(given_name="Kari")
    Attribute.objects.update(is_wanted=False)
    Attribute.objects.filter(slug="given_name").update(is_wanted=True)
    run = ask()
    while recompute_slice(now=NOW, size=2):
        pass
    run.refresh_from_db()
    assert completeness() == [100] * 5
    assert (run.state, run.done_count, run.finished_at) == ("done", 5, NOW)


def test_a_slice_that_is_rolled_back_is_done_by_the_next_worker():
    for _number in range(3):
        make_customer(given_name="Kari")
    run = ask()
    recompute_slice(now=NOW, size=1)
    with transaction.atomic():
        recompute_slice(now=NOW, size=1)
        transaction.set_rollback(True)
    run.refresh_from_db()
    assert (run.state, run.done_count) == ("running", 1)
    while recompute_slice(now=NOW, size=1):
        pass
    run.refresh_from_db()
    assert (run.state, run.done_count) == ("done", 3)


def test_one_that_waits_is_enough():
    assert ask() == ask()


def test_one_that_runs_is_followed_by_another():
    for _number in range(2):
        make_customer(given_name="Kari")
    first = ask()
    recompute_slice(now=NOW, size=1)
    assert ask() != first


def test_without_a_request_nothing_is_done():
    assert recompute_slice(now=NOW) is False


def test_a_new_rank_lets_another_source_win():
    kari = make_customer(family_name="Ødegård")
    from profiles.services.records import record_values

    record_values(
        source=Source.objects.get(slug="shop"), external_id="S1", values={"family_name": "Lie"}, observed_at=NOW,
        actor=TESTER, now=NOW, customer=kari,
    )  # fmt: skip
    shop = Source.objects.get(slug="shop")
    keep_source(source=shop, slug="shop", values={"rank": 1}, actor=TESTER, now=NOW)
    while recompute_slice(now=NOW):
        pass
    assert Customer.objects.get(pk=kari.pk).family_name == "Lie"


def test_a_new_name_asks_for_nothing():
    crm = Source.objects.get(slug="crm")
    keep_source(source=crm, slug="crm", values={"name": "HubSpot"}, actor=TESTER, now=NOW)
    assert not RecomputeRun.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ownership": "third_party", "licence": ""}, "licence"),
        ({"ownership": "third_party", "licence": "x", "opt_out_offered": True}, "opt_out_offered"),
    ],
)
def test_third_party_data_has_its_terms(values, field):
    bought = make_source("bought")
    with pytest.raises(SettingRefusedError) as refusal:
        keep_source(source=bought, slug="bought", values=values, actor=TESTER, now=NOW)
    assert refusal.value.field == field


def test_what_is_part_of_kjenn_stays_in_use():
    hand = Source.objects.get(slug="steward")
    with pytest.raises(SettingRefusedError):
        keep_source(source=hand, slug="steward", values={"is_active": False}, actor=TESTER, now=NOW)
    hand.refresh_from_db()
    assert hand.is_active


def test_a_fact_that_is_switched_off_is_no_longer_wanted():
    email = Attribute.objects.get(slug="email")
    keep_fact(fact=email, values={"is_enabled": False}, actor=TESTER, now=NOW)
    email.refresh_from_db()
    assert (email.is_enabled, email.is_wanted) == (False, False)
    assert RecomputeRun.objects.count() == 1


def test_a_special_category_cannot_be_switched_on():
    religion = Attribute.objects.get(slug="religion")
    with pytest.raises(SettingRefusedError):
        keep_fact(fact=religion, values={"is_enabled": True}, actor=TESTER, now=NOW)
    religion.refresh_from_db()
    assert not religion.is_enabled
