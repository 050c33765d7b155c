"""What tests of the screens of segments share."""

from datetime import timedelta

import pytest

from profiles.models import Protection
from segments.services.runs import queue_refresh, refresh_segment
from tests.factories import NOW, TESTER, make_colleague, make_customer, make_decision, make_source
from tests.segments.factories import NORWEGIAN, make_segment

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def sign_in(client):
    """Sign a colleague of a role in: `sign_in("marketer")` is the client."""

    def signed_in(role):
        client.force_login(make_colleague(role))
        return client

    return signed_in


@pytest.fixture
def walkers(db):
    """A refreshed segment: Kari agreed, Ola did not, Liv agreed and is protected, Bo has no address."""
    make_source()
    kari = make_customer(given_name="Kari", country="NO", email="kari@fjell.example")
    make_customer(given_name="Ola", country="NO", email="ola@fjell.example")
    liv = make_customer(given_name="Liv", country="NO", email="liv@fjell.example")
    make_customer(given_name="Bo", country="NO")
    make_decision(kari)
    make_decision(liv)
    Protection.objects.create(customer=liv, kind="secret_phone", actor_kind="system", actor_id="t")
    segment = make_segment(purpose="newsletter", rule=NORWEGIAN)
    refresh_segment(run_uid=queue_refresh(segment=segment, actor=TESTER, now=LATER).pk, now=LATER)
    return segment
