"""What everybody meets: home, menu, and pages that say what went wrong."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client

from segments.models import DailyFigure
from tests.factories import make_colleague, make_customer
from tests.segments.factories import make_crowd


@pytest.fixture
def office(client, company):
    def sign_in(role: str):
        client.force_login(make_colleague(role))
        return client

    return sign_in


def test_home_counts_a_few_customers_at_once(office):
    DailyFigure.objects.create(day=date(2026, 3, 1), name="customers", value=0)
    make_customer()
    tile = office("administrator").get("/office/").context["tiles"][0]
    assert (tile["label"], tile["value"], tile["note"]) == ("Customers", 1, "Counted a moment ago")


def test_home_shows_the_stored_number_of_many_customers(office):
    DailyFigure.objects.create(day=date(2026, 3, 1), name="customers", value=4_711)
    make_crowd(1_001)
    tile = office("administrator").get("/office/").context["tiles"][0]
    assert (tile["value"], tile["note"]) == (4_711, "as of 1 March 2026")


def test_home_reads_no_more_customers_than_it_counts(office, django_assert_max_num_queries):
    client = office("administrator")
    with django_assert_max_num_queries(30) as asked:
        client.get("/office/")
    counting = [
        q["sql"] for q in asked if "COUNT(" in q["sql"] and '"profiles_customer"' in q["sql"]
    ]
    assert counting
    assert all("LIMIT 1001" in statement for statement in counting)


def test_next_step_is_the_first_that_is_not_done(office):
    page = office("administrator").get("/office/").content.decode()
    done = page.index("Describe your company")
    following = page.index("k-step--now")
    assert done < following < page.index("Take a file of customers in")


def test_menu_holds_what_the_role_may_see(office):
    menu = office("analyst").get("/office/").context["sidebar_navigation"]
    titles = [str(item["title"]) for group in menu for item in group["items"]]
    assert "Customers" not in titles
    assert "Colleagues" not in titles
    assert "Home" in titles


def test_page_beyond_the_role_says_so(office):
    answer = office("analyst").get("/office/profiles/steward/")
    assert answer.status_code == 403
    assert "Your role does not include it." in answer.content.decode()


def test_missing_page_says_so(client, db):
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()


def test_stale_form_says_so(db):
    answer = Client(enforce_csrf_checks=True).post("/office/login/", {"username": "x"})
    assert answer.status_code == 403
    assert "This form was open for too long" in answer.content.decode()


def test_fault_of_ours_says_so_without_a_database(client, company):
    client.force_login(make_colleague("analyst"))
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE segments_dailyfigure RENAME TO gone")
    answer = client.get("/office/")
    assert answer.status_code == 500
    assert "The fault is ours" in answer.content.decode()
    assert "To the start page" in answer.content.decode()


def test_fault_of_ours_leads_no_customer_to_the_back_office(client, company):
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE surveys_invitation RENAME TO gone")
    answer = client.get("/s/a-personal-link/")
    assert answer.status_code == 500
    assert "The fault is ours" in answer.content.decode()
    assert "To the start page" not in answer.content.decode()


def test_many_wrong_passwords_pause_signing_in(client, db, settings):
    settings.AXES_ENABLED = True
    make_colleague("marketer", email="ida@fjell.example", password="fjellet er blått i dag")
    wrong = {"username": "ida@fjell.example", "password": "feil"}
    answers = [client.post("/office/login/", wrong).status_code for _ in range(8)]
    assert answers == [200] * 7 + [429]
    page = client.post("/office/login/", wrong | {"password": "fjellet er blått i dag"})
    assert page.status_code == 429
    assert "paused for a quarter of an hour" in page.content.decode()


def test_lock_knows_the_address_in_any_spelling(client, db, settings):
    settings.AXES_ENABLED = True
    spellings = ("ida@fjell.example", "IDA@fjell.example ") * 4
    answers = [
        client.post("/office/login/", {"username": name, "password": "feil"}).status_code
        for name in spellings
    ]
    assert answers[-1] == 429


def test_address_may_be_typed_in_capitals(client, db):
    make_colleague("marketer", email="ida@fjell.example", password="fjellet er blått i dag")
    said = {"username": "Ida@Fjell.example", "password": "fjellet er blått i dag"}
    assert client.post("/office/login/", said)["Location"] == "/office/"


def test_page_without_sign_in_leads_to_it(client, company):
    answer = client.get("/office/profiles/steward/")
    assert answer["Location"] == "/office/login/?next=/office/profiles/steward/"


@pytest.mark.parametrize("path", ["/office/login/", "/nowhere/"])
def test_no_page_carries_inline_code(client, db, path):
    page = client.get(path).content.decode()
    assert "<style" not in page
    assert "onclick" not in page
    assert "<script>" not in page


def test_policy_allows_no_inline_code(client, db):
    policy = client.get("/office/login/")["Content-Security-Policy"]
    # The directives come in no particular order.
    assert "script-src 'self'" in [directive.strip() for directive in policy.split(";")]
    assert "unsafe-eval" not in policy
