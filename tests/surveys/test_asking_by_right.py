"""What a person asks by right on "My choices": registered once, with a day, and read-only after that."""

import pytest
from django.utils import timezone

from consents.models import SubjectRequest
from consents.services.requests import close_request, identify_request
from tests.factories import TESTER
from tests.surveys.making import choices_path, make_choices_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(kari):
    return choices_path(make_choices_link(kari))


def ask(client, path, right="access", **said):
    return client.post(path, {"do": "ask", "right": right, **said}, follow=True)


def test_it_is_registered_with_the_day_of_the_answer(client, path, kari):
    page = ask(client, path).content.decode()
    row = SubjectRequest.objects.get()
    assert (row.customer_id, row.right, row.identity) == (kari.pk, "access", "link")
    assert "You hear from us by" in page
    assert row.changes.get().actor_kind == "subject"


def test_twice_is_once_and_the_button_is_gone(client, path):
    ask(client, path)
    page = ask(client, path).content.decode()
    assert SubjectRequest.objects.count() == 1
    assert "Ask for a copy of what we know" not in page
    assert "Ask us to delete what we know" in page


def test_a_correction_says_what_is_wrong(client, path):
    refused = client.post(path, {"do": "ask", "right": "rectification", "words": " "})
    assert refused.status_code == 422
    ask(client, path, "rectification", words="My name is Kari Vik now")
    assert SubjectRequest.objects.get().notes == "My name is Kari Vik now"


def test_what_the_page_does_not_offer_is_refused(client, path):
    assert client.post(path, {"do": "ask", "right": "portability"}).status_code == 422
    assert not SubjectRequest.objects.exists()


def test_an_answer_shows_and_it_can_be_asked_anew(client, path):
    ask(client, path)
    row = SubjectRequest.objects.get()
    now = timezone.now()
    identify_request(pk=row.pk, identity="confirmed", how="By mail", actor=TESTER, now=now)
    close_request(pk=row.pk, outcome="done", actor=TESTER, now=now)
    page = client.get(path).content.decode()
    assert "answered on" in page
    assert "Ask for a copy of what we know" in page
    ask(client, path)
    assert SubjectRequest.objects.count() == 2
