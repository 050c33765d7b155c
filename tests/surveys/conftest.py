"""Who the tests of surveys are about."""

import pytest
from django.core.cache import cache

from consents.models import Purpose
from profiles.models import Company, Customer
from segments.models import Membership, Segment, SegmentVersion
from tests.factories import NOW, make_customer, make_source


@pytest.fixture(autouse=True)
def _no_misses_yet():
    """Start every test with a network that has not guessed at links."""
    cache.clear()


@pytest.fixture
def kari(company: Company) -> Customer:
    make_source()
    return make_customer(given_name="Kari", family_name="Nordmann", email="kari@fjell.example")


@pytest.fixture
def segment(company: Company) -> Segment:
    made = Segment.objects.create(
        slug="everybody", name="Everybody", purpose=Purpose.objects.get(slug="marketing")
    )
    SegmentVersion.objects.create(
        segment=made, number=1, rule={}, sentence="", actor_kind="system", actor_id="tests"
    )
    return made


def join(segment: Segment, *customers: Customer) -> None:
    """Put customers into a segment."""
    for customer in customers:
        Membership.objects.create(
            segment=segment, customer=customer, version=segment.versions.get(), entered_at=NOW
        )


@pytest.fixture
def client_elsewhere():
    """A browser on another device."""
    from django.test import Client

    return Client()


@pytest.fixture
def snapshot():
    """Return a function that reads the whole database into one comparable value."""
    from django.apps import apps
    from django.core.serializers import serialize

    def read() -> str:
        models = [model for model in apps.get_models() if model._meta.managed]
        rows = [row for model in models for row in model._default_manager.all()]
        return str(serialize("json", rows))

    return read
