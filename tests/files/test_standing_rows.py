"""A row whose record stands as it left it is not read again, and nobody can tell (decision 16 of the room)."""

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consents.choices import State
from files.models import ImportRun, StagedRow
from files.services.columns import guess_columns, set_mapping
from files.services.runs import start_applying, start_deciding
from files.services.standing import standing_values
from files.services.taking_in import INLINE, apply_now, work_through
from profiles.models import Attribute, Company, Customer, SourceRecord
from profiles.services.corrections import correct_fact
from profiles.services.records import record_values
from tests.factories import NOW, TESTER, make_decision, make_source
from tests.files.bringing import DAY, bring, customer_of, decided, outcomes, receive, undo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "kept_files")]

HEAD = "Kundenr;Fornavn;Etternavn;E-post;Mobil;Fødselsdato;Adresse;Poststed;Samtykke;Samtykkedato;Samtykkekilde\n"
FILE = (
    HEAD
    + "1;Kari;Berg;kari@a.example;91234567;12.03.1985;Storgata 1;Oslo;ja;01.02.2026;Nett\n"
    + "2;Ola;Dahl;ola@a.example;;;;;nei;;\n"
    + "3;Åse;Lie;;92345678;01.01.65;Gata 3;;;;\n"
)
# Other bytes say it on another day: every record is renewed.
SAME_NEW_BYTES = FILE.replace("\n", "\r\n")

# What is there, to the minute: a chunk is dated when it is written, and writing takes a moment.
STANDS = {
    "records": "SELECT external_id, values, value_dates, observed_at FROM profiles_sourcerecord",
    "customers": "SELECT attributes, sort_key, search_text, restricted_at FROM profiles_customer",
    "contact": "SELECT kind, normalised, is_preferred, date_trunc('minute', valid_until) FROM profiles_contactpoint",
    "journal": "SELECT external_id, kind, before, after, observed_after FROM profiles_recordchange",
    "ledger": "SELECT purpose, channel, state, origin, date_trunc('minute', occurred_at) FROM consents_decision",
    "pairs": "SELECT reason FROM profiles_duplicatepair",
    "outcomes": "SELECT row_no, outcome, reason, raw FROM files_rowoutcome",
}


def standing(run):
    """Return the rows of a decided run that were staged unread."""
    found = StagedRow.objects.filter(run=run, stands=True)
    return sorted(found.values_list("row_no", flat=True))


def taken_in(content, *, now, reads_all):
    """Take a file in, reading every cell or only those of rows that do not stand; return what is there, then forget."""
    with transaction.atomic():
        run = receive(content, now=now)
        run = set_mapping(run=run, mapping=guess_columns(run=run), actor=TESTER, now=now)
        ImportRun.objects.filter(pk=run.pk).update(
            summary={**run.summary, **({"reads_all": True} if reads_all else {})}
        )
        start_deciding(run=run, actor=TESTER, now=now)
        run = work_through(run=run, now=now, pace=INLINE)
        unread = len(standing(run))
        start_applying(run=run, actor=TESTER, now=now)
        run = work_through(run=run, now=now, pace=INLINE)
        figures = {name: run.summary.get(name) for name in ("tally", "facts", "consents")}
        found = {"counts": run.counts, "figures": figures, **everything()}
        transaction.set_rollback(True)
    return found, unread


def everything():
    found = {}
    with connection.cursor() as cursor:
        for name, statement in STANDS.items():
            cursor.execute(statement)
            found[name] = sorted(map(repr, cursor.fetchall()))  # in no order of random keys
    return found


def nothing():
    """Let nothing happen."""


def says_more():
    record_values(
        source=make_source(),
        external_id="1",
        values={"given_name": "Karianne"},
        observed_at=NOW + DAY,
        actor=TESTER,
        now=NOW + DAY,
        partial=True,
    )


def says_what_the_file_is_silent_of():
    record_values(
        source=make_source(),
        external_id="1",
        values={"job_title": "Snekker"},
        observed_at=NOW + DAY,
        actor=TESTER,
        now=NOW + DAY,
        partial=True,
    )


def another_file_speaks():
    bring("Kundenr;Fornavn;Stilling\n2;Olav;Snekker\n", now=NOW + DAY)


def another_file_is_undone():
    undo(bring("Kundenr;Fornavn\n2;Olav\n", now=NOW + DAY))


def a_steward_corrects():
    kari = customer_of("1")
    correct_fact(
        customer=kari, slug="given_name", value="Kaia", reason="ringte", actor=TESTER, now=NOW + DAY
    )


def the_person_withdraws():
    make_decision(customer_of("1"), state=State.WITHDRAWN, occurred_at=NOW + DAY)


def the_person_says_yes():
    make_decision(customer_of("2"), state=State.GIVEN, occurred_at=NOW - 400 * DAY)


def the_use_is_restricted():
    Customer.objects.filter(pk=customer_of("1").pk).update(restricted_at=NOW)


def a_record_is_erased():
    customer_of("1").delete()


def a_fact_is_switched_off():
    Attribute.objects.filter(slug="phone").update(is_enabled=False, is_wanted=False)


def the_company_counts_in_another_currency():
    Company.objects.update(currency="SEK")


ALL_STAND, NONE_STANDS = 3, 0
EVENTS = [
    (nothing, ALL_STAND),
    (says_more, 2),
    (says_what_the_file_is_silent_of, 2),
    (another_file_speaks, 2),
    (another_file_is_undone, 2),
    (a_steward_corrects, ALL_STAND),
    (the_person_withdraws, ALL_STAND),
    (the_person_says_yes, ALL_STAND),
    (the_use_is_restricted, ALL_STAND),
    (a_record_is_erased, 2),
    (a_fact_is_switched_off, NONE_STANDS),
    (the_company_counts_in_another_currency, NONE_STANDS),
]


@pytest.mark.parametrize(("happens", "unread"), EVENTS)
def test_reading_it_again_would_have_said_the_same(happens, unread):
    bring(FILE)
    happens()
    quick, stood = taken_in(SAME_NEW_BYTES, now=NOW + 9 * DAY, reads_all=False)
    whole, _none = taken_in(SAME_NEW_BYTES, now=NOW + 9 * DAY, reads_all=True)
    assert stood == unread
    assert quick == whole


CELLS = st.builds(
    "{};{};{};{};{}\n".format,
    st.sampled_from(["", "1", "2", "3"]),
    st.sampled_from(["", "Kari", "Per", "K"]),
    st.sampled_from(["", "oss@a.example", "OSS@a.example", "a@a.example, b@a.example", "ikke en"]),
    st.sampled_from(["", "91234567", "12"]),
    st.sampled_from(["", "01.01.1980", "02.02.90", "i går", "01.01.2199"]),
)
ROWS = st.lists(CELLS, min_size=1, max_size=12).map(
    lambda rows: "Kundenr;Fornavn;E-post;Mobil;Fødselsdato\n" + "".join(rows)
)


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=ROWS, then=ROWS)
def test_whatever_two_files_hold_the_cells_say_the_same_unread(first, then):
    with transaction.atomic():
        bring(first)
        lines = [*first.splitlines(keepends=True), *then.splitlines(keepends=True)[1:]]
        content = "".join(lines)
        quick, _stood = taken_in(content, now=NOW + 9 * DAY, reads_all=False)
        whole, _none = taken_in(content, now=NOW + 9 * DAY, reads_all=True)
        assert quick == whole
        transaction.set_rollback(True)


def test_the_rows_of_a_plan_show_what_the_file_says():
    bring(FILE)
    says_what_the_file_is_silent_of()
    bring(FILE, now=NOW + DAY)  # reads all of it, and changes the record's dates alone
    run = decided(FILE, now=NOW + 2 * DAY)
    shown = standing_values(run, list(StagedRow.objects.filter(run=run, stands=True)))
    assert shown[3] == {
        "given_name": "Ola",
        "family_name": "Dahl",
        "email": "ola@a.example",
    }


def test_a_file_that_was_looked_at_is_read_after_all_where_a_record_has_changed_since():
    bring(FILE)
    run = decided(FILE, now=NOW + DAY)
    assert len(standing(run)) == ALL_STAND
    says_more()
    run = apply_now(run=run, actor=TESTER, now=NOW + 2 * DAY)
    assert outcomes(run) == {"updated": 1, "unchanged": 2}
    assert customer_of("1").given_name == "Kari"


@pytest.mark.parametrize(
    "row",
    [
        "1;Kari;kari@a.example;snart\n",
        "1;Kari;kari@a.example, k@b.example;\n",
        ";Kari;kari@a.example;\n",
    ],
    ids=["a cell that was not understood", "two addresses", "no id"],
)
def test_some_rows_are_read_every_time(row):
    content = f"Kundenr;Fornavn;E-post;Fødselsdato\n{row}"
    bring(content)
    assert standing(decided(content, now=NOW + DAY)) == []


def test_a_two_digit_year_is_read_anew_when_the_year_has_turned():
    content = "Kundenr;Fornavn;Fødselsdato\n1;Kari;01.01.26\n"
    bring(content)
    assert standing(decided(content, now=NOW + DAY)) == [2]
    assert standing(decided(content, now=NOW + 370 * DAY)) == []


def test_other_readers_read_anew(monkeypatch):
    bring(FILE)
    monkeypatch.setattr("files.mapping.digest._code", lambda: ["another edition"])
    assert standing(decided(FILE, now=NOW + DAY)) == []


def test_a_column_that_nobody_reads_may_change():
    bring("Kundenr;Fornavn;Tull\n1;Kari;a\n")
    assert standing(decided("Kundenr;Fornavn;Tull\n1;Kari;b\n", now=NOW + DAY)) == [2]


def test_another_source_has_not_said_it():
    bring(FILE)
    assert standing(decided(FILE, source="shop", now=NOW + DAY)) == []


def test_the_digest_of_a_row_is_no_use_without_the_key(settings):
    bring(FILE)
    kept = set(SourceRecord.objects.values_list("fingerprint", flat=True))
    settings.SECRET_KEY = "another"
    assert standing(decided(FILE, now=NOW + DAY)) == []
    assert None not in kept


def test_cells_may_hold_what_stands_between_cells():
    content = "Kundenr;Fornavn;Etternavn\n1;Ka\x1fri;Berg\n"
    bring(content)
    assert standing(decided(content, now=NOW + DAY)) == []
