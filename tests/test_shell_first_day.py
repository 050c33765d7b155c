"""The first day: one page asks for the company before anything else."""

import pytest

from profiles.models import Company
from tests.factories import make_colleague, make_company, make_customer

ANSWERS = {
    "name": "Fjell og Vidde AS",
    "organisation_number": "",
    "address": "Storgata 1, 0155 Oslo",
    "officer_name": "Ida Vern",
    "officer_email": "vern@fjell.example",
    "sender_name": "Fjell og Vidde",
    "sender_email": "hei@fjell.example",
    "base_url": "https://kjenn.fjell.example/",
    "default_country": "SE",
    "default_language": "sv",
    "currency": "SEK",
}
PAGE = "/office/settings/company/"


@pytest.fixture
def as_role(client, db):
    def sign_in(role: str):
        client.force_login(make_colleague(role))
        return client

    return sign_in


def test_every_page_leads_to_the_question(as_role):
    answer = as_role("administrator").get("/office/profiles/steward/")
    assert (answer.status_code, answer["Location"]) == (302, PAGE)


def test_question_is_filled_with_what_is_likely(as_role, settings):
    settings.KJENN_BASE_URL = "https://kjenn.example"
    page = as_role("administrator").get(PAGE).content.decode()
    assert 'value="https://kjenn.example"' in page
    assert '<option value="NOK" selected>' in page


def test_answers_are_kept_and_lead_home(as_role):
    answer = as_role("administrator").post(PAGE, ANSWERS)
    assert (answer.status_code, answer["Location"]) == (302, "/office/")
    company = Company.objects.get()
    assert (company.name, company.base_url, company.currency) == (
        "Fjell og Vidde AS",
        "https://kjenn.fjell.example",
        "SEK",
    )


def test_missing_answer_is_asked_again_and_keeps_nothing(as_role):
    answer = as_role("administrator").post(PAGE, ANSWERS | {"address": ""})
    assert "Nothing was saved yet" in answer.content.decode()
    assert not Company.objects.exists()


def test_others_are_told_whom_to_ask(as_role):
    client = as_role("marketer")
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "Ask whoever gave you your account" in page.content.decode()
    assert 'name="officer_name"' not in page.content.decode()


def test_others_cannot_answer(as_role):
    assert as_role("marketer").post(PAGE, ANSWERS).status_code == 403
    assert not Company.objects.exists()


def test_afterwards_the_page_belongs_to_settings(as_role, company):
    assert as_role("administrator").get("/office/").status_code == 200
    assert as_role("marketer").get(PAGE).status_code == 403


def test_health_is_answered_without_a_company(client, db):
    assert client.get("/healthz").status_code == 200


def test_currency_stays_once_there_are_customers(as_role):
    make_company(currency="NOK")
    make_customer()
    page = as_role("administrator").post(PAGE, ANSWERS).content.decode()
    assert "Amounts are already kept in NOK" in page
    assert Company.objects.get().currency == "NOK"


def test_id_of_the_company_stays(as_role):
    before = make_company().uid
    as_role("administrator").post(PAGE, ANSWERS)
    assert Company.objects.get().uid == before
