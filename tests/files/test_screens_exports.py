"""An audience on its way out through the screens: ordered, followed, fetched; by role."""

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from files.models import ExportRun
from files.services.exports import write_export
from profiles.models import ReadEvent
from segments.services.reach import count_reach
from tests.factories import NOW, make_colleague, make_customer
from tests.files.test_export_audience import export, make_segment, willing
from tests.segments.factories import make_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "kept_files")]
LIST, ORDER = "admin:files_exportrun_changelist", "admin:files_exportrun_add"


@pytest.fixture
def marketer(client):
    client.force_login(make_colleague("marketer"))
    return client


def order_url(segment, purpose="newsletter", channel="email"):
    return f"{reverse(ORDER)}?segment={segment.slug}&purpose={purpose}&channel={channel}"


def address(page, run):
    return reverse(f"admin:files_export{'_' + page if page else ''}", args=[run.number])


def test_without_exports_the_list_leads_to_the_first_one(marketer):
    assert "No exports yet" in marketer.get(reverse(LIST)).content.decode()


def test_the_list_shows_who_received_what_at_a_constant_cost(
    marketer, django_assert_max_num_queries
):
    segment = make_segment(members=[willing()])
    for recipient in ("The printer", "The agency", "The museum"):
        export(segment, recipient=recipient)
    with django_assert_max_num_queries(9):
        page = marketer.get(reverse(LIST))
    assert [line["run"].recipient for line in page.context["lines"]] == [
        "The museum", "The agency", "The printer",
    ]  # fmt: skip
    assert "Newsletter · E-mail" in page.content.decode()


def test_from_a_segment_its_purpose_is_chosen(marketer):
    segment = make_segment()
    form = marketer.get(f"{reverse(ORDER)}?segment={segment.slug}").context["form"]
    assert (form["segment"].value(), form["purpose"].value()) == ("walkers", "newsletter")


def test_the_order_offers_only_what_the_purpose_may_read(marketer):
    segment = make_segment(members=[willing()])
    count_reach(segment=segment, slugs=["newsletter"], channels=["email"], now=NOW)
    page = marketer.get(order_url(segment))
    offered = {
        slug for _shelf, facts in page.context["form"].fields["slugs"].choices for slug, _ in facts
    }
    assert "interests" in offered
    assert "household_income" not in offered
    assert "1 of 1, counted" in page.content.decode()


def test_a_segment_that_does_not_fit_is_refused_before_anything_else(marketer):
    rule = {"field": "fact.household_income", "operator": "known"}
    segment = make_segment(rule=rule, purpose="profiling")
    page = marketer.get(order_url(segment))
    assert "does not fit the purpose “Newsletter”" in page.context["form"].errors["purpose"][0]


def test_an_order_is_followed_until_it_is_ready(marketer):
    segment = make_segment(members=[willing()])
    said = {"recipient": "The printer", "file_format": "csv", "slugs": ["interests"]}
    answer = marketer.post(order_url(segment), said)
    run = ExportRun.objects.get()
    assert answer.headers["Location"] == address("", run)
    assert (run.recipient, run.slugs, run.actor_label) == ("The printer", ["interests"], "Ida Berg")
    assert 'data-progress-url="' in marketer.get(address("", run)).content.decode()
    assert marketer.get(address("progress", run)).json()["finished"] is False
    write_export(run_id=run.pk, now=NOW)
    assert marketer.get(address("progress", run)).json()["finished"] is True
    page = marketer.get(address("", run)).content.decode()
    assert "Fetch the file" in page
    assert "Interests and hobbies" in page


@pytest.mark.parametrize("missing", ["recipient", "file_format"])
def test_an_order_asks_for_what_is_missing(marketer, missing):
    said = {"recipient": "The printer", "file_format": "csv"}
    answer = marketer.post(order_url(make_segment()), {**said, missing: ""})
    assert answer.status_code == 422
    assert not ExportRun.objects.exists()


def test_a_forged_fact_is_refused(marketer):
    said = {"recipient": "The printer", "file_format": "csv", "slugs": ["household_income"]}
    assert marketer.post(order_url(make_segment()), said).status_code == 422
    assert not ExportRun.objects.exists()


def test_a_download_is_named_and_logged(marketer):
    run = export(make_segment(members=[willing()]))
    assert marketer.get(address("download", run)).status_code == 405
    answer = marketer.post(address("download", run))
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="walkers-newsletter-email-1.csv"'
    )
    with default_storage.open(run.stored_as) as file:
        assert b"".join(answer.streaming_content) == file.read()
    assert ReadEvent.objects.get(view="export_download").actor_label == "Ida Berg"
    answer.close()


def test_a_file_that_is_gone_says_so(marketer):
    run = export(make_segment(members=[willing()]))
    default_storage.delete(run.stored_as)
    page = marketer.post(address("download", run), follow=True).content.decode()
    assert "no longer kept" in page


def test_a_failed_export_says_why(marketer):
    run = export(make_segment())
    ExportRun.objects.update(state="failed", error="The disk is full.")
    assert "The disk is full." in marketer.get(address("", run)).content.decode()


def test_what_has_changed_since_is_shown(marketer):
    run = export(make_segment(members=[willing()]))
    ExportRun.objects.update(lost_count=1)
    page = marketer.get(address("", run)).content.decode()
    assert "Some of those in the file have said no" in page


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("marketer", {"list", "order", "page", "download"}),
        ("administrator", {"list", "order", "page", "download"}),
        ("steward", {"list", "page"}),
        ("officer", {"list", "page"}),
        ("analyst", set()),
    ],
)
def test_who_may_see_what(client, role, allowed):
    client.force_login(make_colleague(role))
    segment = make_segment(members=[willing()])
    run = export(segment)
    answers = {
        "list": client.get(reverse(LIST)),
        "order": client.get(order_url(segment)),
        "page": client.get(address("", run)),
        "download": client.post(address("download", run)),
    }
    answers["download"].close()
    assert {name for name, answer in answers.items() if answer.status_code != 403} == allowed


@pytest.fixture
def officer(client):
    client.force_login(make_colleague("officer"))
    return client


def list_order(code: str, query: str = "") -> str:
    return f"{reverse('admin:files_list_add', args=[code])}?{query}"


def test_a_list_leads_to_its_file_with_what_it_is_narrowed_by(officer):
    kari = make_customer()
    make_event(kari, at="2026-01-05")
    make_event(kari, at="2026-01-06", kind="visit")
    page = officer.get(f"{reverse('admin:profiles_event_changelist')}?kind=visit").content.decode()
    assert f'href="{list_order("activities", "kind=visit")}"' in page
    assert "Export this row" in page


def test_the_order_of_a_list_says_which_rows_in_words(officer):
    kari = make_customer()
    for day in ("2026-01-05", "2026-01-06"):
        make_event(kari, at=day)
    page = officer.get(list_order("activities", "kind=purchase&p=1"))
    assert page.context["narrowed_by"] == [("kind", "Purchase")]
    assert page.context["count"] == (2, False)
    said = {"purpose": "customer_care", "recipient": "The auditor", "file_format": "csv"}
    answer = officer.post(list_order("activities", "kind=purchase"), said)
    run = ExportRun.objects.get()
    assert answer.headers["Location"] == address("", run)
    assert (run.kind, run.list_code, run.narrowed_by) == (
        "list", "activities", {"kind": "purchase"},
    )  # fmt: skip
    assert write_export(run_id=run.pk, now=timezone.now())
    page = officer.get(address("", run)).content.decode()
    assert "Rows in the file" in page
    assert "<dt>Kind</dt><dd>Purchase</dd>" in page
    assert list_order("activities", "kind=purchase") in page
    fetched = officer.post(address("download", run))
    assert fetched.headers["Content-Disposition"] == (
        'attachment; filename="activities-customer_care-1.csv"'
    )
    fetched.close()


def test_a_list_that_is_narrowed_by_nonsense_is_refused_in_words(officer):
    page = officer.get(list_order("activities", "kind=nonsense"))
    assert page.status_code == 409
    assert "cannot be narrowed by kind: nonsense" in page.content.decode()


def test_whoever_may_not_see_a_list_may_not_have_its_file(client):
    client.force_login(make_colleague("marketer"))
    assert client.get(list_order("activities")).status_code == 403


def test_the_list_of_customers_leads_to_the_records_of_those_it_shows(client):
    client.force_login(make_colleague("steward"))
    make_customer(given_name="Kari", family_name="Vik")
    make_customer(given_name="Ola", family_name="Lund")
    shown = client.get(f"{reverse('admin:profiles_customer_changelist')}?q=vik").content.decode()
    where = f"{reverse('admin:files_records_add')}?q=vik"
    assert f'href="{where}"' in shown
    first = client.get(where)
    assert first.context["count"] == (1, False)
    assert '<input type="hidden" name="q" value="vik">' in first.content.decode()
    said = {"recipient": "The new CRM", "file_format": "csv", "slugs": ["given_name"]}
    client.post(f"{where}&purpose=customer_care", said)
    run = ExportRun.objects.get()
    assert (run.kind, run.narrowed_by, run.segment) == ("records", {"q": "vik"}, None)
    page = client.get(address("", run)).content.decode()
    assert "Those whom the list shows" in page
    assert "<dt>Search</dt><dd>“vik”</dd>" in page


def test_the_list_of_exports_leaves_without_people(marketer):
    export(make_segment(members=[willing()]), recipient="The printer")
    text = marketer.get(reverse("admin:files_exportrun_export", args=["csv"])).content.decode()
    assert '"1";"Walkers";"Newsletter";"E-mail";"The printer";"Ready";"1";"0"' in text
