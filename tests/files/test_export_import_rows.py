"""The rows of an import on their way out: every outcome, as the screen narrows it, for a purpose."""

import pytest
from django.urls import reverse

from config.lib.narrowing import NarrowingError
from consents.models import AttributePurpose, Disclosure
from profiles.models import Customer, ReadEvent
from tests.factories import NOW, make_colleague, make_source
from tests.files.bringing import bring, customer_of, decided, undo
from tests.files.listing import order, rows_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "kept_files")]
FIRST = "id;Fornavn;Etternavn\n1;Kari;Nordmann\n2;Ola;Vik\n"
# A change, nothing new, the same twice and somebody new.
SECOND = "id;Fornavn;Etternavn\n1;Karin;Nordmann\n2;Ola;Vik\n3;Liv;Berg\n3;Liv;Berge\n"
ACTIVITIES = "email;date;event\nkari@post.example;long ago;purchase\n"


@pytest.fixture
def second(company):
    make_source()
    bring(FIRST)
    return bring(SECOND)


def the_rows(run, *, purpose="customer_care", **narrowed) -> list[dict[str, str]]:
    said = {"import": str(run.number), **narrowed}
    return rows_in(order("import_rows", narrowed_by=said, purpose=purpose))


def whose(rows) -> list[tuple[str, str, str]]:
    return [(row["Row"], row["Outcome"], row["Name"]) for row in rows]


def test_every_row_leaves_with_what_became_of_it(second):
    first, *rest = the_rows(second)
    assert first == {
        "Row": "2", "Outcome": "Changed", "Customer id": str(customer_of("1").pk),
        "Name": "Karin Nordmann", "Why": "",
    }  # fmt: skip
    assert whose(rest) == [
        ("3", "Unchanged", "Ola Vik"), ("4", "Repeated in the file", "Liv Berge"), ("5", "New", "Liv Berge"),
    ]  # fmt: skip
    assert rest[1]["Why"] == "The same id stands again in row 5, which counts."


def test_rows_leave_as_the_screen_narrows_them(second):
    assert whose(the_rows(second, outcome="created")) == [("5", "New", "Liv Berge")]


def test_rows_of_another_import_stay(second):
    bring("id;Fornavn;Etternavn\n9;Per;Lund\n")
    assert [row["Row"] for row in the_rows(second)] == ["2", "3", "4", "5"]


def test_whom_the_rows_are_about_is_disclosed_and_noted(second):
    run = order("import_rows", narrowed_by={"import": str(second.number)})
    rows_in(run)
    assert Disclosure.objects.get(reference=run.reference).customer_count == 3
    assert ReadEvent.objects.get(view="export_list").subject_count == 4


def test_rows_leave_before_they_are_taken_in_and_name_nobody_who_is_not_there_yet(second):
    plan = decided("id;Fornavn;Etternavn\n1;Kari;Vik\n8;Per;Lund\n")
    assert whose(the_rows(plan)) == [("2", "Changed", "Karin Nordmann"), ("3", "New", "")]


def test_rows_leave_after_they_are_taken_back(second):
    undo(second)
    assert whose(the_rows(second, outcome="created")) == [("5", "New", "")]


def test_the_restricted_stay_out_of_the_rows(second):
    Customer.objects.filter(given_name="Ola").update(restricted_at=NOW)
    assert [row["Row"] for row in the_rows(second)] == ["2", "4", "5"]


def test_a_reason_that_quotes_a_cell_leaves_for_who_may_read_the_columns_alone(company):
    make_source()
    run = bring(ACTIVITIES, kind="events")
    (told,) = the_rows(run)
    assert (told["Outcome"], "long ago" in told["Why"]) == ("Could not be read", True)
    AttributePurpose.objects.filter(attribute__slug="email", purpose__slug="insight").delete()
    (kept,) = the_rows(run, purpose="insight")
    assert (kept["Outcome"], kept["Why"]) == ("Could not be read", "")


def test_an_import_that_is_not_there_is_refused(company):
    with pytest.raises(NarrowingError):
        order("import_rows", narrowed_by={"import": "1"})


@pytest.mark.parametrize(
    ("role", "status"), [("steward", 200), ("officer", 200), ("marketer", 403), ("analyst", 403)]
)
def test_who_may_take_rows_along(client, second, role, status):
    client.force_login(make_colleague(role))
    assert client.get(order_page(second)).status_code == status


def order_page(run, query: str = "") -> str:
    return f"{reverse('admin:files_list_add', args=['import_rows'])}?import={run.number}{query}"


def test_the_import_and_each_of_its_numbers_lead_to_the_file(client, second):
    client.force_login(make_colleague("steward"))
    page = client.get(reverse("admin:files_import", args=[second.number])).content.decode()
    assert f'href="{order_page(second)}">Export these 4 rows</a>' in page
    page = client.get(reverse("admin:files_import_rows", args=[second.number, "created"]))
    assert (
        f'href="{order_page(second, "&amp;outcome=created")}">Export this row</a>'
        in page.content.decode()
    )
    asked = client.get(order_page(second, "&outcome=created"))
    assert asked.context["narrowed_by"] == [("import", "Import no. 2"), ("outcome", "New")]
    assert asked.context["count"] == (1, True)


def test_a_marketer_sees_no_way_to_the_file(client, second):
    client.force_login(make_colleague("marketer"))
    page = client.get(reverse("admin:files_import_rows", args=[second.number, "created"]))
    assert "import_rows" not in page.content.decode()
