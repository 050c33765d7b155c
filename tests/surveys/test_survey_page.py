"""What a personal link opens, and what comes of sending it."""

from datetime import UTC, datetime, timedelta

import pytest

from consents.models import Decision
from profiles.models import ContactPoint, Customer, SourceRecord
from surveys.models import Answer, Invitation, Submission
from surveys.services.invitations import revoke_invitations
from tests.factories import make_customer, make_decision
from tests.surveys.making import make_link, make_survey, survey_path, want

pytestmark = pytest.mark.django_db


def send(client, link, *asked, **typed):
    """Send the form as a browser does, with the texts of the consents as they are shown."""
    shown = client.get(survey_path(link)).content.decode()
    texts = {
        part.split('"')[0]: part.split('value="')[1].split('"')[0]
        for part in shown.split('name="')[1:]
        if part.startswith("text-")
    }
    fields = {name.replace("__", "-"): value for name, value in typed.items()}
    return client.post(survey_path(link), {"do": "send", "asked": asked, **texts, **fields})


@pytest.fixture
def link(kari) -> Invitation:
    want("interests", "life_phase")
    return make_link(make_survey("interests", "life_phase", consents=("newsletter",)), kari)


def test_asks_only_what_is_missing(client, kari):
    want("interests", "preferred_channel")
    knows = make_customer(given_name="Ola", interests=["ski"])
    page = client.get(
        survey_path(make_link(make_survey("interests", "preferred_channel"), knows))
    ).content.decode()
    assert 'name="q-preferred_channel"' in page
    assert 'name="q-interests"' not in page


def test_speaks_the_persons_language(client, company):
    want("interests")
    link = make_link(make_survey("interests"), make_customer(given_name="Ola", language="nb"))
    Invitation.objects.update(language="")
    page = client.get(survey_path(link))
    assert '<html lang="nb">' in page.content.decode()
    assert "Noen spørsmål" in page.content.decode()


def test_shows_nothing_that_the_visitor_did_not_type(client, link):
    page = client.get(survey_path(link)).content.decode()
    assert "Kari" not in page
    assert "Nordmann" not in page
    assert "kari@" not in page


def test_nothing_is_ticked(client, link):
    page = client.get(survey_path(link)).content.decode()
    assert 'name="agree"' in page
    assert "checked" not in page


def test_shows_the_exact_text_with_the_companys_name(client, link):
    page = client.get(survey_path(link)).content.decode()
    assert (
        "Yes, send me the newsletter from Fjell og Vidde AS by e-mail and text message. I can say no at any time."
        in page
    )


def test_an_answer_becomes_a_fact(client, link, kari):
    send(client, link, "interests", q__interests="ski, fiske")
    kari.refresh_from_db()
    assert kari.attributes["interests"] == ["fiske", "ski"]


def test_each_reply_is_a_record_of_its_own(client, link, kari):
    send(client, link, "interests", q__interests="ski")
    record = SourceRecord.objects.get(source__slug="survey")
    assert record.external_id == str(Submission.objects.get().pk)
    assert record.values == {"interests": ["ski"]}
    assert record.customer == kari


def test_completeness_follows_at_once(client, link, kari):
    send(client, link, "interests", q__interests="ski")
    kari.metric.refresh_from_db()
    assert kari.metric.missing == ["life_phase"]


def test_prefer_not_to_say_is_remembered(client, link, kari):
    send(client, link, "life_phase", q__life_phase="-declined-")
    kari.refresh_from_db()
    assert kari.attributes["life_phase"] == {"declined": True}
    assert Answer.objects.get().declined


def test_an_answer_that_was_not_offered_is_refused(client, link, kari):
    page = send(client, link, "life_phase", q__life_phase="astronaut")
    assert page.status_code == 422
    assert "Please choose one of the answers." in page.content.decode()
    assert not Submission.objects.exists()


def test_a_mistake_comes_back_with_what_was_typed(client, company):
    want("employees")
    shop = make_customer(kind="organisation", organisation_name="Butikk AS")
    link = make_link(make_survey("employees"), shop)
    page = send(client, link, "employees", q__employees="many")
    assert page.status_code == 422
    text = page.content.decode()
    assert 'href="#q-employees"' in text
    assert 'aria-describedby="q-employees-error"' in text
    assert 'value="many"' in text


def test_an_empty_form_is_not_used_up(client, link):
    page = send(client, link, "interests", q__interests="")
    assert page.status_code == 422
    assert "You have not answered anything yet." in page.content.decode()
    assert not Submission.objects.exists()


def test_a_yes_is_recorded_with_its_proof(client, link, kari):
    client.defaults["REMOTE_ADDR"] = "198.51.100.77"
    client.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (X11; Linux) Gecko/20100101 Firefox/140.0"
    send(client, link, "interests", agree="newsletter:email")
    yes = Decision.objects.get(state="given")
    assert (yes.purpose, yes.channel, yes.method) == ("newsletter", "email", "form")
    assert yes.evidence == {"ip": "198.51.100.0/24", "browser": "Firefox"}
    assert len(yes.wording) == 64
    assert yes.language == "en"
    assert yes.actor_kind == "subject"
    assert yes.actor_id == str(kari.pk)


def test_a_forged_header_does_not_change_the_proof(client, link):
    client.defaults["REMOTE_ADDR"] = "198.51.100.77"
    client.defaults["HTTP_X_FORWARDED_FOR"] = "203.0.113.9"
    send(client, link, "interests", agree="newsletter:email")
    assert Decision.objects.get(state="given").evidence["ip"] == "198.51.100.0/24"


def test_what_was_left_empty_counts_as_asked(client, link):
    send(client, link, "interests", q__interests="ski")
    assert list(Decision.objects.values_list("purpose", "channel", "state")) == [
        ("newsletter", "email", "requested")
    ]


def test_a_yes_to_a_text_that_has_changed_is_not_recorded(client, link):
    page = client.post(
        survey_path(link), {"do": "send", "agree": "newsletter:email", "text-newsletter": "0" * 64}
    )
    assert page.status_code == 422
    assert "The text has changed since you opened the page." in page.content.decode()
    assert not Decision.objects.exists()


def test_an_address_typed_in_the_form_gets_the_consent(client, company):
    want("interests")
    nobody = make_customer(given_name="Ola")
    link = make_link(make_survey("interests", consents=("newsletter",)), nobody)
    page = send(
        client, link, "interests", agree="newsletter:email", contact__email="Ola@Fjell.example"
    )
    assert page.status_code == 200
    point = ContactPoint.objects.get(customer=nobody)
    assert point.normalised == "ola@fjell.example"
    assert Decision.objects.get(state="given").commitment != ""


def test_a_yes_without_an_address_asks_for_it(client, company):
    want("interests")
    link = make_link(
        make_survey("interests", consents=("newsletter",)), make_customer(given_name="Ola")
    )
    page = send(client, link, "interests", q__interests="ski", agree="newsletter:email")
    assert page.status_code == 422
    assert "Write the e-mail address that we may use." in page.content.decode()
    assert not Submission.objects.exists()


def test_an_address_beside_an_empty_box_is_not_kept(client, company):
    want("interests")
    link = make_link(
        make_survey("interests", consents=("newsletter",)), make_customer(given_name="Ola")
    )
    send(client, link, "interests", q__interests="ski", contact__email="ola@fjell.example")
    assert not ContactPoint.objects.exists()


def test_who_has_said_no_is_not_asked_again(client, kari):
    make_decision(kari, state="withdrawn", method="choices_page")
    want("interests")
    link = make_link(make_survey("interests", consents=("newsletter",)), kari)
    page = client.get(survey_path(link)).content.decode()
    assert "newsletter:email" not in page


def test_the_receipt_says_what_was_agreed_to(client, link):
    page = send(client, link, "interests", agree="newsletter:email").content.decode()
    assert "What you said yes to" in page
    assert "k***@f***.example" in page
    assert "https://kjenn.fjell.example/c/" in page


def test_sending_twice_stores_once_and_shows_the_same(client, link):
    first = send(client, link, "interests", q__interests="ski", agree="newsletter:email")
    again = client.post(
        survey_path(link), {"do": "send", "asked": "interests", "q-interests": "fiske"}
    )
    assert again.content == first.content
    assert Submission.objects.count() == 1
    assert Customer.objects.get().attributes["interests"] == ["ski"]
    assert Decision.objects.filter(state="given").count() == 1


def test_a_page_opened_before_an_import_still_goes_through(client, link, kari):
    page = send(client, link, "interests", "interests", q__interests="ski")
    assert page.status_code == 200


def test_a_question_of_another_survey_is_ignored(client, link, kari):
    send(client, link, "interests", "phone", q__interests="ski", q__phone="+4791234567")
    kari.refresh_from_db()
    assert "phone" not in kari.attributes


def test_a_customer_may_write_what_looks_like_a_placeholder(client, link, kari):
    send(client, link, "interests", q__interests="{company.__class__}")
    kari.refresh_from_db()
    assert kari.attributes["interests"] == ["{company.__class__}"]


def test_a_draft_is_kept_and_shown_in_the_same_browser(client, link):
    saved = client.post(
        survey_path(link), {"do": "save", "asked": "interests", "q-interests": "ski"}
    )
    assert saved.status_code == 200
    assert 'value="ski"' in client.get(survey_path(link)).content.decode()


def test_a_draft_is_not_shown_in_another_browser(client, link, client_elsewhere):
    client.post(survey_path(link), {"do": "save", "asked": "interests", "q-interests": "ski"})
    page = client_elsewhere.get(survey_path(link)).content.decode()
    assert 'value="ski"' not in page
    assert "You have answered this on another device." in page


def test_saving_in_another_browser_does_not_reveal_the_draft(client, link, client_elsewhere):
    client.post(survey_path(link), {"do": "save", "asked": "interests", "q-interests": "ski"})
    client_elsewhere.post(survey_path(link), {"do": "save", "asked": "interests"})
    assert 'value="ski"' not in client_elsewhere.get(survey_path(link)).content.decode()


def test_a_draft_counts_when_the_form_is_sent_elsewhere(client, link, client_elsewhere, kari):
    client.post(survey_path(link), {"do": "save", "asked": "interests", "q-interests": "ski"})
    send(client_elsewhere, link, "interests", "life_phase", q__life_phase="-declined-")
    kari.refresh_from_db()
    assert kari.attributes["interests"] == ["ski"]


def test_a_draft_never_holds_a_consent(client, link):
    client.post(
        survey_path(link),
        {"do": "save", "asked": "interests", "q-interests": "ski", "agree": "newsletter:email"},
    )
    assert "checked" not in client.get(survey_path(link)).content.decode()
    assert not Decision.objects.exists()


def test_a_draft_is_gone_once_the_form_is_sent(client, link):
    client.post(survey_path(link), {"do": "save", "asked": "interests", "q-interests": "ski"})
    send(client, link, "interests", q__interests="ski")
    link.refresh_from_db()
    assert link.draft == {}


def closed_pages(client, kari):
    """Return the page of each kind of link that opens nothing."""
    want("interests")
    survey = make_survey("interests", consents=("newsletter",))
    used, expired, revoked, closed = (
        make_link(survey, customer)
        for customer in [kari, *(make_customer(given_name=name) for name in "ABC")]
    )
    send(client, used, "interests", q__interests="ski")
    Invitation.objects.filter(pk=expired.pk).update(
        expires_at=datetime.now(tz=UTC) - timedelta(days=1)
    )
    path = survey_path(revoked)
    revoke_invitations(invitations=[revoked], now=datetime.now(tz=UTC))
    other = make_link(make_survey("interests", state="closed"), closed.customer)
    return {
        "used": client.get(survey_path(used) + "?language=en"),
        "expired": client.get(survey_path(expired) + "?language=en"),
        "revoked": client.get(path + "?language=en"),
        "closed": client.get(survey_path(other) + "?language=en"),
        "unknown": client.get("/s/" + "x" * 43 + "/?language=en"),
    }


def test_every_closed_link_says_its_reason(client, kari):
    pages = {kind: page.content.decode() for kind, page in closed_pages(client, kari).items()}
    assert "<h1>Your answers have arrived</h1>" in pages["used"]
    assert "<h1>This link has run out</h1>" in pages["expired"]
    assert "<h1>This link is no longer in use</h1>" in pages["revoked"]
    assert "<h1>This survey is closed</h1>" in pages["closed"]
    assert "<h1>We do not know this link</h1>" in pages["unknown"]


def test_closed_links_have_pages_of_one_shape(client, kari):
    shapes = set()
    for page in closed_pages(client, kari).values():
        text = page.content.decode()
        shapes.add(tuple(part.split(">")[0].split(" ")[0] for part in text.split("<")))
    assert len(shapes) == 1


def test_closed_links_reveal_nothing(client, kari):
    for page in closed_pages(client, kari).values():
        text = page.content.decode()
        assert "Kari" not in text
        assert "A few questions" not in text
        assert "/c/" not in text


def test_token_pages_stay_out_of_caches_and_referers(client, link, kari):
    for page in [client.get(survey_path(link)), *closed_pages(client, kari).values()]:
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"


def test_no_token_is_logged(client, kari, caplog):
    closed_pages(client, kari)
    assert "/s/" not in caplog.text


def test_many_unknown_links_from_one_network_have_to_wait(client, link):
    for number in range(30):
        client.get(f"/s/{number:043}/")
    page = client.get(survey_path(link))
    assert page.status_code == 429
    assert page.headers["Retry-After"] == "600"
    assert client.get(survey_path(link), REMOTE_ADDR="203.0.113.9").status_code == 200


def test_the_use_of_a_restricted_customers_data_stops_the_form(client, link, kari):
    Customer.objects.update(restricted_at=datetime.now(tz=UTC))
    assert client.get(survey_path(link)).status_code == 410


def test_nothing_left_to_ask_says_so(client, kari):
    want("interests")
    knows = make_customer(given_name="Ola", interests=["ski"])
    page = client.get(survey_path(make_link(make_survey("interests"), knows)))
    assert "We know all that we need" in page.content.decode()
