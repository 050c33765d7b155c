"""Which questions one customer is asked."""

import pytest

from profiles.models import Attribute
from surveys.selectors.gaps import questions_for
from tests.factories import NOW, make_customer
from tests.surveys.making import make_survey, want

pytestmark = pytest.mark.django_db


def asked(survey, customer):
    return [question.slug for question in questions_for(survey=survey, customer=customer, now=NOW)]


def test_what_is_known_is_not_asked(kari):
    want("interests", "life_phase")
    knows = make_customer(given_name="Ola", interests=["ski"])
    assert asked(make_survey("interests", "life_phase"), knows) == ["life_phase"]


def test_what_has_grown_old_is_asked_again(company, kari):
    want("pain_points")
    Attribute.objects.filter(slug="pain_points").update(half_life_days=30)
    long_ago = NOW.replace(year=2024)
    outdated = make_customer(given_name="Ola", pain_points="Slow", observed_at=long_ago)
    assert asked(make_survey("pain_points", purpose="insight"), outdated) == ["pain_points"]


def test_what_is_not_wanted_is_not_asked(kari):
    want("interests")
    assert asked(make_survey("interests", "life_phase"), kari) == ["interests"]


def test_what_the_purpose_may_not_read_is_not_asked(kari):
    want("interests", "tax_exempt")
    assert asked(make_survey("interests", "tax_exempt", purpose="profiling"), kari) == ["interests"]


def test_what_was_declined_is_not_asked_again(kari):
    want("interests", "life_phase")
    private = make_customer(given_name="Ola", life_phase={"declined": True})
    assert asked(make_survey("interests", "life_phase"), private) == ["interests"]


def test_what_was_declined_and_has_grown_old_is_not_asked_again(kari):
    want("interests", "life_phase")
    Attribute.objects.filter(slug="life_phase").update(half_life_days=30)
    long_ago = NOW.replace(year=2024)
    private = make_customer(given_name="Ola", life_phase={"declined": True}, observed_at=long_ago)
    assert asked(make_survey("interests", "life_phase"), private) == ["interests"]


def test_the_most_valuable_come_first(kari):
    want("interests", "life_phase", "household_composition")
    survey = make_survey("household_composition", "interests", "life_phase")
    assert asked(survey, kari) == ["interests", "life_phase", "household_composition"]


def test_no_more_are_asked_than_the_survey_allows(kari):
    want("interests", "life_phase", "household_composition")
    survey = make_survey("household_composition", "interests", "life_phase", max_questions=2)
    assert asked(survey, kari) == ["interests", "life_phase"]


def test_a_question_of_our_own_keeps_its_place(kari):
    want("interests", "life_phase")
    survey = make_survey("interests", "life_phase", "what_to_improve", max_questions=2)
    assert asked(survey, kari) == ["interests", "what_to_improve"]


def test_a_company_is_asked_about_companies(kari):
    want("interests", "industry")
    shop = make_customer(kind="organisation", organisation_name="Butikk AS", interests=["ski"])
    assert asked(make_survey("interests", "industry"), shop) == ["industry"]


def test_a_person_is_not_asked_about_companies(kari):
    want("interests", "industry")
    assert asked(make_survey("interests", "industry"), kari) == ["interests"]


def test_a_special_category_is_never_asked(kari):
    Attribute.objects.filter(slug="religion").update(is_enabled=True)
    want("interests", "religion")
    survey = make_survey("interests")
    survey.questions.update(attribute=Attribute.objects.get(slug="religion"))
    assert asked(survey, kari) == []
