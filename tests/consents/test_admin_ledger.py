"""The ledger, the texts, the purposes and the hand-overs in the back office."""

from datetime import timedelta

import pytest
from django.urls import reverse

from config.lib.errors import DomainError
from consents.choices import Channel, State
from consents.models import Disclosure, Purpose, Wording
from consents.selectors import permission
from consents.selectors.one_person import contact_answers
from consents.services.purposes import publish_wordings
from profiles.models import Customer, CustomerMetric, Protection, ReadEvent
from profiles.registry import timeline
from tests.factories import NOW, TESTER, make_colleague, make_customer, make_decision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
ENTRIES = "admin:consents"


@pytest.fixture
def kari():
    return make_customer(
        given_name="Kari", family_name="Ødegård", email="kari@post.example", phone="+4791234567"
    )


@pytest.fixture
def officer(client):
    client.force_login(make_colleague("officer"))
    return client


def shown(client, **asked):
    lines = client.get(reverse(ENTRIES), asked).context["lines"]
    return [(str(line.customer), line.purpose, line.state) for line in lines]


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("administrator", 200),
        ("officer", 200),
        ("steward", 200),
        ("marketer", 200),
        ("analyst", 403),
    ],
)
def test_each_role_reads_the_ledger_or_not(client, role, status):
    client.force_login(make_colleague(role))
    assert client.get(reverse(ENTRIES)).status_code == status


def test_entries_stand_newest_first_in_words(officer, kari):
    make_decision(kari)
    make_decision(kari, state=State.WITHDRAWN, occurred_at=NOW + timedelta(days=1))
    assert shown(officer) == [
        ("Kari Ødegård", "Newsletter", "Withdrawn"),
        ("Kari Ødegård", "Newsletter", "Yes"),
    ]


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"words": "ødeg"}, 1),
        ({"words": "nobody"}, 0),
        ({"purpose": "newsletter"}, 2),
        ({"purpose": "offers"}, 0),
        ({"channel": "email"}, 2),
        ({"channel": "sms"}, 0),
        ({"screen_state": "yes"}, 2),
        ({"screen_state": "withdrawn"}, 0),
    ],
)
def test_the_ledger_is_narrowed(officer, kari, asked, count):
    make_decision(kari)
    make_decision(make_customer(given_name="Ola", email="ola@post.example"))
    assert len(shown(officer, **asked)) == count


def test_reading_the_ledger_is_noted(officer, kari):
    make_decision(kari)
    officer.get(reverse(ENTRIES))
    noted = ReadEvent.objects.get()
    assert (noted.view, noted.subjects) == ("consent_list", [kari.pk])


def test_a_page_of_entries_costs_the_same_however_many_people(
    officer, kari, django_assert_num_queries
):
    make_decision(kari)
    officer.get(reverse(ENTRIES))
    with django_assert_num_queries(9, exact=False) as few:
        officer.get(reverse(ENTRIES))
    for number in range(5):
        make_decision(make_customer(given_name="Ola", email=f"ola{number}@post.example"))
    with django_assert_num_queries(len(few)):
        officer.get(reverse(ENTRIES))


def test_a_decision_is_on_the_timeline(kari):
    make_decision(kari)
    assert [(e.title, e.detail) for e in timeline(kari.pk, 5) if e.kind == "decision"] == [
        ("Newsletter: Yes", "E-mail · Form behind a personal link")
    ]


def test_a_changed_text_becomes_a_new_version_and_the_old_one_stays():
    newsletter = Purpose.objects.get(slug="newsletter")
    old = Wording.objects.get(purpose=newsletter, language="en", is_current=True)
    publish_wordings(
        purpose=newsletter, texts={"en": "Yes, please."}, channels=["email"], actor=TESTER
    )
    old.refresh_from_db()
    new = Wording.objects.get(purpose=newsletter, language="en", is_current=True)
    assert (new.version, new.text, new.channels) == (2, "Yes, please.", ["email"])
    assert (old.is_current, old.text) == (False, old.text)
    assert new.sha256 == new.digest()


def test_a_text_that_did_not_change_stays_in_use():
    newsletter = Purpose.objects.get(slug="newsletter")
    old = Wording.objects.get(purpose=newsletter, language="nb", is_current=True)
    fresh = publish_wordings(
        purpose=newsletter, texts={"nb": old.text, "en": "New"}, channels=old.channels, actor=TESTER
    )
    assert [row.language for row in fresh] == ["en"]


def test_an_old_text_that_returns_is_used_again():
    newsletter = Purpose.objects.get(slug="newsletter")
    old = Wording.objects.get(purpose=newsletter, language="en", is_current=True)
    publish_wordings(purpose=newsletter, texts={"en": "Other"}, channels=old.channels, actor=TESTER)
    publish_wordings(
        purpose=newsletter, texts={"en": old.text}, channels=old.channels, actor=TESTER
    )
    assert Wording.objects.get(purpose=newsletter, language="en", is_current=True) == old


@pytest.mark.parametrize(("texts", "channels"), [({"en": "  "}, ["email"]), ({"en": "Yes"}, [])])
def test_an_empty_text_or_one_for_no_channel_is_refused(texts, channels):
    newsletter = Purpose.objects.get(slug="newsletter")
    before = Wording.objects.count()
    with pytest.raises(DomainError):
        publish_wordings(purpose=newsletter, texts=texts, channels=channels, actor=TESTER)
    assert Wording.objects.count() == before


def test_the_officer_publishes_a_text(officer):
    officer.post(
        reverse("admin:publish_texts", args=["newsletter"]),
        {"channels": ["email"], "en": "Yes, please."},
    )
    page = officer.get(reverse("admin:consent_texts", args=["newsletter"])).content.decode()
    assert "Yes, please." in page
    assert "1 earlier version" in page


def test_a_steward_reads_texts_and_publishes_none(client):
    client.force_login(make_colleague("steward"))
    assert client.get(reverse("admin:consent_texts", args=["newsletter"])).status_code == 200
    before = Wording.objects.count()
    answer = client.post(
        reverse("admin:publish_texts", args=["newsletter"]), {"en": "Yes", "channels": ["email"]}
    )
    assert (answer.status_code, Wording.objects.count()) == (403, before)


def test_the_hand_overs_are_read_and_never_changed(officer):
    row = Disclosure.objects.create(
        recipient="The printer", purpose="offers", channel="post", reference="export:3", slugs=["email"],
        customer_count=7, actor_kind="system", actor_id="t",
    )  # fmt: skip
    page = officer.get(reverse("admin:consents_disclosure_changelist")).content.decode()
    assert "The printer" in page
    address = reverse("admin:consents_disclosure_change", args=[row.pk])
    assert officer.get(address).status_code == 200
    assert officer.post(address, {"recipient": "x"}).status_code == 403


def people():
    """One customer for each way in which the staircase ends."""
    willing = make_customer(given_name="W", email="w@post.example", phone="+4791234567")
    make_decision(willing)
    refusing = make_customer(given_name="R", email="r@post.example")
    make_decision(refusing, state=State.REFUSED)
    shielded = make_customer(given_name="S", email="s@post.example", phone="+4791234568")
    make_decision(shielded)
    Protection.objects.create(
        customer=shielded, kind="protected_identity", actor_kind="system", actor_id="t"
    )
    restricted = make_customer(given_name="X", email="x@post.example")
    make_decision(restricted)
    Customer.objects.filter(pk=restricted.pk).update(restricted_at=NOW)
    buyer = make_customer(given_name="B", email="b@post.example", phone="+4791234569")
    CustomerMetric.objects.filter(customer=buyer).update(purchase_count=1)
    nobody = make_customer(given_name="N")
    return [willing, refusing, shielded, restricted, buyer, nobody]


def test_the_card_and_the_staircase_say_the_same():
    now = NOW + timedelta(hours=1)
    told = 0
    for customer in people():
        fresh = Customer.objects.get(pk=customer.pk)
        for purpose, answer in zip(
            ("service", "newsletter", "offers", "customer_surveys"),
            contact_answers(fresh, now=now),
            strict=True,
        ):
            for line in answer.channels:
                stairs = permission(
                    customer_uid=fresh.pk, purpose=purpose, channel=line.channel, now=now
                )
                assert (line.is_allowed, line.why) == (stairs.allowed, stairs.reason), (
                    purpose,
                    line,
                )
                told += 1
    assert told == 6 * 15


def test_channels_stand_in_words(kari):
    make_decision(kari)
    newsletter = contact_answers(kari, now=NOW + timedelta(hours=1))[1]
    assert [(line.label, line.is_allowed) for line in newsletter.channels] == [
        (Channel.EMAIL.label, True),
        (Channel.SMS.label, False),
        (Channel.POST.label, False),
    ]
