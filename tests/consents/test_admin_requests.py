"""The screens on which requests of persons are registered, worked on and closed."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from consents.models import SubjectRequest
from consents.services.request_intake import Asked, register_request
from profiles.models import ReadEvent
from tests.factories import TESTER, make_colleague, make_customer, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
LIST = "/office/consents/subjectrequest/"


@pytest.fixture
def kari():
    make_source()
    return make_customer(given_name="Kari", family_name="Nordmann", email="kari@fjell.example")


@pytest.fixture
def officer(client):
    client.force_login(make_colleague("officer"))
    return client


def received(days_ago, **told):
    today = timezone.localdate()
    asked = Asked(
        **{
            "right": "access",
            "channel": "email",
            "received_on": today - timedelta(days=days_ago),
            "asker_name": "Nora Vik",
            **told,
        }
    )
    return register_request(asked=asked, actor=TESTER, now=timezone.now())


def step(client, row, name, **said):
    return client.post(reverse(f"admin:request_{name}", args=[row.pk]), said, follow=True)


def test_from_the_card_to_the_answer(officer, kari):
    card = officer.get(reverse("admin:profiles_customer_change", args=[kari.pk]))
    address = reverse("admin:request_register") + f"?customer={kari.pk}"
    assert address in card.content.decode()
    form = officer.get(address).context["form"]
    said = {
        "right": "access",
        "channel": "phone",
        "received_on": form.initial["received_on"].isoformat(),
        "form_key": form.initial["form_key"],
    }
    officer.post(address, said)
    officer.post(address, said)
    row = SubjectRequest.objects.get()
    assert row.customer_id == kari.pk
    step(officer, row, "identity", identity="confirmed", how="Called back")
    step(officer, row, "close", outcome="done")
    row.refresh_from_db()
    assert row.outcome == "done"
    card = officer.get(reverse("admin:profiles_customer_change", args=[kari.pk]))
    assert reverse("admin:request", args=[row.pk]) in card.content.decode()


def test_a_step_that_is_refused_keeps_what_was_typed(officer):
    page = step(officer, received(3), "refuse", reason="Third time this week")
    assert page.status_code == 422
    assert "Third time this week" in page.content.decode()
    assert SubjectRequest.objects.get().is_open


def test_a_refusal_gives_the_way_out_in_the_language_of_the_person(officer):
    page = officer.get(reverse("admin:request_refuse", args=[received(3).pk]))
    assert "you can complain to Datatilsynet (www.datatilsynet.no)" in page.content.decode()


def test_more_time_is_not_offered_after_the_month(officer):
    row = received(45)
    page = officer.get(reverse("admin:request", args=[row.pk])).content.decode()
    assert reverse("admin:request_extend", args=[row.pk]) not in page
    away = officer.get(reverse("admin:request_extend", args=[row.pk]))
    assert away.status_code == 302


def test_the_customer_is_found_by_the_name_that_was_given(officer, kari):
    row = received(3, asker_name="Nordmann")
    address = reverse("admin:request_customer", args=[row.pk])
    assert "Kari Nordmann" in officer.get(address).content.decode()
    officer.post(address, {"customer": kari.pk})
    row.refresh_from_db()
    assert row.customer_id == kari.pk


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("open", ["gone", "near", "far"]),
        ("soon", ["near"]),
        ("overdue", ["gone"]),
        ("closed", ["over"]),
        ("", ["gone", "near", "far", "over"]),
    ],
)
def test_the_list_opens_with_the_most_urgent(officer, state, expected):
    for name, days in (("far", 1), ("near", 26), ("gone", 60)):
        received(days, asker_name=name)
    over = received(1, asker_name="over")
    step(officer, over, "close", outcome="not_ours")
    page = officer.get(LIST, {"state": state} if state else {})
    assert [row.asker for row in page.context["cl"].result_list] == expected


def test_the_list_is_noted_and_leaves_as_a_file(officer, kari):
    received(3, customer=kari, asker_name="")
    officer.get(LIST)
    assert ReadEvent.objects.filter(view="request_list", subjects=[kari.pk]).count() == 1
    file = officer.get(f"{LIST}export/csv/").content.decode("utf-8-sig")
    assert "Kari Nordmann" in file
    noted = ReadEvent.objects.filter(view="request_list", subjects=[kari.pk])
    assert [one.reference for one in noted.order_by("pk")] == ["", "CSV"]


def test_the_list_asks_as_much_for_many_as_for_few(officer, django_assert_num_queries):
    def queries():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as seen:
            officer.get(LIST)
        return len(seen)

    received(1)
    queries()
    few = queries()
    for _number in range(5):
        received(1)
    assert queries() == few


def test_the_start_page_counts_what_its_list_shows(officer, kari):
    received(60)
    received(26)
    received(1)
    found = {
        duty.label: duty
        for part in officer.get("/office/").context["parts"]
        if part.key == "officer"
        for duty in part.data.duties
    }
    for label, count, is_bad in (
        ("Privacy requests that wait for an answer", 3, True),
        ("Requests that are due within 7 days", 1, True),
        ("Requests whose last day has passed", 1, True),
    ):
        duty = found[label]
        assert (duty.count, duty.is_bad) == (count, is_bad)
        assert len(officer.get(duty.url).context["cl"].result_list) == count


def test_a_steward_registers_and_a_marketer_sees_nothing(client, kari):
    received(1, customer=kari, asker_name="")
    card = reverse("admin:profiles_customer_change", args=[kari.pk])
    client.force_login(make_colleague("marketer"))
    assert "Privacy requests of this person" not in client.get(card).content.decode()
    client.force_login(make_colleague("steward"))
    assert "Register a request" in client.get(card).content.decode()
    page = client.get(reverse("admin:request", args=[SubjectRequest.objects.get().pk]))
    assert "What to do" not in page.content.decode()


def test_the_steps_of_a_request_leave_for_those_who_may_and_it_is_noted(officer, kari):
    row = received(3, customer=kari)
    step(officer, row, "identity", identity="confirmed", how="Called back")
    step(officer, row, "close", outcome="done")
    where = reverse("admin:request_steps", args=[row.pk, "csv"])
    assert where in officer.get(reverse("admin:request", args=[row.pk])).content.decode()
    ReadEvent.objects.all().delete()
    text = officer.get(where).content.decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text), delimiter=";")
    assert [(row["Step"], row["What changed"], row["By"]) for row in rows] == [
        ("Closed", "Outcome: – → Done as asked", "Ida Berg"),
        ("Identity", "Identity: Not asked yet → Confirmed; Called back", "Ida Berg"),
        ("Registered", "", "Kjenn itself"),
    ]
    noted = ReadEvent.objects.get()
    assert (noted.subjects, noted.reference) == ([kari.pk], "CSV")


def test_a_steward_sees_the_steps_and_takes_them_nowhere(client, kari):
    row = received(3, customer=kari)
    client.force_login(make_colleague("steward"))
    assert "/steps/" not in client.get(reverse("admin:request", args=[row.pk])).content.decode()
    assert client.get(reverse("admin:request_steps", args=[row.pk, "csv"])).status_code == 403
