"""Surveys over the API: questions and answers as far as the key may read them, and links for whom it names."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from consents.models import Disclosure
from integrations.models import IdempotencyKey
from profiles.models import Attribute, Customer, ReadEvent
from profiles.services.protection import protect_customer
from surveys.models import Answer, Invitation, Question, Submission
from surveys.selectors.progress import survey_figures
from surveys.services.invitations import revoke_invitations
from tests.factories import NOW, TESTER, make_customer, make_decision, make_source
from tests.integrations.keys import Caller
from tests.surveys.making import make_link, make_survey, survey_path, want

pytestmark = pytest.mark.django_db
QUERIES = 16


@pytest.fixture
def caller(company) -> Caller:
    make_source()
    return Caller(
        scopes=["surveys:read", "submissions:read", "links:write"],
        purposes=["profiling", "customer_surveys"],
    )


@pytest.fixture
def own_question() -> Question:
    return Question.objects.create(
        slug="better", kind="long_text", texts={"en": "What could we do better?"}, position=900
    )


@pytest.fixture
def survey(company, own_question):
    want("interests", "email")
    return make_survey("interests", "better", consents=("newsletter",), slug="know-you")


def reply(survey, customer, *, at=NOW, **answers) -> Submission:
    link = make_link(survey, customer)
    made = Submission.objects.create(
        survey=survey, invitation=link, customer=customer, language="en", submitted_at=at
    )
    for slug, value in answers.items():
        question = Question.objects.get(slug=slug)
        Answer.objects.create(submission=made, question=question, value=value)
    return made


def answers_in(answer) -> list[dict[str, object]]:
    return [
        {each["question"]: each["value"] for each in row["answers"]}
        for row in answer.json()["results"]
    ]


def test_a_survey_says_what_it_asks(caller, survey):
    [row] = caller.get("surveys").json()["results"]
    assert (row["code"], row["purpose"], row["state"]) == ("know-you", "profiling", "open")
    answer = caller.get("surveys/know-you").json()
    asked = [(each["code"], each["fact"]) for each in answer["questions"]]
    assert asked == [("interests", "interests"), ("better", None)]
    assert answer["asks_consent_for"] == ["newsletter"]


def test_questions_outside_the_keys_purposes_are_not_told(survey):
    elsewhere = Caller(scopes=["surveys:read"], purposes=["service"])
    assert elsewhere.get("surveys/know-you").json()["questions"] == []


def test_replies_are_told_with_what_may_be_read(caller, survey, own_question):
    kari = make_customer(external_id="K7", given_name="Kari")
    made = reply(survey, kari, interests=["skiing"], better="More boots")
    [row] = caller.get("surveys/know-you/submissions").json()["results"]
    assert (row["id"], row["customer"], row["source_ids"]) == (str(made.pk), str(kari.pk), ["K7"])
    assert row["answers"] == [
        {"question": "interests", "fact": "interests", "value": ["skiing"], "declined": False},
        {"question": "better", "fact": None, "value": "More boots", "declined": False},
    ]
    read = ReadEvent.objects.get()
    assert (read.view, read.subjects, read.reference) == (
        "api_replies",
        [kari.pk],
        "survey:know-you",
    )


def test_answers_outside_the_keys_purposes_are_not_told(survey):
    reply(survey, make_customer(), interests=["skiing"], better="More boots")
    elsewhere = Caller(scopes=["submissions:read"], purposes=["service"])
    assert answers_in(elsewhere.get("surveys/know-you/submissions")) == [{}]


def test_private_answers_need_their_scope(caller, survey, own_question):
    reply(survey, make_customer(), interests=["skiing"], better="I am ill")
    Question.objects.filter(pk=own_question.pk).update(is_private=True)
    Attribute.objects.filter(slug="interests").update(sensitivity="private")
    assert answers_in(caller.get("surveys/know-you/submissions")) == [{}]
    open_to = Caller(scopes=["submissions:read", "facts:private"], purposes=["profiling"])
    assert answers_in(open_to.get("surveys/know-you/submissions")) == [
        {"interests": ["skiing"], "better": "I am ill"}
    ]


def test_what_protection_blanks_is_blank_in_replies_too(caller, company):
    want("city")
    own = Question.objects.create(
        slug="where", kind="text", texts={"en": "Where?"},
        attribute=Attribute.objects.get(slug="city"),
    )  # fmt: skip
    survey = make_survey(own.slug, slug="place")
    kari = make_customer(given_name="Kari")
    reply(survey, kari, where="Oslo")
    key = Caller(scopes=["submissions:read"], purposes=["profiling", "customer_care", "insight"])
    assert answers_in(key.get("surveys/place/submissions")) == [{"where": "Oslo"}]
    protect_customer(customer=kari, kind="secret_address", reason="", actor=TESTER, now=NOW)
    assert answers_in(key.get("surveys/place/submissions")) == [{}]


def test_replies_of_the_restricted_are_not_there(caller, survey):
    reply(survey, make_customer(), interests=["skiing"])
    Customer.objects.update(restricted_at=NOW)
    assert caller.get("surveys/know-you/submissions").json()["results"] == []
    assert not ReadEvent.objects.exists()


def test_replies_are_followed_by_time(caller, survey, django_assert_num_queries):
    for hour in range(3):
        reply(survey, make_customer(), at=NOW + timedelta(hours=hour), interests=["skiing"])
    there = "surveys/know-you/submissions?since=2026-03-01T13:00:00Z&ordering=submitted_at"
    with django_assert_num_queries(QUERIES):
        rows = caller.get(there).json()["results"]
    assert [row["submitted_at"] for row in rows] == [
        "2026-03-01T14:00:00+01:00", "2026-03-01T15:00:00+01:00",
    ]  # fmt: skip
    with django_assert_num_queries(QUERIES):
        newest = caller.get("surveys/know-you/submissions?limit=1").json()
    assert newest["results"][0]["submitted_at"] == "2026-03-01T15:00:00+01:00"
    assert newest["next"]


@pytest.mark.parametrize("ordering", ["submitted_at", "-submitted_at"])
def test_replies_of_one_moment_come_once_each(caller, survey, ordering):
    moment = NOW.replace(microsecond=123_456)
    made = {str(reply(survey, make_customer(), at=moment).pk) for _each in range(3)}
    address = f"surveys/know-you/submissions?limit=1&ordering={ordering}"
    seen: list[str] = []
    while address and len(seen) < 5:
        page = caller.get(address).json()
        seen += [row["id"] for row in page["results"]]
        address = (page["next"] or "").partition("/api/v1/")[2]
    assert (len(seen), set(seen)) == (3, made)


def test_links_are_handed_out_once_each(caller, survey):
    kari = make_customer(given_name="Kari")
    body = {"customers": [str(kari.pk), str(kari.pk)]}
    first = caller("POST", "surveys/know-you/links", body)
    [made] = first.json()["results"]
    link = Invitation.objects.get()
    assert (made["customer"], made["outcome"]) == (str(kari.pk), "made")
    assert made["link"] == f"https://kjenn.fjell.example{survey_path(link)}"
    assert first["Cache-Control"] == "no-store"
    [again] = caller("POST", "surveys/know-you/links", body).json()["results"]
    assert (again["outcome"], again["link"]) == ("open", made["link"])
    assert survey_figures(survey).invited == 1


def test_links_are_kept_nowhere_with_the_call(caller, survey):
    body = {"customers": [str(make_customer().pk)]}
    answer = caller("POST", "surveys/know-you/links", body, Idempotency_Key="t1")
    assert answer.json()["results"][0]["link"]
    assert not IdempotencyKey.objects.exists()


def test_nobody_gets_a_link_who_must_not(caller, survey):
    protected, restricted, answered, revoked = (make_customer() for _each in range(4))
    for had_one_before in (protected, restricted):
        make_link(survey, had_one_before)
    protect_customer(customer=protected, kind="secret_address", reason="", actor=TESTER, now=NOW)
    Customer.objects.filter(pk=restricted.pk).update(restricted_at=NOW)
    Invitation.objects.filter(pk=make_link(survey, answered).pk).update(answered_at=NOW)
    revoke_invitations(invitations=[make_link(survey, revoked)], now=timezone.now())
    uids = [protected.pk, restricted.pk, answered.pk, revoked.pk, UUID(int=9)]
    answer = caller("POST", "surveys/know-you/links", {"customers": [str(uid) for uid in uids]})
    assert [(row["outcome"], row["link"]) for row in answer.json()["results"]] == [
        ("protected", None),
        ("unknown", None),
        ("answered", None),
        ("revoked", None),
        ("unknown", None),
    ]
    assert not Disclosure.objects.exists()


def test_nobody_gets_an_empty_form(caller, company):
    want("email")
    make_survey("email", slug="mail-only")
    knows = make_customer(given_name="Kari", email="kari@post.example")
    answer = caller("POST", "surveys/mail-only/links", {"customers": [str(knows.pk)]})
    assert answer.json()["results"][0]["outcome"] == "nothing_to_ask"


def test_who_objected_to_the_use_gets_no_link(caller, company):
    want("email")
    survey = make_survey("email", slug="mail-only")
    kari = make_customer(given_name="Kari", phone="+4791234567")
    make_decision(kari, purpose=survey.purpose.slug, channel="", state="withdrawn")
    answer = caller("POST", "surveys/mail-only/links", {"customers": [str(kari.pk)]})
    assert answer.json()["results"][0]["outcome"] == "objected"


def test_a_link_made_before_the_objection_is_not_handed_out_again(caller, company):
    want("email")
    survey = make_survey("email", slug="mail-only")
    kari = make_customer(given_name="Kari", phone="+4791234567")
    body = {"customers": [str(kari.pk)]}
    assert caller("POST", "surveys/mail-only/links", body).json()["results"][0]["link"]
    make_decision(kari, purpose=survey.purpose.slug, channel="", state="withdrawn")
    [row] = caller("POST", "surveys/mail-only/links", body).json()["results"]
    assert (row["outcome"], row["link"]) == ("objected", None)


def test_what_was_handed_out_is_on_record(caller, survey, django_assert_num_queries):
    people = [make_customer() for _each in range(3)]
    body = {"customers": [str(each.pk) for each in people]}
    caller("POST", "surveys/know-you/links", body)
    made = Disclosure.objects.get()
    assert (made.purpose, made.customer_count, made.reference) == (
        "customer_surveys", 3, "survey:know-you",
    )  # fmt: skip
    assert ReadEvent.objects.get().view == "api_links"


def test_a_key_takes_no_more_links_than_the_days_limit(caller, survey, settings):
    settings.KJENN_EXPORT_ROWS_A_DAY = 1
    body = {"customers": [str(make_customer().pk), str(make_customer().pk)]}
    assert caller("POST", "surveys/know-you/links", body).status_code == 409
    assert not Invitation.objects.exists()


def test_links_are_for_a_purpose_of_the_key_and_an_open_survey(caller, survey):
    body = {"customers": [str(make_customer().pk)]}
    elsewhere = Caller(scopes=["links:write"], purposes=["profiling"])
    assert elsewhere("POST", "surveys/know-you/links", body).status_code == 403
    for state, says in (("draft", "is a draft"), ("closed", "is closed")):
        survey.state = state
        survey.save()
        refused = caller("POST", "surveys/know-you/links", body)
        assert refused.status_code == 409
        assert says in refused.json()["detail"]


@pytest.mark.parametrize(
    "body", [{}, {"customers": []}, {"customers": ["x"]}, {"people": [str(uuid4())]},
             {"customers": [str(UUID(int=n)) for n in range(1001)]}],
)  # fmt: skip
def test_a_call_that_names_nobody_is_refused(caller, survey, body):
    assert caller("POST", "surveys/know-you/links", body).status_code == 400
