"""The purpose gate over the API, fact by fact: what one purpose may not read appears nowhere and cannot be named."""

import pytest

from consents.models import AttributePurpose, Purpose
from integrations.choices import Scope
from profiles.models import Attribute, Customer
from tests.factories import make_customer, make_decision, make_source
from tests.integrations.keys import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
PURPOSES = ("service", "profiling", "newsletter", "ad_audiences", "sensitive_facts")


@pytest.fixture
def known_whole(company):
    """A customer of whom everything in the catalogue is known, special categories too."""
    make_source()
    customer = make_customer(given_name="Kari")
    everything = {
        slug: f"secret {slug}" for slug in Attribute.objects.values_list("slug", flat=True)
    }
    Customer.objects.filter(pk=customer.pk).update(attributes=everything)
    for use_that_asks in ("ad_audiences", "sensitive_facts"):
        make_decision(customer, purpose=use_that_asks, channel="")
    return customer


def may_read(purpose, *sensitivities):
    return set(
        AttributePurpose.objects.filter(
            purpose__slug=purpose,
            attribute__sensitivity__in=sensitivities,
            attribute__is_enabled=True,
        ).values_list("attribute__slug", flat=True)
    )


@pytest.mark.parametrize("purpose", PURPOSES)
def test_exactly_the_facts_of_the_purpose_are_shown(known_whole, purpose):
    reader = Caller(purposes=[purpose])
    insider = Caller(purposes=[purpose], scopes=[Scope.CUSTOMERS_READ, Scope.FACTS_PRIVATE])
    for path in ("customers", f"customers/{known_whole.pk}"):
        for caller, levels in ((reader, ["ordinary"]), (insider, ["ordinary", "private"])):
            said = caller.get(path).json()
            row = said["results"][0] if "results" in said else said
            assert row["facts"].keys() == may_read(purpose, *levels)


@pytest.mark.parametrize("purpose", ["profiling", "ad_audiences"])
def test_no_other_fact_can_be_named(known_whole, purpose):
    caller = Caller(purposes=[purpose])
    for slug in set(Attribute.objects.values_list("slug", flat=True)) - may_read(
        purpose, "ordinary"
    ):
        answer = caller.get(f"customers?fields=facts.{slug}")
        assert answer.status_code == 400, slug
        assert f"secret {slug}" not in answer.content.decode()


def test_a_purpose_that_is_no_longer_in_use_reads_nothing(known_whole):
    caller = Caller(purposes=["profiling"])
    Purpose.objects.filter(slug="profiling").update(is_active=False)
    assert caller.get("customers").json()["results"][0]["facts"] == {}
