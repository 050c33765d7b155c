"""Whatever a file holds: every row has one outcome, the sum is the file, and a second time changes nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from files.models import RowOutcome
from profiles.models import Customer, RecordChange
from tests.factories import NOW
from tests.files.bringing import DAY, bring, undo

pytestmark = [
    pytest.mark.django_db(transaction=False),
    pytest.mark.usefixtures("company", "kept_files"),
]

CELL = st.sampled_from(
    ["", "Kari", "Per", "oss@a.example", "KARI@a.example", "91234567", "=1+1", "snart", '"']
)
ROW = st.builds(
    "{};{};{};{};{}\n".format,
    st.sampled_from(["", "1", "2", "3", "4"]),
    st.sampled_from(["", "Kari", "Per", "Kari Anne", "K"]),
    st.sampled_from(["", "oss@a.example", "OSS@a.example", "kari@a.example", "ikke en adresse"]),
    st.sampled_from(["", "91234567", "+47 912 34 567", "12"]),
    st.sampled_from(["", "01.01.1980", "02.02.1990", "i går", "x;y"]),
)
FILE = st.lists(ROW, min_size=1, max_size=25).map(
    lambda rows: "Kundenr;Fornavn;E-post;Mobil;Fødselsdato\n" + "".join(rows)
)
ONE_SANDBOX = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def afresh(db):
    """Return what gives every example a savepoint of its own."""
    from django.db import transaction

    def run(check):
        with transaction.atomic():
            check()
            transaction.set_rollback(True)

    return run


@ONE_SANDBOX
@given(content=FILE, chunk_rows=st.integers(1, 8))
def test_the_sum_of_the_outcomes_is_the_file(afresh, content, chunk_rows):
    def check():
        run = bring(content, chunk_rows=chunk_rows)
        filled = sum(bool(line.strip("; ")) for line in content.splitlines()[1:])
        assert sum(run.counts.values()) == run.row_count == filled
        assert RowOutcome.objects.filter(run=run).count() == filled

    afresh(check)


@ONE_SANDBOX
@given(content=FILE, chunk_rows=st.integers(1, 8))
def test_a_second_time_changes_nothing(afresh, content, chunk_rows):
    def check():
        bring(content, chunk_rows=chunk_rows)
        before = RecordChange.objects.count(), Customer.objects.count()
        again = bring(content, now=NOW + 3 * DAY)
        assert (RecordChange.objects.count(), Customer.objects.count()) == before
        assert again.counts["created"] == again.counts["updated"] == again.counts["review"] == 0

    afresh(check)


@ONE_SANDBOX
@given(content=FILE)
def test_an_undo_leaves_nothing_behind(afresh, content):
    def check():
        undo(bring(content))
        assert Customer.objects.count() == 0

    afresh(check)
