"""A form that was opened before its person said no: nothing is asked any more, nothing is kept (article 21)."""

import pytest

from consents.choices import State
from consents.services.request_intake import Asked, register_request
from consents.services.requests import record_objection
from profiles.models import Customer
from surveys.models import Invitation, Submission
from tests.factories import NOW, TESTER, make_decision
from tests.surveys.making import (
    choices_path,
    make_choices_link,
    make_link,
    make_survey,
    survey_path,
    want,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(kari) -> Invitation:
    want("interests")
    return make_link(make_survey("interests", consents=("newsletter",)), kari)


def say_no(kari, purpose="profiling"):
    make_decision(kari, purpose=purpose, channel="", state=State.WITHDRAWN)


def send(client, link, do="send"):
    said = {"do": do, "asked": "interests", "q-interests": "skiing"}
    return client.post(survey_path(link), said)


def test_it_is_asked_until_then(client, link):
    assert 'name="q-interests"' in client.get(survey_path(link)).content.decode()
    assert send(client, link).status_code == 200
    assert Customer.objects.get().interests == ["skiing"]


def test_it_asks_no_more(client, link, kari):
    say_no(kari)
    page = client.get(survey_path(link))
    assert page.status_code == 410
    assert "q-interests" not in page.content.decode()


def test_the_page_is_that_of_any_closed_survey(client, link, kari):
    say_no(kari)
    refused = client.get(survey_path(link)).content.decode()
    link.survey.state = "closed"
    link.survey.save()
    assert client.get(survey_path(link)).content.decode() == refused


def test_what_was_typed_before_is_not_taken(client, link, kari):
    say_no(kari)
    assert send(client, link).status_code == 410
    assert not Submission.objects.exists()
    assert Customer.objects.get().interests == []


def test_no_draft_is_kept(client, link, kari):
    say_no(kari)
    assert send(client, link, do="save").status_code == 410
    assert Invitation.objects.get().draft == {}


def test_a_no_to_another_use_closes_nothing(client, link, kari):
    say_no(kari, "insight")
    assert send(client, link).status_code == 200
    assert Customer.objects.get().interests == ["skiing"]


def test_a_reply_that_was_sent_before_still_shows_its_receipt(client, link, kari):
    first = send(client, link)
    say_no(kari)
    assert send(client, link).content == first.content


def test_the_no_forgets_the_draft(client, link, kari):
    send(client, link, do="save")
    kept = Invitation.objects.filter(survey=link.survey)
    assert kept.get().draft == {"q-interests": ["skiing"]}
    path = choices_path(make_choices_link(kari))
    client.post(path, {"purpose": "profiling", "channel": "", "wish": "no"})
    assert kept.get().draft == {}


def test_a_no_to_all_marketing_forgets_the_draft(client, link, kari):
    send(client, link, do="save")
    client.post(choices_path(make_choices_link(kari)), {"do": "no-to-all"})
    assert Invitation.objects.get(survey=link.survey).draft == {}


def test_a_no_that_a_colleague_records_forgets_the_draft(client, link, kari):
    send(client, link, do="save")
    asked = Asked(right="objection", channel="email", received_on=NOW.date(), customer=kari)
    request = register_request(asked=asked, actor=TESTER, now=NOW)
    record_objection(pk=request.pk, actor=TESTER, now=NOW)
    assert Invitation.objects.get(survey=link.survey).draft == {}
