"""A purpose has two names: what customers read, and what colleagues call it."""

import pytest

from consents.models import Purpose
from consents.services.catalogue import load_purposes
from tests.factories import make_colleague

pytestmark = pytest.mark.django_db


def test_colleagues_read_their_name_and_customers_theirs():
    profiling = Purpose.objects.get(slug="profiling")
    assert (profiling.label, profiling.customer_label) == (
        "Profiling and segments",
        "Choosing offers for you",
    )


def test_without_a_name_of_their_own_colleagues_read_the_customers():
    Purpose.objects.filter(slug="profiling").update(office_labels={})
    assert Purpose.objects.get(slug="profiling").label == "Choosing offers for you"


def test_older_installation_gets_the_shipped_names_and_keeps_its_own():
    Purpose.objects.filter(slug="profiling").update(office_labels={})
    Purpose.objects.filter(slug="insight").update(office_labels={"en": "Reports"})
    load_purposes(frozenset())
    names = dict(Purpose.objects.values_list("slug", "office_labels"))
    assert (names["profiling"]["en"], names["insight"]) == (
        "Profiling and segments",
        {"en": "Reports"},
    )


def test_officer_changes_the_name(client, company):
    client.force_login(make_colleague("officer"))
    newsletter = Purpose.objects.get(slug="newsletter")
    page = client.get(f"/office/consents/purpose/{newsletter.pk}/change/").content.decode()
    assert "Name for colleagues" in page
    assert "Name for customers" in page
