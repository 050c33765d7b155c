"""Lists that people stand in on their way out: the rows that the screen shows, for a purpose, and accounted for."""

import pytest
from django.utils import timezone

from config.lib.narrowing import NarrowingError
from consents.models import AttributePurpose, DisclosedCustomer, Disclosure
from files.models import ExportRun
from files.services.export_orders import ExportRefusedError
from files.services.exports import write_export
from files.services.list_orders import about_how_many
from files.services.record_orders import order_records
from profiles.models import Contradiction, ContradictionFigure, Customer, Event, ReadEvent
from profiles.services.protection import protect_customer
from surveys.models import Answer, Mail, Question, Submission
from tests.factories import NOW, TESTER, make_colleague, make_customer, make_decision
from tests.files.listing import order, rows_in
from tests.segments.factories import make_event
from tests.surveys.making import make_link, make_survey, want

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "kept_files")]


@pytest.fixture
def kari(company):
    return make_customer(given_name="Kari", family_name="Nordmann", email="kari@fjell.example")


@pytest.fixture
def ola(company):
    return make_customer(given_name="Ola", family_name="Vik", email="ola@fjell.example")


def mail_to(person: Customer, **said) -> Mail:
    address = {"to_address": "kari@fjell.example", "subject": "Tell us more", "text": "…"}
    return Mail.objects.create(customer=person, **{**address, **said})


def reply_of(survey, person: Customer, **answers) -> None:
    link = make_link(survey, person)
    made = Submission.objects.create(
        survey=survey, invitation=link, customer=person, language="en", submitted_at=NOW
    )
    for slug, value in answers.items():
        Answer.objects.create(
            submission=made, question=Question.objects.get(slug=slug), value=value
        )


def the_replies(survey, **said) -> list[dict[str, str]]:
    return rows_in(order("replies", narrowed_by={"survey": survey.slug}, **said))


@pytest.fixture
def addresses_are_closed(company):
    """Let insight not read e-mail addresses."""
    AttributePurpose.objects.filter(attribute__slug="email", purpose__slug="insight").delete()


def test_activities_leave_newest_first_in_words(kari, ola):
    make_event(kari, at="2026-01-05", amount="199.50")
    make_event(ola, at="2026-01-06", kind="visit")
    first, second = rows_in(order("activities"))
    assert (first["Kind"], first["Name"], first["Amount"]) == ("Web visit", "Ola Vik", "")
    assert (second["Kind"], second["Name"], second["Amount"], second["Currency"]) == (
        "Purchase", "Kari Nordmann", "199.50", "NOK",
    )  # fmt: skip
    assert second["When"] == "2026-01-05 13:00"


def test_list_leaves_as_it_is_narrowed(kari):
    for day in ("2026-01-05", "2026-01-06", "2026-01-07"):
        make_event(kari, at=day)
    make_event(kari, at="2026-01-08", kind="visit")
    rows = rows_in(order("activities", narrowed_by={"kind": "purchase"}))
    assert [row["When"][:10] for row in rows] == ["2026-01-07", "2026-01-06", "2026-01-05"]


def test_whom_the_rows_are_about_is_disclosed_once_each(kari, ola):
    for person in (kari, kari, ola):
        make_event(person, at="2026-01-05")
    run = order("activities")
    assert len(rows_in(run)) == 3
    assert run.disclosure
    told = DisclosedCustomer.objects.filter(disclosure=run.disclosure)
    assert set(told.values_list("customer_uid", flat=True)) == {kari.pk, ola.pk}
    made = Disclosure.objects.get(reference=run.reference)
    assert (made.recipient, made.purpose, made.customer_count) == (
        "The auditor",
        "customer_care",
        2,
    )
    assert ReadEvent.objects.get(view="export_list").actor_label == TESTER.label


def test_names_stay_where_the_purpose_may_not_read_them(kari):
    make_event(kari, at="2026-01-05")
    run = order("activities", purpose="insight")
    (row,) = rows_in(run)
    assert row["Customer id"] == str(kari.pk)
    assert "Name" not in row
    assert run.slugs == []


def test_the_restricted_stay_out(kari, ola):
    make_event(kari, at="2026-01-05")
    make_event(ola, at="2026-01-06")
    Customer.objects.filter(pk=ola.pk).update(restricted_at=NOW)
    assert [row["Name"] for row in rows_in(order("activities"))] == ["Kari Nordmann"]


def test_whoever_said_no_to_the_use_stays_out(kari, ola):
    make_event(kari, at="2026-01-05")
    make_event(ola, at="2026-01-06")
    make_decision(ola, purpose="profiling", channel="", state="refused")
    rows = rows_in(order("activities", purpose="profiling"))
    assert [row["Customer id"] for row in rows] == [str(kari.pk)]


def test_formula_leaves_as_text(kari):
    mail_to(kari, subject="=1+1")
    assert [row["Subject"] for row in rows_in(order("mails"))] == ["'=1+1"]


def test_mails_to_colleagues_stay(kari):
    mail_to(kari)
    Mail.objects.create(
        steward=make_colleague(), to_address="ida@fjell.example", subject="Password", text="…"
    )
    (row,) = rows_in(order("mails"))
    assert (row["Subject"], row["To"]) == ("Tell us more", "kari@fjell.example")


def test_an_address_stays_where_the_purpose_may_not_read_it(kari, addresses_are_closed):
    mail_to(kari)
    (row,) = rows_in(order("mails", purpose="insight"))
    assert "kari@fjell.example" not in row.values()


def test_consent_entries_leave_as_the_list_shows_them(kari, ola):
    make_decision(kari)
    make_decision(ola, state="refused")
    (row,) = rows_in(order("consents", narrowed_by={"screen_state": "no"}))
    assert (row["Name"], row["Purpose"], row["Channel"], row["Answer"]) == (
        "Ola Vik", "Newsletter", "E-mail", "No",
    )  # fmt: skip


def test_an_entry_about_nobody_known_names_nobody(kari):
    make_decision(kari)
    kari.subjects.all().delete()
    run = order("consents")
    (row,) = rows_in(run)
    assert (row["Customer id"], row["Name"]) == ("", "")
    assert Disclosure.objects.get(reference=run.reference).customer_count == 0


def test_links_leave_without_what_opens_them(kari):
    link = make_link(make_survey("interests", name="Spring"), kari)
    (row,) = rows_in(order("links"))
    assert (row["Name"], row["Opens"], row["State"]) == ("Kari Nordmann", "Spring", "Open")
    assert link.token_hash not in row.values()


def test_replies_are_a_column_a_question(kari, ola):
    survey = make_survey("interests", "life_phase")
    reply_of(survey, kari, interests=["ski", "hiking"], life_phase="studying")
    (row,) = the_replies(survey, purpose="profiling")
    assert row["Which hobbies do you enjoy?"] == "ski, hiking"
    assert "Studying" not in row.values()


def test_a_blanked_fact_is_blank_in_a_reply(kari):
    survey = make_survey("postal_address", purpose="customer_care")
    reply_of(survey, kari, postal_address={"street": "Fjellgata 1", "city": "Bodø"})
    assert "Fjellgata 1, Bodø" in the_replies(survey)[0].values()
    protect_customer(customer=kari, kind="secret_address", reason="", actor=TESTER, now=NOW)
    assert "Fjellgata 1, Bodø" not in the_replies(survey)[0].values()


def test_replies_to_every_survey_say_which_and_hold_no_answers(kari):
    reply_of(make_survey("interests", name="Spring"), kari, interests=["ski"])
    (row,) = rows_in(order("replies"))
    assert list(row) == ["Replied", "Customer id", "Name", "Survey"]
    assert (row["Name"], row["Survey"]) == ("Kari Nordmann", "Spring")


@pytest.mark.parametrize("code", ["contradictions", "import_rows", "step"])
def test_what_only_a_filter_makes_a_list_is_none_without_it(company, code):
    with pytest.raises(ExportRefusedError, match="no such list"):
        order(code)


def test_those_whom_files_contradict_leave_one_kind_at_a_time(kari, ola):
    Contradiction.objects.create(kind="twice", customer=kari, other=ola.pk)
    Contradiction.objects.create(kind="gender", customer=ola)
    ContradictionFigure.objects.create(kind="twice", customer_count=1, counted_at=NOW)
    run = order("contradictions", narrowed_by={"of": "twice~"})
    (row,) = rows_in(run)
    assert Disclosure.objects.get(reference=run.reference).customer_count == 2
    assert (row["Name"], row["Other customer’s name"]) == ("Kari Nordmann", "Ola Vik")


@pytest.mark.parametrize(
    ("code", "narrowed_by"),
    [
        ("activities", {"kind": "1 OR 1=1"}),
        ("mails", {"state": "x"}),
        ("replies", {"survey": "no"}),
    ],
)
def test_what_no_filter_knows_is_refused(company, code, narrowed_by):
    with pytest.raises(NarrowingError):
        order(code, narrowed_by=narrowed_by)
    assert not ExportRun.objects.exists()


def test_a_search_by_what_the_purpose_may_not_read_is_refused(kari, addresses_are_closed):
    with pytest.raises(ExportRefusedError, match="may not read: E-mail"):
        order("mails", narrowed_by={"q": "kari@fjell.example"}, purpose="insight")


def test_the_day_s_limit_counts_the_people(kari, ola, settings):
    settings.KJENN_EXPORT_ROWS_A_DAY = 1
    colleague = make_colleague("steward")
    for _time in range(3):
        make_event(kari, at="2026-01-05")
    assert len(rows_in(order("activities", actor=colleague.actor))) == 3
    make_event(ola, at="2026-01-05")
    late = order("activities", actor=colleague.actor)
    assert not write_export(run_id=late.pk, now=timezone.now())
    late.refresh_from_db()
    assert (late.state, late.stored_as) == ("failed", "")


def records(**said) -> ExportRun:
    return order_records(
        **{
            "segment": None,
            "purpose": "customer_care",
            "recipient": "The new CRM",
            "slugs": ["given_name"],
            "file_format": "csv",
            "actor": TESTER,
            "now": NOW,
            **said,
        }
    )


def test_records_are_those_that_the_list_of_customers_shows(kari, ola):
    rows = rows_in(records(narrowed_by={"q": "vik", "kind": "person"}))
    assert [row["Name"] for row in rows] == ["Ola Vik"]


def test_records_pass_in_chunks_whatever_narrows_them(kari, ola):
    for number in range(5):
        make_customer(given_name=f"Per {number}", family_name="Vik")
    assert len(rows_in(records(narrowed_by={"q": "vik"}))) == 6


def test_customers_chosen_by_what_the_purpose_may_not_read_are_refused(kari):
    want("household_income")
    with pytest.raises(ExportRefusedError, match="may not read"):
        records(narrowed_by={"missing": "household_income"}, purpose="newsletter", slugs=["city"])


def test_a_count_that_takes_too_long_becomes_an_estimate(kari, monkeypatch):
    make_event(kari, at="2026-01-05")
    assert about_how_many(Event.objects.all()) == (1, False)
    slow = Event.objects.extra(where=["pg_sleep(2) IS NOT NULL"])
    count, is_estimate = about_how_many(slow)
    assert is_estimate
    assert count >= 0
