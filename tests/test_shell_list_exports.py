"""Lists that one may take along: what the reader sees, in cells that no spreadsheet runs."""

import csv
import io

import pytest

from files.models import ImportRun
from profiles.models import Source
from tests.factories import make_colleague, make_source

pytestmark = pytest.mark.django_db
LISTS = (
    "profiles/readevent",
    "profiles/source",
    "profiles/steward",
    "consents/disclosure",
    "files",
    "exports",
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
