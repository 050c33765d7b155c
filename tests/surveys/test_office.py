"""The screens of surveys in the back office, and who may do what there."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from consents.models import Disclosure
from profiles.models import ReadEvent
from surveys.models import Invitation, Mail, Sending, Submission, Survey
from surveys.services.mails import deliver_waiting_mails
from surveys.services.reply import Reply
from surveys.services.sendings import run_sending
from surveys.services.submissions import submit
from tests.factories import make_colleague, make_decision
from tests.surveys.conftest import join
from tests.surveys.making import make_link, make_survey, want

pytestmark = pytest.mark.django_db


def clock():
    return datetime.now(tz=UTC)


@pytest.fixture
def office(client, company):
    client.force_login(make_colleague("marketer"))
    return client


@pytest.fixture
def survey(kari):
    want("interests")
    return make_survey("interests", slug="know-you")


@pytest.fixture
def willing(kari, segment):
    make_decision(kari, purpose="customer_surveys")
    join(segment, kari)
    return kari


def filled(**changes):
    """Return what the form of a new survey posts."""
    return {
        "name": "Spring",
        "purpose": "profiling",
        "max_questions": "5",
        "valid_days": "30",
        "titles_en": "A few questions",
        "questions": ["interests", "what_to_improve"],
        "consents": ["newsletter"],
        **changes,
    }


def test_a_survey_is_made_from_the_bank(office):
    page = office.post(reverse("admin:survey_make"), filled())
    made = Survey.objects.get()
    assert page.status_code == 302
    assert (made.slug, made.state, made.titles) == ("spring", "draft", {"en": "A few questions"})
    assert list(made.entries.order_by("position").values_list("question__slug", flat=True)) == [
        "interests",
        "what_to_improve",
    ]
    assert made.consents.get().purpose.slug == "newsletter"


def test_the_texts_are_there_in_every_language(office):
    page = office.get(reverse("admin:survey_make")).content.decode()
    assert "Noen få spørsmål til deg" in page
    assert "Muutama kysymys sinulle" in page


def test_what_the_purpose_may_not_use_is_refused(office):
    page = office.post(reverse("admin:survey_make"), filled(questions=["tax_exempt"]))
    assert page.status_code == 422
    assert "may not use what these questions ask for" in page.content.decode()
    assert not Survey.objects.exists()


def test_a_survey_that_asks_nothing_is_refused(office):
    page = office.post(reverse("admin:survey_make"), filled(questions=[], consents=[]))
    assert page.status_code == 422
    assert "Choose at least one question or consent." in page.content.decode()


def test_a_survey_can_be_changed(office, survey):
    office.post(
        reverse("admin:survey_change", args=[survey.pk]), filled(questions=["what_to_improve"])
    )
    survey.refresh_from_db()
    assert survey.name == "Spring"
    assert survey.slug == "know-you"
    assert survey.entries.get().question.slug == "what_to_improve"


def test_two_surveys_of_one_name_have_two_codes(office):
    for _number in range(2):
        office.post(reverse("admin:survey_make"), filled())
    assert sorted(Survey.objects.values_list("slug", flat=True)) == ["spring", "spring-2"]


@pytest.mark.parametrize("language", ["nb", "sv", "fi", "da", "en"])
def test_the_form_can_be_seen_in_every_language(office, survey, language):
    page = office.get(
        reverse("admin:survey_preview", args=[survey.pk]), {"language": language}
    ).content.decode()
    assert f'<html lang="{language}">' in page
    assert 'name="q-interests"' in page


def test_before_sending_the_page_says_who_gets_it(office, survey, segment, willing):
    page = office.get(
        reverse("admin:survey_send", args=[survey.pk]),
        {"segment": segment.pk, "way": "mail", "channel": "email"},
    ).content.decode()
    assert "Send it to 1 person" in page
    assert not Invitation.objects.exists()


def test_where_nobody_may_be_mailed_the_page_offers_the_file(office, survey, segment, kari):
    join(segment, kari)
    page = office.get(
        reverse("admin:survey_send", args=[survey.pk]),
        {"segment": segment.pk, "way": "mail", "channel": "email"},
    ).content.decode()
    assert "Take the personal links as a file instead." in page


def test_those_who_will_not_get_it_can_be_opened_with_the_reason(office, survey, segment, kari):
    join(segment, kari)
    page = office.get(
        reverse("admin:survey_send", args=[survey.pk]), {"segment": segment.pk, "way": "mail"}
    ).content.decode()
    people = reverse(
        "admin:segments_segment_people", args=[segment.pk, "customer_surveys", "email", "basis"]
    )
    assert "There is no consent, and no other lawful basis." in page
    assert f'<a class="k-link" href="{people}?fell=1">1</a>' in page
    assert "Kari" in office.get(people, {"fell": "1"}).content.decode()


def send(office, survey, segment, way):
    """Send as the page does, and let the worker do its part."""
    page = office.post(
        reverse("admin:survey_send", args=[survey.pk]),
        {"segment": segment.pk, "way": way, "channel": "post"},
    )
    assert page.status_code == 302
    sending = Sending.objects.get()
    run_sending(uid=sending.pk, clock=clock)
    deliver_waiting_mails(now=clock())
    return page.headers["Location"]


def test_a_sending_can_be_followed(office, survey, segment, willing):
    address = send(office, survey, segment, "mail")
    assert "1 person was invited." in office.get(address).content.decode()
    assert office.get(address + "progress/").json() == {
        "share": 100,
        "text": "1 invited",
        "finished": True,
    }


def test_the_mailbox_shows_the_mail_and_its_link_works(office, client, survey, segment, willing):
    send(office, survey, segment, "mail")
    page = office.get(
        reverse("admin:surveys_mail_change", args=[Mail.objects.get().pk])
    ).content.decode()
    [link, *_more] = re.findall(r"https://kjenn.fjell.example(/s/[^/]+/)", page)
    assert client.get(link).status_code == 200


def test_the_file_of_links_is_fetched_and_noted(office, survey, segment, kari):
    join(segment, kari)
    address = send(office, survey, segment, "links")
    answer = office.post(address, {"recipient": "The printer"})
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="links-know-you-')
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "https://kjenn.fjell.example/s/" in text
    assert Disclosure.objects.get().recipient == "The printer"


def test_the_file_needs_a_recipient(office, survey, segment, kari):
    join(segment, kari)
    address = send(office, survey, segment, "links")
    assert office.post(address, {"recipient": ""}).status_code == 422
    assert not Disclosure.objects.exists()


@pytest.fixture
def reply(kari):
    want("interests", "life_phase")
    link = make_link(make_survey("interests", "life_phase"), kari)
    said = Reply(answers={"interests": ["ski"], "life_phase": "studying"}, language="en")
    return submit(invitation_uid=link.pk, reply=said, now=clock())


def test_replies_are_read_in_words(office, reply):
    page = office.get(reverse("admin:survey_replies", args=[reply.survey_id])).content.decode()
    assert "Which hobbies do you enjoy?" in page
    assert ">ski<" in page


def test_private_answers_are_not_written_out(office, reply):
    page = office.get(reverse("admin:survey_replies", args=[reply.survey_id])).content.decode()
    assert "Answered; private" in page
    assert "Studying" not in page


def test_reading_replies_is_noted(office, reply, kari):
    office.get(reverse("admin:survey_replies", args=[reply.survey_id]))
    assert ReadEvent.objects.get(view="reply_list").subjects == [kari.pk]


def test_a_link_is_revoked(office, reply, kari):
    link = make_link(make_survey("what_to_improve"), kari)
    office.post(
        reverse("admin:surveys_invitation_changelist"),
        {"action": "revoke", "_selected_action": [link.pk]},
    )
    link.refresh_from_db()
    assert link.revoked_at is not None


def test_a_survey_is_closed_and_opened_again(office, survey):
    address = reverse("admin:survey_overview", args=[survey.pk])
    office.post(address, {"do": "close"})
    assert Survey.objects.get().state == "closed"
    office.post(address, {"do": "open"})
    assert Survey.objects.get().state == "open"


def test_a_draft_is_opened_for_programs_that_hand_out_its_links(office):
    draft = make_survey("what_to_improve", state="draft")
    address = reverse("admin:survey_overview", args=[draft.pk])
    assert "Open without sending" in office.get(address).content.decode()
    office.post(address, {"do": "open"})
    draft.refresh_from_db()
    assert draft.state == "open"


def test_the_words_of_a_question_can_be_changed(office, survey):
    question = survey.questions.get()
    office.post(
        reverse("admin:surveys_question_change", args=[question.pk]),
        {"texts_en": "What do you like?", "is_active": "on"},
    )
    question.refresh_from_db()
    assert question.texts == {"en": "What do you like?"}
    assert question.attribute.slug == "interests"


def screens(survey, sending_uid):
    key = survey.pk
    return {
        "list": reverse("admin:surveys_survey_changelist"),
        "make": reverse("admin:survey_make"),
        "change": reverse("admin:survey_change", args=[key]),
        "overview": reverse("admin:survey_overview", args=[key]),
        "preview": reverse("admin:survey_preview", args=[key]),
        "send": reverse("admin:survey_send", args=[key]),
        "sending": reverse("admin:survey_sending", args=[key, sending_uid]),
        "replies": reverse("admin:survey_replies", args=[key]),
        "mails": reverse("admin:surveys_mail_changelist"),
        "links": reverse("admin:surveys_invitation_changelist"),
        "questions": reverse("admin:surveys_question_changelist"),
    }


@pytest.mark.parametrize(
    ("role", "open_screens"),
    [
        (
            "marketer",
            "list make change overview preview send sending replies mails links questions",
        ),
        ("steward", "list make change overview preview sending replies mails links questions"),
        ("officer", "list overview preview sending replies mails links questions"),
        ("analyst", "list overview preview questions sending"),
    ],
)
def test_each_role_sees_its_screens(client, survey, segment, role, open_screens):
    sending = Sending.objects.create(
        survey=survey, segment=segment, actor_kind="system", actor_id="tests"
    )
    client.force_login(make_colleague(role))
    allowed = {
        name
        for name, address in screens(survey, sending.pk).items()
        if client.get(address).status_code == 200
    }
    assert allowed == set(open_screens.split())


def test_a_steward_may_not_send(client, survey, segment, company):
    client.force_login(make_colleague("steward"))
    page = client.post(
        reverse("admin:survey_send", args=[survey.pk]),
        {"segment": segment.pk, "way": "links", "channel": "post"},
    )
    assert page.status_code == 403
    assert not Sending.objects.exists()


def test_nobody_enters_without_signing_in(client, survey):
    assert client.get(reverse("admin:survey_overview", args=[survey.pk])).status_code == 302


def test_the_customer_card_shows_the_reply(client, reply, kari):
    client.force_login(make_colleague("steward"))
    page = client.get(reverse("admin:profiles_customer_change", args=[kari.pk])).content.decode()
    assert "Which hobbies do you enjoy?" in page
    assert "Replied to “Know you better”" in page
    assert Submission.objects.count() == 1
