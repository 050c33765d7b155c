"""The start page shows each role what it works with: stored figures with their time, and nothing on an empty base."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from config.start.charts import chart
from consents.models import Disclosure
from consents.selectors.entries import entries
from consents.services.checks import check_ledger, request_check
from consents.services.disclosures import record_disclosure
from files.models import ImportRun
from profiles.models import Attribute, Customer, FactFigure
from profiles.services.fact_figures import count_everything
from profiles.services.protection import lift_protection, protect_customer
from segments.models import DailyFigure
from segments.services.figures import record_daily_figures
from segments.services.runs import queue_refresh
from tests.contradicted import make_contradicted
from tests.factories import (
    NOW,
    TESTER,
    make_colleague,
    make_customer,
    make_decision,
    make_source,
)
from tests.segments.factories import make_segment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
HOME = "/office/"
PARTS = {
    "marketer": ["known", "reach", "week", "waiting", "files_say"],
    "officer": ["officer", "files_say", "reach", "known"],
    "steward": ["waiting", "files_say", "known", "sources", "week"],
    "analyst": ["known", "reach", "week", "files_say", "sources"],
    "administrator": [
        "machine", "waiting", "officer", "known", "reach", "week", "files_say", "sources",
    ],
}  # fmt: skip


@pytest.fixture
def counted(db):
    """Let two sources disagree about a customer who agreed, and count everything."""
    return make_contradicted()


@pytest.fixture
def as_role(client):
    def sign_in(role: str):
        client.force_login(make_colleague(role))
        return client

    return sign_in


def yesterday(name: str, value: int, scope: str = "", days: int = 1) -> None:
    day = timezone.localdate() - timedelta(days=days)
    DailyFigure.objects.update_or_create(day=day, name=name, scope=scope, defaults={"value": value})


@pytest.mark.parametrize(("role", "keys"), PARTS.items())
def test_each_role_has_its_own_order(counted, as_role, role, keys):
    assert [part.key for part in as_role(role).get(HOME).context["parts"]] == keys


def test_a_new_installation_says_what_to_do_first(as_role):
    page = as_role("marketer").get(HOME)
    assert page.context["parts"] == []
    assert "What to do next" in page.content.decode()


def test_numbers_say_when_they_were_counted(counted, as_role):
    page = as_role("marketer").get(HOME).content.decode()
    assert page.count("Counted a moment ago") == 8


def test_reach_is_the_stored_number(counted, as_role):
    parts = {part.key: part.data for part in as_role("marketer").get(HOME).context["parts"]}
    rows = {row.label: row.cells for row in parts["reach"].rows}
    assert [cell.count for cell in rows["Newsletter"]] == [1, 0, 0, 0]


def test_a_contradiction_opens_as_its_people(counted, as_role):
    page = as_role("marketer").get(HOME).content.decode()
    assert "1 customer has two genders" in page
    assert reverse("admin:contradicted", args=["gender"]) in page


def test_the_analyst_gets_no_link_to_a_person(counted, as_role):
    page = as_role("analyst").get(HOME).content.decode()
    assert "1 customer has two genders" in page
    assert "/profiles/customer/" not in page
    assert "/contradictions/gender/" not in page


def test_one_day_is_no_trend(counted, as_role):
    page = as_role("marketer").get(HOME).content.decode()
    assert "<polyline" not in page
    assert "The trend is drawn from tomorrow" in page


def test_two_days_are_a_line_and_a_table(counted, as_role):
    yesterday("completeness", 40)
    page = as_role("marketer").get(HOME).content.decode()
    assert "<polyline" in page
    assert "The numbers" in page


def test_a_week_is_the_sum_of_its_days(counted, as_role):
    yesterday("new_customers", 4)
    yesterday("new_customers", 7, days=8)
    parts = {part.key: part.data for part in as_role("marketer").get(HOME).context["parts"]}
    change = parts["week"].changes[0]
    assert (change.this_week - 1, change.week_before) == (4, 7)


def test_the_officer_sees_when_the_ledger_was_checked(counted, as_role):
    assert "have not been checked yet" in as_role("officer").get(HOME).content.decode()
    request_check(actor=TESTER, now=timezone.now())
    check_ledger(clock=timezone.now)
    assert "All 1 consent entries hold" in as_role("officer").get(HOME).content.decode()


def test_a_private_fact_without_a_purpose_is_the_officer_s_trouble(counted, as_role):
    fact = Attribute.objects.filter(sensitivity="private", is_enabled=True).earliest("position")
    fact.purpose_links.all().delete()
    Attribute.objects.filter(pk=fact.pk).update(is_wanted=True)
    parts = {part.key: part.data for part in as_role("officer").get(HOME).context["parts"]}
    bad = [duty.note for duty in parts["officer"].duties if duty.is_bad]
    assert bad == [fact.label]


def test_the_administrator_is_told_that_no_worker_lives(counted, as_role):
    page = as_role("administrator").get(HOME).content.decode()
    assert "No worker has given a sign of life yet." in page


def test_each_kind_of_work_under_way_opens_a_list_of_its_own(counted, as_role):
    queue_refresh(segment=make_segment(), actor=TESTER, now=timezone.now())
    ImportRun.objects.create(
        number=1, source=make_source(), kind="customers", file_name="a.csv", size=1, state="applying"
    )  # fmt: skip
    parts = {part.key: part.data for part in as_role("administrator").get(HOME).context["parts"]}
    (queue,) = (part for part in parts["machine"]["parts"] if part.label == "Work under way")
    assert [(said.text, said.url) for said in queue.said] == [
        ("1 import", "/office/files/?state=under_way"),
        ("1 refresh", "/office/segments/segment/?state=refreshing"),
    ]


def test_a_protection_that_was_lifted_is_counted_no_longer(counted, as_role):
    shield = protect_customer(
        customer=counted, kind="secret_phone", reason="", actor=TESTER, now=NOW
    )
    record_daily_figures(now=timezone.now())
    lift_protection(protection=shield, reason="Moved", actor=TESTER, now=NOW)
    record_daily_figures(now=timezone.now())
    parts = {part.key: part.data for part in as_role("officer").get(HOME).context["parts"]}
    held = [duty for duty in parts["officer"].duties if duty.label == "Protections that hold"]
    assert [(duty.count, duty.url) for duty in held] == [(0, "")]


def test_an_undone_file_leaves_the_week_s_numbers_on_the_days_before_too(counted):
    run = ImportRun.objects.create(
        number=1, source=make_source(), kind="customers", file_name="a.csv", size=1, state="done",
        finished_at=timezone.now() - timedelta(days=4),
    )  # fmt: skip
    record_daily_figures(now=timezone.now())
    assert DailyFigure.objects.filter(name="imports", value=1).count() == 1
    ImportRun.objects.filter(pk=run.pk).update(state="undone")
    record_daily_figures(now=timezone.now())
    assert not DailyFigure.objects.filter(name="imports", value=1).exists()


@pytest.mark.parametrize(
    ("role", "queries"),
    [("marketer", 28), ("officer", 31), ("steward", 30), ("analyst", 25), ("administrator", 47)],
)
def test_the_page_costs_the_same_on_any_base(
    counted, as_role, django_assert_num_queries, role, queries
):
    client = as_role(role)
    make_customer(given_name="Ola", email="ola@fjell.example")
    with django_assert_num_queries(queries):
        client.get(HOME)


def test_a_fact_opens_as_its_people(counted, as_role):
    make_customer(given_name="Ola", family_name="Dahl")
    client = as_role("marketer")
    count_everything(now=timezone.now())
    page = client.get(reverse("admin:how_well_known")).content.decode()
    address = reverse("admin:profiles_customer_changelist")
    assert f"{address}?use=all&amp;fact=email~missing" in page
    assert f"{address}?use=all&amp;fact=email~known" in page
    missing = client.get(address, {"fact": "email~missing"}).content.decode()
    known = client.get(address, {"fact": "email~known"}).content.decode()
    assert ("Ola" in missing, "Kari" in missing) == (True, False)
    assert ("Ola" in known, "Kari" in known) == (False, True)


def test_new_customers_open_as_their_list(counted, as_role):
    Customer.objects.update(created_at=timezone.now() - timedelta(days=7))
    make_customer(given_name="Siri", now=timezone.now())
    address = reverse("admin:profiles_customer_changelist")
    page = as_role("marketer").get(address, {"new": "7"}).content.decode()
    assert ("Siri" in page, "Kari" in page) == (True, False)


def test_without_figures_the_page_says_what_would_be_there(as_role):
    FactFigure.objects.all().delete()
    page = as_role("marketer").get(reverse("admin:how_well_known")).content.decode()
    assert "Nothing has been counted yet" in page


def test_a_chart_scales_to_its_days_and_its_highest_value():
    day = date(2026, 3, 1)
    drawn = chart({"One": [(day, 0), (day + timedelta(days=10), 47)]})
    assert drawn is not None
    assert (drawn.top, drawn.lines[0].points) == (50, "0.0,160.0 600.0,9.6")
    assert chart({"One": [(day, 3)]}) is None


def urls_of_week(client) -> dict[str, str]:
    parts = {part.key: part.data for part in client.get(HOME).context["parts"]}
    return {str(change.label): change.url for change in parts["week"].changes}


def test_what_happened_this_week_opens_as_exactly_that(counted, as_role):
    marketer = as_role("marketer")
    refusing = make_customer(given_name="Per", email="per@fjell.example")
    make_decision(refusing, state="refused")
    earlier = make_customer(given_name="Ada", email="ada@fjell.example")
    make_decision(earlier)
    urls = urls_of_week(marketer)
    said_no = marketer.get(urls["Said no or withdrew"]).context["lines"]
    assert [line.customer.given_name for line in said_no] == ["Per"]
    assert len(marketer.get(urls["New consents"]).context["lines"]) == 2
    assert marketer.get(urls["Replies"]).status_code == 200
    assert marketer.get(urls["Files taken in"]).context["lines"] == []


def test_entries_recorded_earlier_are_not_this_week_s(as_role):
    make_decision(make_customer(email="kari@fjell.example"), occurred_at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT recorded_at FROM consents_decision")
        (recorded,) = cursor.fetchone()
    now = recorded + timedelta(days=9)
    assert not entries({"since": "7"}, now).exists()
    assert entries({"since": "30"}, now).count() == 1


def test_the_officer_s_numbers_open_as_their_rows(counted, as_role):
    protect_customer(customer=counted, kind="secret_phone", reason="", actor=TESTER, now=NOW)
    record_daily_figures(now=timezone.now())
    record_disclosure(
        recipient="The printer", purpose="newsletter", channel="email", reference="export:1",
        slugs=[], actor=TESTER, now=NOW, customers=Customer.objects.all(),
    )  # fmt: skip
    officer = as_role("officer")
    page = officer.get(HOME)
    duties = {duty.label: duty for part in page.context["parts"] if part.key == "officer"
              for duty in part.data.duties}  # fmt: skip
    held = duties["Protections that hold"]
    assert (held.count, officer.get(held.url).context["cl"].result_count) == (1, 1)
    printed = Disclosure.objects.get().pk
    assert f'href="/office/consents/disclosure/{printed}/change/"' in page.content.decode()


def test_files_that_wait_open_as_exactly_those(as_role, company):
    source = make_source()
    for number, state in enumerate(("mapped", "received", "done", "failed"), start=1):
        ImportRun.objects.create(
            number=number, source=source, kind="customers", file_name=f"{state}.csv", size=1, state=state
        )  # fmt: skip
    ImportRun.objects.filter(state="received").update(created_at=NOW - timedelta(days=90))
    make_customer()
    steward = as_role("steward")
    parts = {part.key: part.data for part in steward.get(HOME).context["parts"]}
    lines = {line.text: line.url for line in parts["waiting"]["lines"]}
    assert "1 file waits for its columns to be chosen" in lines
    page = steward.get("/office/files/?state=to_choose&received=30")
    assert [line["run"].file_name for line in page.context["lines"]] == ["mapped.csv"]
