"""What a personal link opens."""

import pytest

from surveys.models import Submission
from tests.factories import make_customer
from tests.surveys.making import make_link, make_survey, survey_path, want

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari(company):
    make_source_crm()
    return make_customer(given_name="Kari", family_name="Nordmann", email="kari@fjell.example")


def make_source_crm():
    from tests.factories import make_source

    make_source()


def test_asks_what_is_missing(client, kari):
    want("interests", "life_phase", "email")
    link = make_link(make_survey("interests", "life_phase", "email"), kari)
    page = client.get(survey_path(link))
    assert page.status_code == 200
    text = page.content.decode()
    assert "q-interests" in text
    assert "q-life_phase" in text
    assert "q-email" not in text


def test_stores_a_reply(client, kari):
    want("interests")
    link = make_link(make_survey("interests", consents=("newsletter",)), kari)
    page = client.post(
        survey_path(link), {"do": "send", "asked": "interests", "q-interests": "ski, fisk"}
    )
    assert page.status_code == 200, page.content.decode()
    assert Submission.objects.count() == 1
    kari.refresh_from_db()
    assert kari.attributes["interests"] == ["fisk", "ski"]
