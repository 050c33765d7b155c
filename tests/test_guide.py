"""The guided path ticks itself off: by rows that are there, and by pages that the person has opened."""

import pytest

from surveys.models import Submission
from tests.factories import NOW, make_colleague, make_customer
from tests.segments.factories import make_segment
from tests.surveys.making import make_link, make_survey


@pytest.fixture
def steward(client, company):
    person = make_colleague("administrator")
    client.force_login(person)
    return person


def done_steps(client):
    steps = client.get("/office/").context["guide"]["steps"]
    return [step["title"] for step in steps if step["is_done"]]


def test_begins_with_the_company_alone(client, steward):
    assert done_steps(client) == ["Describe your company"]


def test_says_how_far_one_has_come(client, steward):
    assert "1 step of 10 is done." in client.get("/office/").content.decode()


def test_opening_a_card_is_a_step(client, steward):
    customer = make_customer()
    client.get(f"/office/profiles/customer/{customer.pk}/change/")
    assert "Look at a customer" in done_steps(client)


def test_opening_a_card_again_notes_nothing_new(client, steward):
    address = f"/office/profiles/customer/{make_customer().pk}/change/"
    client.get(address)
    client.get(address)
    steward.refresh_from_db()
    assert steward.guide_steps == ["card"]


def test_page_that_was_refused_is_no_step(client, company):
    analyst = make_colleague("analyst")
    client.force_login(analyst)
    assert client.get(f"/office/profiles/customer/{make_customer().pk}/change/").status_code == 403
    analyst.refresh_from_db()
    assert analyst.guide_steps == []


def test_audience_has_grown_only_after_a_reply(client, steward):
    segment = make_segment("everybody")
    address = f"/office/segments/segment/{segment.pk}/"
    client.get(address)
    client.get(address)
    steward.refresh_from_db()
    assert steward.guide_steps == ["reach"]
    survey = make_survey()
    invitation = make_link(survey, make_customer())
    Submission.objects.create(
        survey=survey,
        invitation=invitation,
        customer_id=invitation.customer_id,
        submitted_at=NOW,
    )
    client.get(address)
    assert "See the audience grow" in done_steps(client)


def test_each_colleague_walks_the_path_themselves(client, steward):
    client.get(f"/office/profiles/customer/{make_customer().pk}/change/")
    client.force_login(make_colleague("marketer", email="liv@fjell.example"))
    assert "Look at a customer" not in done_steps(client)
