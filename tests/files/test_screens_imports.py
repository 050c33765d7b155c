"""A file on its way through the screens: upload, columns, what would happen, take in, undo; by role."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from files.models import ImportRun
from files.services.runs import advance
from profiles.models import Customer, ReadEvent, Source
from tests.factories import NOW, make_colleague, make_customer
from tests.files.bringing import SAMPLES, bring, decided, receive

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "kept_files")]
PEOPLE = """\
id;Fornavn;Etternavn;E-post;Nyhetsbrev
1;Kari;Nordmann;kari@post.example;ja
2;Ola;Berg;ola@post.example;nei
"""


@pytest.fixture
def steward(client):
    return signed_in(client, "steward")


def signed_in(client, role):
    client.force_login(make_colleague(role))
    return client


def address(page, run=None, *more):
    name = f"admin:files_import{'_' + page if page else ''}"
    return reverse(name, args=[run.number, *more]) if run else reverse(name)


def upload(client, content=PEOPLE, name="kunder.csv", **said):
    data = content if isinstance(content, bytes) else content.encode()
    return client.post(
        reverse("admin:files_importrun_add"),
        {
            "file": SimpleUploadedFile(name, data),
            "kind": "customers",
            "source": "crm",
            "source_kind": "crm",
            **said,
        },
    )


def work(run):
    while advance(run_id=run.pk, now=NOW):
        pass
    run.refresh_from_db()
    return run


def choices(client, run):
    """Return what the columns page would send if nothing were changed."""
    context = client.get(address("columns", run)).context
    said = {f"column-{line.index}": line.key for line in context["lines"] if not line.is_locked}
    reads = {f"reads-{line.index}": line.reads or "yes_no" for line in context["lines"]}
    return {**said, **reads, "source_date_order": "day_first", "without_proof": "requested"}


def test_without_files_the_list_leads_to_the_first_one(steward):
    page = steward.get(reverse("admin:files_importrun_changelist"))
    assert "Take in your first file" in page.content.decode()


def test_the_list_shows_imports_newest_first_at_a_constant_cost(
    steward, django_assert_max_num_queries
):
    for number in range(3):
        bring(f"id;Fornavn\n{number};Kari\n", name=f"file{number}.csv")
    with django_assert_max_num_queries(8):
        page = steward.get(reverse("admin:files_importrun_changelist"))
    assert [line["run"].file_name for line in page.context["lines"]] == [
        "file2.csv", "file1.csv", "file0.csv",
    ]  # fmt: skip


def test_an_upload_leads_to_its_columns(steward):
    answer = upload(steward)
    run = ImportRun.objects.get()
    assert answer.headers["Location"] == address("columns", run)
    assert (run.state, run.source.slug, run.actor_label) == ("received", "crm", "Ida Berg")


def test_a_new_source_is_made_on_the_way(steward):
    upload(steward, source="new", source_name="Kundeliste Bergen", source_kind="spreadsheet")
    source = ImportRun.objects.get().source
    assert (source.slug, source.name, source.kind) == (
        "kundeliste-bergen", "Kundeliste Bergen", "spreadsheet",
    )  # fmt: skip


def test_a_file_that_is_refused_leaves_no_source(steward):
    answer = upload(steward, b"%PDF-1.7", source="new", source_name="Bergen", name="a.pdf")
    assert answer.status_code == 422
    assert "This is a PDF" in answer.content.decode()
    assert not Source.objects.filter(slug="bergen").exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [({"source": ""}, "source"), ({"source": "new"}, "source_name"), ({"kind": ""}, "kind")],
)
def test_an_upload_asks_for_what_is_missing(steward, said, field):
    answer = upload(steward, **said)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_the_columns_page_shows_the_first_rows_and_the_guess(steward):
    run = receive(PEOPLE)
    page = steward.get(address("columns", run))
    lines = page.context["lines"]
    assert [line.key for line in lines] == [
        "external_id", "given_name", "family_name", "email", "consent|newsletter|email",
    ]  # fmt: skip
    assert page.context["rows"][0] == ["1", "Kari", "Nordmann", "kari@post.example", "ja"]
    assert ReadEvent.objects.filter(view="import_columns", subject_count=2).exists()


def test_national_numbers_are_neither_shown_nor_mapped(steward):
    run = receive(SAMPLES / "nordic_nb.csv")
    page = steward.get(address("columns", run))
    secret = next(line for line in page.context["lines"] if line.name == "Fødselsnummer")
    assert secret.is_locked
    assert {row[secret.index] for row in page.context["rows"]} <= {"•••", ""}
    forced = {**choices(steward, run), f"column-{secret.index}": "given_name"}
    steward.post(address("columns", run), forced)
    run.refresh_from_db()
    assert run.mapping["columns"][secret.index]["target"] == "ignore"


def test_other_letters_can_be_chosen(steward):
    run = receive("id;Fornavn\n1;Sølvi\n".encode("mac_roman"))
    steward.post(address("columns", run), {"again": "1", "encoding": "cp1252", "delimiter": ";"})
    assert steward.get(address("columns", run)).context["rows"] == [["1", "S¿lvi"]]
    steward.post(address("columns", run), {"again": "1", "encoding": "mac_roman", "delimiter": ";"})
    assert steward.get(address("columns", run)).context["rows"] == [["1", "Sølvi"]]


def test_a_correction_is_kept_and_what_would_happen_is_worked_out(steward):
    run = receive(PEOPLE)
    said = {
        **choices(steward, run),
        "column-1": "ignore",
        "column-4": "consent|newsletter|sms",
        "origin": "Sign-up form",
    }
    answer = steward.post(address("columns", run), said)
    assert answer.headers["Location"] == address("", run)
    run.refresh_from_db()
    assert run.state == "deciding"
    assert run.mapping["columns"][1]["reason"] == "person"
    assert run.mapping["consents"] == [
        {
            "purpose": "newsletter",
            "channel": "sms",
            "without_proof": "requested",
            "origin": "Sign-up form",
        }
    ]
    assert work(run).state == "decided"


def test_two_columns_of_one_fact_are_refused_by_name(steward):
    run = receive(PEOPLE)
    answer = steward.post(
        address("columns", run), {**choices(steward, run), "column-1": "family_name"}
    )
    assert answer.status_code == 422
    assert (
        "Column “Etternavn”: “Fornavn” is taken for the same; leave one of the two out."
        in answer.content.decode()
    )


def test_a_file_like_an_earlier_one_is_recognised(steward):
    bring(PEOPLE)
    run = receive(PEOPLE + "3;Per;Ås;per@post.example;ja\n")
    assert "This looks like your file from CRM of" in (
        steward.get(address("columns", run)).content.decode()
    )


def test_the_columns_of_an_import_that_is_in_are_closed(steward):
    run = bring(PEOPLE)
    assert steward.get(address("columns", run)).headers["Location"] == address("", run)
    assert steward.post(address("columns", run), {}).headers["Location"] == address("", run)


def test_what_would_happen_is_shown_with_differences(steward):
    make_customer(
        external_id="1", given_name="Kari", family_name="Hansen", email="kari@post.example"
    )
    run = decided(PEOPLE)
    page = steward.get(address("", run))
    text = page.content.decode()
    assert [(tile.key, tile.count) for tile in page.context["tiles"]] == [
        ("created", 1), ("updated", 1), ("unchanged", 0),
    ]  # fmt: skip
    assert "<del>Hansen</del>" in text
    assert "Take in 2 rows" in text
    assert [(line["purpose"], line["asked"], line["no"]) for line in page.context["consents"]] == [
        ("Newsletter", 1, 1)
    ]
    assert not Customer.objects.filter(given_name="Ola").exists()
    assert ReadEvent.objects.filter(view="import_samples").exists()


@pytest.mark.parametrize("taken", [False, True])
def test_a_number_opens_as_a_list(steward, taken):
    run = bring(PEOPLE) if taken else decided(PEOPLE)
    page = steward.get(address("rows", run, "created"))
    assert [line["row_no"] for line in page.context["lines"]] == [2, 3]
    if taken:
        assert [line["name"] for line in page.context["lines"]] == ["Kari Nordmann", "Ola Berg"]
        assert ReadEvent.objects.get(view="import_rows").subject_count == 2
    else:
        assert page.context["lines"][0]["says"].startswith("Kari · Nordmann")


def test_a_list_of_rows_goes_page_by_page_at_a_constant_cost(
    steward, django_assert_max_num_queries
):
    run = bring("id;Fornavn\n" + "".join(f"{n};Kari\n" for n in range(120)))
    with django_assert_max_num_queries(14):
        first = steward.get(address("rows", run, "created"))
    assert (len(first.context["lines"]), first.context["pages"].has_next) == (50, True)
    second = steward.get(address("rows", run, "created") + "?" + first.context["pages"].next_query)
    assert second.context["lines"][0]["row_no"] == 52


def test_the_go_ahead_asks_with_the_number_and_takes_in_once(steward):
    run = decided(PEOPLE)
    page = steward.get(address("take_in", run)).content.decode()
    assert "Take in 2 rows of “kunder.csv”, from CRM?" in page
    assert "2 customers are new." in page
    steward.post(address("take_in", run))
    again = steward.post(address("take_in", run), follow=True)
    assert "is not at that point" in again.content.decode()
    assert work(run).state == "done"
    assert Customer.objects.count() == 2


def test_a_run_at_work_shows_its_progress(steward):
    run = decided(PEOPLE)
    steward.post(address("take_in", run))
    page = steward.get(address("", run)).content.decode()
    assert f'data-progress-url="{address("progress", run)}"' in page
    assert steward.get(address("progress", run)).json()["finished"] is False
    work(run)
    assert steward.get(address("progress", run)).json()["finished"] is True


def test_the_outcome_gives_failed_rows_back(steward):
    run = bring(SAMPLES / "bad_rows.csv")
    page = steward.get(address("", run))
    assert page.context["failed_url"] == address("failed", run)
    answer = steward.get(address("failed", run))
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="bad_rows-')
    failed = run.counts["refused"] + run.counts["blocked"]
    assert failed
    assert b"".join(answer.streaming_content).count(b"\n") >= failed + 1
    assert ReadEvent.objects.get(view="import_failed_rows").subject_count == failed


def test_an_undo_shows_its_three_kinds_and_runs_once(steward):
    run = bring(PEOPLE)
    page = steward.get(address("undo", run))
    assert page.context["preview"].records_reversed == 2
    assert "Take 2 records back" in page.content.decode()
    steward.post(address("undo", run))
    again = steward.post(address("undo", run), follow=True).content.decode()
    assert "is not at that point" in again
    assert work(run).state == "undone"
    shown = steward.get(address("", run)).content.decode()
    assert "This import is undone." in shown
    assert "The no of 1 customer: whoever has said no is never brought back by us." in shown


def test_a_question_that_came_too_late_says_so(steward):
    run = bring(PEOPLE)
    page = steward.get(address("take_in", run), follow=True).content.decode()
    assert "is “Taken in” now, so there is nothing to confirm." in page


def test_a_file_is_discarded_after_asking(steward):
    run = receive(PEOPLE)
    assert "Discard “kunder.csv”?" in steward.get(address("discard", run)).content.decode()
    steward.post(address("discard", run))
    run.refresh_from_db()
    assert run.state == "discarded"
    assert "was discarded" in steward.get(address("", run)).content.decode()


def test_what_is_in_cannot_be_discarded(steward):
    run = bring(PEOPLE)
    steward.post(address("discard", run))
    run.refresh_from_db()
    assert run.state == "done"


PAGES = ("", "columns", "take_in", "discard", "undo", "failed")


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("steward", {"list", "add", "", "columns", "take_in", "discard", "undo", "failed", "rows"}),
        (
            "administrator",
            {"list", "add", "", "columns", "take_in", "discard", "undo", "failed", "rows"},
        ),
        ("marketer", {"list", "", "failed", "rows"}),
        ("officer", {"list", "", "failed", "rows"}),
        ("analyst", {"list", ""}),
    ],
)
def test_who_may_see_what(client, role, allowed):
    signed_in(client, role)
    run = decided(PEOPLE)
    addresses = {page: address(page, run) for page in PAGES}
    addresses["rows"] = address("rows", run, "created")
    addresses["list"] = reverse("admin:files_importrun_changelist")
    addresses["add"] = reverse("admin:files_importrun_add")
    found = {page for page, url in addresses.items() if client.get(url).status_code != 403}
    assert found == allowed


def test_an_analyst_sees_numbers_and_no_people(client):
    run = decided(PEOPLE)
    page = signed_in(client, "analyst").get(address("", run))
    assert page.context["tiles"][0].count == 2
    assert "Kari" not in page.content.decode()


def test_a_hostile_cell_is_text(steward):
    run = decided("id;Fornavn\n1;<script>alert(1)</script>\n", name="<b>.csv")
    for url in (address("", run), address("rows", run, "created"), address("columns", run)):
        text = steward.get(url).content.decode()
        assert "<script>alert(1)" not in text
        assert "<b>.csv" not in text
