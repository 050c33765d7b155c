"""Every audience ends in the same staircase (law 5)."""

from datetime import UTC, datetime, timedelta

import pytest

from consents.choices import State
from consents.selectors import permission, reach_steps
from consents.services.decisions import record_decision, say_no_to_all_marketing
from profiles.models import ContactPoint, Customer, CustomerMetric, Protection, Source
from tests.factories import NOW, TESTER, make_customer, make_decision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
DAY = timedelta(days=1)


@pytest.fixture
def kari():
    return make_customer(
        source="shop", given_name="Kari", email="kari@post.example", phone="+4791234567"
    )


def stairs(purpose="newsletter", channel="email", now=NOW):
    steps = reach_steps(Customer.objects.all(), purpose=purpose, channel=channel, now=now)
    return [step.customers.count() for step in steps]


def test_without_a_basis_nobody_is_reached(kari):
    assert stairs() == [1, 1, 0, 0, 0]


def test_consent_for_the_channel_reaches_its_contact_point(kari):
    make_decision(kari)
    allowed = permission(customer_uid=kari.pk, purpose="newsletter", channel="email", now=NOW)
    assert (allowed.allowed, allowed.basis) == (True, "consent")
    assert allowed.contact_point.normalised == "kari@post.example"


def test_consent_does_not_cover_another_contact_point(kari):
    make_decision(kari)
    ContactPoint.objects.filter(kind="email").update(valid_until=NOW)
    ContactPoint.objects.create(
        customer=kari, kind="email", raw="ny@post.example", normalised="ny@post.example",
        source=Source.objects.get(slug="crm"),
    )  # fmt: skip
    assert stairs() == [1, 1, 0, 0, 0]


def test_consent_that_has_run_out_covers_nothing(kari):
    make_decision(kari, valid_until=NOW + DAY)
    assert (stairs(now=NOW), stairs(now=NOW + 2 * DAY)) == ([1, 1, 1, 1, 1], [1, 1, 0, 0, 0])


def test_a_no_to_all_marketing_stops_every_channel_and_purpose_below(kari):
    make_decision(kari)
    say_no_to_all_marketing(
        customer_uid=kari.pk, purpose="marketing", method="one_click", actor=TESTER, now=NOW + DAY
    )
    assert stairs(now=NOW + DAY) == [1, 1, 1, 0, 0]


def test_the_persons_newer_yes_lifts_a_wider_no_for_its_own_purpose_alone(kari):
    make_decision(kari, purpose="offers")
    say_no_to_all_marketing(
        customer_uid=kari.pk, purpose="marketing", method="one_click", actor=TESTER, now=NOW + DAY
    )
    make_decision(kari, occurred_at=NOW + 2 * DAY)
    later = NOW + 3 * DAY
    assert stairs(now=later)[-1] == 1
    assert stairs(purpose="offers", now=later)[-1] == 0


@pytest.mark.parametrize(
    "kind", ["secret_address", "secret_phone", "protected_identity", "deceased"]
)
def test_any_protection_stops_every_channel(kari, kind):
    make_decision(kari)
    Protection.objects.create(customer=kari, kind=kind, actor_kind="steward", actor_id="1")
    assert stairs() == [1, 1, 1, 0, 0]


def test_restricted_use_stops_contact(kari):
    make_decision(kari)
    Customer.objects.update(restricted_at=NOW)
    assert stairs() == [1, 1, 1, 0, 0]


def test_an_own_customer_may_be_written_to_when_the_address_was_given_at_the_sale(kari):
    ContactPoint.objects.update(given_at_sale=True)
    CustomerMetric.objects.update(purchase_count=1)
    allowed = permission(customer_uid=kari.pk, purpose="newsletter", channel="email", now=NOW)
    assert (allowed.allowed, allowed.basis) == (True, "own_customer")


def test_an_own_customer_who_said_no_is_not(kari):
    ContactPoint.objects.update(given_at_sale=True)
    CustomerMetric.objects.update(purchase_count=1)
    make_decision(kari, state=State.REFUSED)
    refused = permission(customer_uid=kari.pk, purpose="newsletter", channel="email", now=NOW)
    assert (refused.allowed, refused.reason) == (
        False, "The person has said no, or is protected, deceased or restricted.",
    )  # fmt: skip


def test_a_decision_about_somebody_elses_address_is_refused(kari):
    from consents.services.decisions import DecisionRefusedError, Proposal

    ola = make_customer(given_name="Ola", email="ola@post.example")
    proposal = Proposal(
        customer_uid=kari.pk, purpose="newsletter", channel="email", state="given", method="form",
        occurred_at=NOW, contact_point_id=ola.contact_points.get().pk,
    )  # fmt: skip
    with pytest.raises(DecisionRefusedError):
        record_decision(proposal=proposal, actor=TESTER, now=NOW)


def test_the_clock_of_the_ledger_is_the_databases(kari):
    from consents.models import Decision

    make_decision(kari)
    assert Decision.objects.get().recorded_at > datetime(2026, 3, 1, tzinfo=UTC)
