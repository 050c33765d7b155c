"""Who gets a survey, how it goes out, and what stops it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as outbox

from config.lib.actor import Actor
from consents.models import DisclosedCustomer, Disclosure
from profiles.models import ContactPoint, Protection, ReadEvent
from profiles.registry import timeline
from surveys.models import Invitation, Mail, Sending
from surveys.selectors.recipients import counted_steps, recipient_steps
from surveys.services.invitations import revoke_invitations
from surveys.services.link_files import hand_over_links
from surveys.services.mails import deliver_waiting_mails
from surveys.services.sendings import (
    SendingRefusedError,
    queue_sending,
    resume_sendings,
    run_sending,
)
from tests.factories import TESTER, make_customer, make_decision
from tests.surveys.conftest import join
from tests.surveys.making import make_survey, want

pytestmark = pytest.mark.django_db


def clock():
    return datetime.now(tz=UTC)


def send(survey, segment, *, as_links=False, channel="email"):
    """Queue a sending and work it off."""
    sending = queue_sending(
        survey=survey,
        segment=segment,
        channel=channel,
        as_links=as_links,
        actor=TESTER,
        now=clock(),
    )
    return run_sending(uid=sending.pk, clock=clock)


@pytest.fixture
def survey(kari):
    want("interests")
    return make_survey("interests", intros={"en": "Hello from {company}: {company.__class__}"})


@pytest.fixture
def willing(kari, segment):
    """Kari, who has agreed to surveys by e-mail, in the segment."""
    make_decision(kari, purpose="customer_surveys")
    join(segment, kari)
    return kari


def numbers(survey, segment, **how):
    steps = recipient_steps(
        survey=survey,
        segment=segment,
        **{"channel": "email", "as_links": False, "now": clock(), **how},
    )
    return {step.key: step.count for step in counted_steps(steps)}


def test_a_survey_without_a_title_still_gives_its_mail_a_subject(survey, segment, willing):
    survey.titles = {}
    survey.save()
    willing.language = "nb"
    willing.save()
    send(survey, segment)
    deliver_waiting_mails(now=clock())
    assert [sent.subject for sent in outbox.outbox] == ["Noen spørsmål til deg"]


def test_the_card_names_the_mails_that_left(survey, segment, willing):
    send(survey, segment)
    deliver_waiting_mails(now=clock())
    titles = [entry.title for entry in timeline(willing.pk, 20)]
    assert "We sent the mail “A few questions”" in titles


def test_only_who_has_agreed_gets_a_mail(survey, segment, willing):
    join(segment, make_customer(given_name="Ola", email="ola@fjell.example"))
    assert numbers(survey, segment) == {
        "members": 2,
        "contact_point": 2,
        "basis": 1,
        "no_opt_out": 1,
        "reachable": 1,
        "willing": 1,
        "askable": 1,
        "fresh": 1,
    }


def test_who_has_nothing_to_answer_gets_none(survey, segment, willing):
    knows = make_customer(given_name="Ola", email="ola@fjell.example", interests=["ski"])
    make_decision(knows, purpose="customer_surveys")
    join(segment, knows)
    assert numbers(survey, segment)["askable"] == 1


@pytest.mark.parametrize("as_links", [False, True])
def test_who_objected_to_what_the_answers_are_for_is_not_asked(survey, segment, willing, as_links):
    make_decision(willing, purpose=survey.purpose.slug, channel="", state="withdrawn")
    assert numbers(survey, segment, as_links=as_links)["willing"] == 0


def test_a_file_of_links_leaves_out_the_protected_alone(survey, segment, kari):
    shielded = make_customer(given_name="Eva")
    Protection.objects.create(
        customer=shielded, kind="secret_address", actor_kind="system", actor_id="tests"
    )
    join(segment, kari, shielded)
    assert numbers(survey, segment, as_links=True, channel="post") == {
        "members": 2,
        "usable": 1,
        "willing": 1,
        "askable": 1,
        "fresh": 1,
    }


def test_a_sending_makes_a_link_and_a_mail(survey, segment, willing):
    done = send(survey, segment)
    assert done.state == "done"
    assert done.counts["invited"] == 1
    assert Invitation.objects.get(kind="survey").customer == willing
    assert Mail.objects.get().to_address == "kari@fjell.example"


def test_nobody_is_invited_twice(survey, segment, willing):
    send(survey, segment)
    again = send(survey, segment)
    assert again.counts["invited"] == 0
    assert Mail.objects.count() == 1


def test_a_second_click_joins_the_sending_that_waits(survey, segment, willing):
    first, second = (
        queue_sending(
            survey=survey,
            segment=segment,
            channel="email",
            as_links=False,
            actor=TESTER,
            now=clock(),
        )
        for _click in range(2)
    )
    assert first == second


def test_sending_opens_a_draft(segment, willing):
    draft = make_survey("what_to_improve", state="draft")
    send(draft, segment)
    draft.refresh_from_db()
    assert draft.state == "open"


def test_a_closed_survey_is_not_sent(segment, willing):
    closed = make_survey("what_to_improve", state="closed")
    with pytest.raises(SendingRefusedError, match="This survey is closed"):
        send(closed, segment)


def test_an_empty_survey_is_not_sent(segment, willing):
    with pytest.raises(SendingRefusedError, match="asks nothing yet"):
        send(make_survey(), segment)


def test_only_mail_leaves_by_itself(survey, segment, willing):
    with pytest.raises(SendingRefusedError, match="Only e-mail can be sent from here"):
        send(survey, segment, channel="sms")


def test_a_sending_left_behind_is_taken_up(survey, segment, willing):
    sending = queue_sending(
        survey=survey, segment=segment, channel="email", as_links=False, actor=TESTER, now=clock()
    )
    Sending.objects.update(state="running", attempts=1, leased_until=clock() - timedelta(minutes=1))
    resume_sendings(clock=clock)
    sending.refresh_from_db()
    assert sending.state == "done"
    assert Mail.objects.count() == 1


def test_a_sending_that_another_worker_has_is_left_alone(survey, segment, willing):
    sending = queue_sending(
        survey=survey, segment=segment, channel="email", as_links=False, actor=TESTER, now=clock()
    )
    Sending.objects.update(state="running", leased_until=clock() + timedelta(minutes=1))
    assert run_sending(uid=sending.pk, clock=clock) is None
    assert not Mail.objects.exists()


def test_a_sending_that_has_no_time_left_goes_back_to_the_queue(
    survey, segment, willing, monkeypatch
):
    monkeypatch.setattr("surveys.services.sendings.CHUNK", 1)
    other = make_customer(given_name="Ola", email="ola@fjell.example")
    make_decision(other, purpose="customer_surveys")
    join(segment, other)
    sending = queue_sending(
        survey=survey, segment=segment, channel="email", as_links=False, actor=TESTER, now=clock()
    )
    run_sending(uid=sending.pk, clock=clock, until=clock())
    sending.refresh_from_db()
    assert (sending.state, sending.counts["invited"], sending.attempts) == ("queued", 1, 0)
    run_sending(uid=sending.pk, clock=clock, until=clock() + timedelta(minutes=1))
    sending.refresh_from_db()
    assert (sending.state, sending.counts["invited"]) == ("done", 2)


def test_a_sending_that_kills_its_worker_five_times_fails(survey, segment, willing):
    sending = queue_sending(
        survey=survey, segment=segment, channel="email", as_links=False, actor=TESTER, now=clock()
    )
    Sending.objects.update(state="running", attempts=5, leased_until=clock() - timedelta(minutes=1))
    resume_sendings(clock=clock)
    sending.refresh_from_db()
    assert sending.state == "failed"


def test_the_mail_brings_the_link_and_the_way_out(survey, segment, willing):
    send(survey, segment)
    deliver_waiting_mails(now=clock())
    [message] = outbox.outbox
    mail = Mail.objects.get()
    assert message.from_email == "Fjell og Vidde <hei@fjell.example>"
    assert message.to == ["kari@fjell.example"]
    assert message.extra_headers["Message-ID"] == f"<{mail.pk}@kjenn.fjell.example>"
    assert message.extra_headers["List-Unsubscribe"].startswith("<https://kjenn.fjell.example/u/")
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "https://kjenn.fjell.example/s/" in message.body
    assert "https://kjenn.fjell.example/c/" in message.body
    assert mail.state == "sent"


def test_the_link_of_the_mail_opens_the_survey(client, survey, segment, willing):
    send(survey, segment)
    deliver_waiting_mails(now=clock())
    link = outbox.outbox[0].body.split("https://kjenn.fjell.example")[1].split()[0]
    assert "A few questions" in client.get(link + "?language=en").content.decode()


def test_a_placeholder_of_ours_is_filled_and_any_other_stays(survey, segment, willing):
    send(survey, segment)
    text = Mail.objects.get().text
    assert "Hello from Fjell og Vidde AS: {company.__class__}" in text


def test_no_row_holds_a_link(survey, segment, willing, snapshot):
    send(survey, segment)
    deliver_waiting_mails(now=clock())
    link = outbox.outbox[0].body.split("https://kjenn.fjell.example/s/")[1].split("/")[0]
    assert link not in snapshot()


def test_a_no_between_writing_and_sending_stops_the_mail(survey, segment, willing):
    send(survey, segment)
    make_decision(
        willing,
        purpose="customer_surveys",
        state="withdrawn",
        method="choices_page",
        occurred_at=clock(),
    )
    deliver_waiting_mails(now=clock())
    assert outbox.outbox == []
    assert Mail.objects.get().state == "stopped"


def test_a_no_to_what_the_answers_are_for_stops_the_mail(survey, segment, willing):
    send(survey, segment)
    make_decision(
        willing, purpose=survey.purpose.slug, channel="", state="withdrawn", occurred_at=clock()
    )
    deliver_waiting_mails(now=clock())
    assert outbox.outbox == []
    assert Mail.objects.get().state == "stopped"


def test_a_revoked_link_stops_its_mail(survey, segment, willing):
    send(survey, segment)
    revoke_invitations(invitations=Invitation.objects.filter(kind="survey"), now=clock())
    deliver_waiting_mails(now=clock())
    assert outbox.outbox == []
    assert Mail.objects.get().error == "The link is no longer open."


def test_a_changed_address_stops_the_mail(survey, segment, willing):
    send(survey, segment)
    ContactPoint.objects.update(bounced_at=clock())
    deliver_waiting_mails(now=clock())
    assert Mail.objects.get().state == "stopped"


def test_a_mail_server_that_is_down_is_tried_again_later(survey, segment, willing, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    send(survey, segment)
    now = clock()
    deliver_waiting_mails(now=now)
    mail = Mail.objects.get()
    assert (mail.state, mail.attempts) == ("waiting", 1)
    assert mail.next_attempt_at == now + timedelta(minutes=1)


def test_after_the_last_try_the_mail_has_failed(survey, segment, willing, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    send(survey, segment)
    Mail.objects.update(attempts=5)
    deliver_waiting_mails(now=clock())
    assert Mail.objects.get().state == "failed"


def test_in_the_trial_nothing_leaves_and_the_mailbox_shows_it(survey, segment, willing, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    send(survey, segment)
    deliver_waiting_mails(now=clock())
    assert Mail.objects.get().state == "sent"
    assert outbox.outbox == []


def test_who_got_three_mails_this_month_rests(survey, segment, willing):
    for _number in range(3):
        Mail.objects.create(
            customer=willing, to_address="x@y.example", state="sent", sent_at=clock()
        )
    assert numbers(survey, segment)["reachable"] == 0


def rows_of(lines):
    return [line.strip().lstrip("\ufeff").split(";") for line in lines]


def test_the_file_holds_a_link_that_opens_the_survey(client, survey, segment, kari):
    join(segment, kari)
    done = send(survey, segment, as_links=True, channel="post")
    header, row = rows_of(
        hand_over_links(sending=done, recipient="Trykkeriet", actor=TESTER, now=clock())
    )
    assert header == [
        "customer_id",
        "external_ids",
        "given_name",
        "family_name",
        "email",
        "personal_link",
        "expires_on",
    ]
    assert row[0] == str(kari.pk)
    assert row[1].startswith("crm:made-")
    assert row[2:5] == ["Kari", "Nordmann", "kari@fjell.example"]
    path = row[5].removeprefix("https://kjenn.fjell.example")
    assert client.get(path).status_code == 200
    assert not Mail.objects.exists()


def test_a_file_of_links_is_a_disclosure(survey, segment, kari):
    join(segment, kari)
    done = send(survey, segment, as_links=True, channel="post")
    person = Actor.steward(7, "Ida")
    list(hand_over_links(sending=done, recipient="Trykkeriet", actor=person, now=clock()))
    made = Disclosure.objects.get()
    assert (made.recipient, made.purpose, made.customer_count) == (
        "Trykkeriet",
        "customer_surveys",
        1,
    )
    assert made.slugs == ["email", "family_name", "given_name"]
    assert DisclosedCustomer.objects.get().customer_uid == kari.pk
    assert ReadEvent.objects.get().subject_count == 1


def test_a_formula_in_a_name_stays_text(survey, segment, kari):
    hostile = make_customer(given_name="=1+1", family_name="@SUM(A1)")
    join(segment, hostile)
    done = send(survey, segment, as_links=True, channel="post")
    row = rows_of(hand_over_links(sending=done, recipient="x", actor=TESTER, now=clock()))[1]
    assert row[2:4] == ["'=1+1", "'@SUM(A1)"]


def test_who_has_answered_is_not_in_the_next_file(survey, segment, kari):
    join(segment, kari)
    done = send(survey, segment, as_links=True, channel="post")
    Invitation.objects.update(answered_at=clock())
    lines = list(hand_over_links(sending=done, recipient="x", actor=TESTER, now=clock()))
    assert len(lines) == 1


def test_who_has_objected_since_is_not_in_the_file(survey, segment, kari):
    join(segment, kari)
    done = send(survey, segment, as_links=True, channel="post")
    make_decision(kari, purpose=survey.purpose.slug, channel="", state="withdrawn")
    lines = list(hand_over_links(sending=done, recipient="x", actor=TESTER, now=clock()))
    assert len(lines) == 1
    assert not DisclosedCustomer.objects.exists()
