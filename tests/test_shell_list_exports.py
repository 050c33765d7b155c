"""Lists that one may take along: what the reader sees, in cells that no spreadsheet runs."""

import csv
import io

import pytest

from config.lib.actor import actor_columns
from consents.models import Purpose
from consents.services.purposes import publish_wordings
from files.models import ImportRun
from profiles.models import Source
from profiles.services.fact_figures import count_everything
from segments.models import SegmentVersion
from segments.services.reach import count_reach
from surveys.models import Sending
from tests.contradicted import make_contradicted
from tests.factories import NOW, TESTER, make_colleague, make_customer, make_decision, make_source
from tests.segments.factories import make_segment
from tests.surveys.making import make_survey

pytestmark = pytest.mark.django_db
LISTS = (
    "profiles/readevent",
    "profiles/attribute",
    "profiles/source",
    "profiles/steward",
    "consents/disclosure",
    "consents/purpose",
    "files",
    "exports",
    "surveys/question",
    "surveys/survey",
    "consent-entries/checks",
)


def rows_of(answer) -> list[dict[str, str]]:
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


@pytest.fixture
def office(client, company):
    client.force_login(make_colleague("administrator", email="ida@fjell.example"))
    return client


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_every_list_leaves_in_both_forms(office, name, form):
    answer = office.get(f"/office/{name}/export/{form}/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith(f'.{form}"')


def test_file_holds_what_the_reader_searched_for(office):
    make_colleague("analyst", first_name="Åse", last_name="Vik", email="ase@fjell.example")
    rows = rows_of(office.get("/office/profiles/steward/export/csv/?q=vik"))
    assert [(row["Name"], row["E-mail address"], row["Roles"]) for row in rows] == [
        ("Åse Vik", "ase@fjell.example", "Analyst (numbers only)")
    ]


def test_cells_hold_words_and_no_marks(office):
    rows = rows_of(office.get("/office/profiles/steward/export/csv/"))
    assert [row["State"] for row in rows] == ["Active"]


def test_formula_leaves_as_text(office):
    make_source("bad", name="=1+1")
    rows = rows_of(office.get("/office/profiles/source/export/csv/"))
    assert "'=1+1" in [row["Name"] for row in rows]


def test_imports_leave_with_their_figures(office):
    ImportRun.objects.create(
        number=7,
        source=Source.objects.get(slug="crm"),
        kind="people",
        file_name="kunder.csv",
        size=1,
        row_count=3,
        counts={"created": 2, "refused": 1},
    )
    (row,) = rows_of(office.get("/office/files/export/csv/"))
    assert (row["File"], row["Rows"], row["New"], row["Not taken in"]) == (
        "kunder.csv",
        "3",
        "2",
        "1",
    )


def test_link_stands_on_the_list_for_those_who_may(office, client):
    assert (
        "/office/profiles/readevent/export/csv/"
        in office.get("/office/profiles/readevent/").content.decode()
    )
    client.force_login(make_colleague("steward"))
    page = client.get("/office/profiles/readevent/")
    assert page.status_code == 200
    assert "/export/csv/" not in page.content.decode()


def test_without_the_permission_there_is_no_file(client, company):
    client.force_login(make_colleague("steward"))
    assert client.get("/office/profiles/readevent/export/csv/").status_code == 403


def test_other_forms_are_not_there(office):
    assert office.get("/office/profiles/source/export/html/").status_code == 404


def test_imports_leave_as_they_are_narrowed(office):
    for number, state in ((7, "done"), (8, "failed")):
        ImportRun.objects.create(
            number=number, source=Source.objects.get(slug="crm"), kind="people",
            file_name=f"{state}.csv", size=1, state=state,
        )  # fmt: skip
    page = office.get("/office/files/?state=failed")
    assert [line["run"].file_name for line in page.context["lines"]] == ["failed.csv"]
    assert "/office/files/export/csv/?state=failed" in page.content.decode()
    rows = rows_of(office.get("/office/files/export/csv/?state=failed"))
    assert [row["File"] for row in rows] == ["failed.csv"]


def test_a_filter_that_nothing_fits_says_so(office):
    assert "Nothing fits" in office.get("/office/files/?state=undone").content.decode()


def test_a_settings_list_leaves_as_it_is_searched_for_whoever_reads_it(client, company):
    client.force_login(make_colleague("analyst"))
    page = client.get("/office/profiles/attribute/?q=hobbies").content.decode()
    assert "/office/profiles/attribute/export/csv/?q=hobbies" in page
    rows = rows_of(client.get("/office/profiles/attribute/export/csv/?q=given_name"))
    assert [row["Name"] for row in rows] == ["Given name"]


def test_every_edition_of_a_segment_leaves(office):
    segment = make_segment(rule={"field": "fact.country", "operator": "is", "value": "NO"})
    for number in range(2, 24):
        SegmentVersion.objects.create(
            segment=segment,
            number=number,
            rule={"all": []},
            actor_kind="steward",
            actor_label="Ida",
        )
    page = office.get(f"/office/segments/segment/{segment.pk}/").content.decode()
    assert f"/office/segments/segment/{segment.pk}/editions/csv/" in page
    rows = rows_of(office.get(f"/office/segments/segment/{segment.pk}/editions/csv/"))
    assert len(rows) == 23
    assert (rows[0]["Edition"], rows[0]["By"]) == ("23", "Ida")
    assert rows[-1]["Conditions"] == "Customers of whom this is true: Country is Norway."


def test_every_sending_of_a_survey_leaves(office):
    survey, segment = make_survey("interests"), make_segment()
    for invited in range(10):
        Sending.objects.create(
            survey=survey, segment=segment, counts={"invited": invited}, as_links=invited == 0,
            state="done", queued_at=NOW, **actor_columns(TESTER),
        )  # fmt: skip
    make_one = make_survey("life_phase", slug="other")
    assert "/sendings/csv/" not in office.get(f"/office/survey/{make_one.pk}/").content.decode()
    assert (
        f"/office/survey/{survey.pk}/sendings/csv/"
        in office.get(f"/office/survey/{survey.pk}/").content.decode()
    )
    rows = rows_of(office.get(f"/office/survey/{survey.pk}/sendings/csv/"))
    assert sorted((row["Segment"], row["Invited"], row["How"]) for row in rows)[:2] == [
        ("Walkers", "0", "file of links"), ("Walkers", "1", "by e-mail"),
    ]  # fmt: skip
    assert len(rows) == 10


def test_every_staircase_of_a_segment_leaves_in_numbers(office):
    kari = make_customer(given_name="Kari", email="kari@fjell.example")
    make_decision(kari)
    segment = make_segment(members=[kari, make_customer(given_name="Bo")])
    count_reach(segment=segment, slugs=["newsletter"], channels=["email", "post"], now=NOW)
    page = office.get(f"/office/segments/segment/{segment.pk}/").content.decode()
    assert f"/office/segments/segment/{segment.pk}/reach/csv/" in page
    rows = rows_of(office.get(f"/office/segments/segment/{segment.pk}/reach/csv/"))
    assert [list(row.values())[:7] for row in rows] == [
        ["Newsletter", "E-mail", "2", "1", "1", "1", "1"],
        ["Newsletter", "Post", "2", "0", "0", "0", "0"],
    ]


def test_how_well_customers_are_known_leaves_in_numbers(office):
    make_source()
    make_customer(given_name="Kari", email="kari@fjell.example")
    count_everything(now=NOW)
    assert (
        "/office/how-well-known/facts/csv/"
        in office.get("/office/how-well-known/").content.decode()
    )
    rows = rows_of(office.get("/office/how-well-known/facts/csv/"))
    assert [tuple(row.values())[:4] for row in rows if row["Fact"] == "E-mail"] == [
        ("E-mail", "1", "0", "0")
    ]
    (crm,) = rows_of(office.get("/office/how-well-known/sources/csv/"))
    assert crm["Customers"] == "1"
    assert office.get("/office/how-well-known/roof/csv/").status_code == 404


def test_what_files_say_about_each_other_leaves_in_numbers(office):
    assert "export/csv" not in office.get("/office/contradictions/").content.decode()
    make_contradicted()
    assert (
        "/office/contradictions/export/csv/"
        in office.get("/office/contradictions/").content.decode()
    )
    (row,) = rows_of(office.get("/office/contradictions/export/csv/"))
    assert (row["What is contradicted"], row["Customers"]) == ("Two genders", "1")


def test_every_version_of_a_consent_text_leaves(office):
    newsletter = Purpose.objects.get(slug="newsletter")
    publish_wordings(
        purpose=newsletter, texts={"en": "May we write to you?"}, channels=["email"], actor=TESTER
    )
    assert (
        "/office/consent-texts/newsletter/export/csv/"
        in office.get("/office/consent-texts/newsletter/").content.decode()
    )
    rows = rows_of(office.get("/office/consent-texts/newsletter/export/csv/"))
    english = [row for row in rows if row["Language"] == "English"]
    assert [(row["Version"], row["In use"]) for row in english] == [("2", "Yes"), ("1", "No")]
    assert english[0]["Text"] == "May we write to you?"


def test_an_analyst_takes_no_sendings_along(client, company):
    survey = make_survey("interests")
    client.force_login(make_colleague("analyst"))
    assert client.get(f"/office/survey/{survey.pk}/sendings/csv/").status_code == 403
