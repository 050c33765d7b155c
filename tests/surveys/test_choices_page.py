"""The page "My choices", and the one click in a mail."""

import re
from datetime import UTC, datetime

import pytest

from consents.models import Decision, DecisionState
from consents.selectors import permission
from profiles.models import Customer
from tests.factories import NOW, make_customer, make_decision
from tests.surveys.making import (
    choices_path,
    make_choices_link,
    make_link,
    make_survey,
    unsubscribe_path,
    want,
)

pytestmark = pytest.mark.django_db


def taps(client, path, wish):
    """Return the forms of the page that say yes or no, each as what it posts."""
    page = client.get(path).content.decode()
    forms = re.findall(r"<form method=\"post\">(.*?)</form>", page, re.DOTALL)
    found = []
    for form in forms:
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
        if f'name="wish" value="{wish}"' in form:
            found.append({**fields, "wish": wish})
    return found


def tap(client, path, wish, purpose):
    """Make the one tap that says yes or no to a purpose by e-mail."""
    [fields] = [
        found
        for found in taps(client, path, wish)
        if found["purpose"] == purpose and found["channel"] == "email"
    ]
    return client.post(path, fields)


def present(purpose):
    return DecisionState.objects.get(purpose=purpose, channel="email").state


@pytest.fixture
def path(kari):
    return choices_path(make_choices_link(kari))


def test_a_yes_takes_one_tap(client, path):
    tap(client, path, "yes", "newsletter")
    assert present("newsletter") == "given"


def test_a_no_takes_one_tap_as_well(client, path):
    tap(client, path, "yes", "newsletter")
    tap(client, path, "no", "newsletter")
    assert present("newsletter") == "withdrawn"


def test_a_no_without_an_earlier_yes_is_a_refusal(client, path):
    tap(client, path, "no", "newsletter")
    assert present("newsletter") == "refused"


def test_a_tap_is_proved_like_a_form(client, path):
    client.defaults["REMOTE_ADDR"] = "2001:db8:aaaa:bbbb::1"
    tap(client, path, "yes", "newsletter")
    decision = Decision.objects.get()
    assert decision.method == "choices_page"
    assert decision.evidence["ip"] == "2001:db8:aaaa::/48"
    assert len(decision.wording) == 64


def test_saying_the_same_again_adds_nothing(client, path):
    [fields] = [
        found
        for found in taps(client, path, "no")
        if found["purpose"] == "newsletter" and found["channel"] == "email"
    ]
    client.post(path, fields)
    client.post(path, fields)
    assert Decision.objects.count() == 1


def test_no_to_all_marketing_stops_everything_at_once(client, path, kari):
    make_decision(kari, purpose="newsletter")
    make_decision(kari, purpose="offers")
    client.post(path, {"do": "no-to-all"})
    now = datetime.now(tz=UTC)
    for purpose in ("newsletter", "offers", "customer_surveys", "marketing"):
        found = permission(customer_uid=kari.pk, purpose=purpose, channel="email", now=now)
        assert not found.allowed
    assert DecisionState.objects.get(purpose="profiling").state == "withdrawn"


def test_a_new_yes_after_no_to_all_counts(client, path, kari):
    client.post(path, {"do": "no-to-all"})
    tap(client, path, "yes", "newsletter")
    now = datetime.now(tz=UTC)
    assert permission(customer_uid=kari.pk, purpose="newsletter", channel="email", now=now).allowed
    assert not permission(customer_uid=kari.pk, purpose="offers", channel="email", now=now).allowed


def test_a_contact_detail_of_somebody_else_is_refused(client, path, kari):
    other = make_customer(given_name="Ola", email="ola@fjell.example")
    theirs = other.contact_points.get()
    page = client.post(
        path,
        {"purpose": "newsletter", "channel": "email", "contact": theirs.pk, "wish": "no"},
    )
    assert page.status_code == 422
    assert not Decision.objects.exists()


def test_a_yes_to_a_text_that_has_changed_is_refused(client, path, kari):
    page = client.post(
        path,
        {
            "purpose": "newsletter",
            "channel": "email",
            "contact": kari.contact_points.get().pk,
            "wish": "yes",
            "wording": "0" * 64,
        },
    )
    assert page.status_code == 422
    assert not Decision.objects.exists()


def test_the_address_is_masked(client, path):
    page = client.get(path).content.decode()
    assert "k***@f***.example" in page
    assert "kari@fjell.example" not in page


def test_a_survey_link_does_not_open_my_choices(client, kari):
    want("interests")
    link = make_link(make_survey("interests"), kari)
    assert client.get(choices_path(link)).status_code == 404


def test_one_click_of_a_survey_mail_ends_surveys_by_mail(client, kari):
    make_decision(kari, purpose="customer_surveys")
    make_decision(kari, purpose="newsletter")
    link = make_link(make_survey("what_to_improve"), kari)
    page = client.post(unsubscribe_path(link), {"List-Unsubscribe": "One-Click"})
    assert page.status_code == 200
    assert present("customer_surveys") == "withdrawn"
    assert present("newsletter") == "given"
    assert Decision.objects.filter(state="withdrawn").get().method == "one_click"


def test_one_click_works_after_the_survey_link_has_run_out(client, kari):
    make_decision(kari, purpose="customer_surveys")
    link = make_link(make_survey("what_to_improve"), kari, now=NOW.replace(year=2020))
    client.post(unsubscribe_path(link), {"List-Unsubscribe": "One-Click"})
    assert present("customer_surveys") == "withdrawn"


def test_one_click_of_a_choices_link_ends_all_mail(client, kari):
    make_decision(kari, purpose="newsletter")
    client.post(unsubscribe_path(make_choices_link(kari)), {"List-Unsubscribe": "One-Click"})
    assert present("newsletter") == "withdrawn"
    assert present("offers") == "refused"


def test_one_click_twice_adds_nothing(client, kari):
    path = unsubscribe_path(make_link(make_survey("what_to_improve"), kari))
    client.post(path, {"List-Unsubscribe": "One-Click"})
    client.post(path, {"List-Unsubscribe": "One-Click"})
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_changes_nothing(client, kari, method, snapshot):
    want("interests")
    survey = make_link(make_survey("interests", consents=("newsletter",)), kari)
    choices = make_choices_link(kari)
    before = snapshot()
    for path in (
        f"/s/{'x' * 43}/",
        unsubscribe_path(survey),
        unsubscribe_path(choices),
        choices_path(choices),
        unsubscribe_path(survey).replace("/u/", "/s/"),
    ):
        getattr(client, method)(path)
    assert snapshot() == before


def test_a_customer_without_a_contact_detail_sees_how_facts_are_used(client, company):
    Customer.objects.all().delete()
    nobody = make_customer(given_name="Ola")
    page = client.get(choices_path(make_choices_link(nobody))).content.decode()
    assert "Choosing offers for you" in page
