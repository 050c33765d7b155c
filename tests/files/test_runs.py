"""The life of an import: states, leases, attempts."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from files import tasks
from files.models import ImportRun, StagedRow
from files.services.columns import WrongStateError, guess_columns, set_mapping
from files.services.runs import (
    AnotherImportWritesError,
    Pace,
    advance,
    discard_run,
    start_applying,
    start_deciding,
    waiting_runs,
)
from profiles.models import Customer
from tests.factories import NOW, TESTER
from tests.files.bringing import DAY, bring, customer_of, decided, receive, undo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "kept_files")]

KARI = "Kundenr;Fornavn\n1;Kari\n"
TEN = "Kundenr;Fornavn\n" + "".join(f"{n};Navn{n}\n" for n in range(10))


def ordered(content=KARI):
    """Return an import whose applying was ordered."""
    run = decided(content)
    start_applying(run=run, actor=TESTER, now=NOW)
    return run


def test_a_received_file_waits_for_its_columns():
    run = receive(KARI)
    assert (run.state, run.row_count) == ("received", None)


def test_the_columns_settled_once_are_guessed_for_the_next_file():
    run = receive("Kundenr;X1\n1;Kari\n")
    guessed = guess_columns(run=run).to_json()
    assert guessed["columns"][1]["target"] == "ignore"
    guessed["columns"][1]["target"] = "given_name"
    from files.mapping.mapping import Mapping

    set_mapping(run=run, mapping=Mapping.from_json(guessed), actor=TESTER, now=NOW)
    again = guess_columns(run=receive("Kundenr;X1\n2;Ola\n"))
    assert (again.columns[1].target, again.columns[1].reason) == ("given_name", "learned")


def test_other_columns_mean_that_the_file_is_read_again():
    run = decided("Kundenr;Fornavn\n1;Kari\n")
    mapping = guess_columns(run=run)
    set_mapping(run=run, mapping=mapping, actor=TESTER, now=NOW)
    run.refresh_from_db()
    assert (run.state, run.counts, StagedRow.objects.count()) == ("mapped", {}, 0)


def test_a_run_whose_work_is_ordered_waits_for_a_worker():
    run = ordered()
    assert waiting_runs() == [run.pk]


def test_a_run_that_somebody_works_on_is_left_alone():
    run = ordered()
    ImportRun.objects.update(leased_until=Now() + timedelta(seconds=30))
    assert advance(run_id=run.pk, now=NOW) is False
    assert (waiting_runs(), Customer.objects.count()) == ([], 0)


def test_a_lease_that_has_run_out_is_taken_over():
    run = ordered()
    ImportRun.objects.update(leased_until=Now() - timedelta(seconds=1))
    advance(run_id=run.pk, now=NOW)
    run.refresh_from_db()
    assert run.state == "done"


def test_a_slice_that_runs_out_of_time_leaves_the_rest_to_the_next():
    run = ordered(TEN)
    assert advance(run_id=run.pk, now=NOW, pace=Pace(chunk_rows=3, seconds=0)) is True
    assert Customer.objects.count() == 3
    while advance(run_id=run.pk, now=NOW, pace=Pace(chunk_rows=3, seconds=0)):
        pass
    run.refresh_from_db()
    assert (run.state, run.counts["created"], Customer.objects.count()) == ("done", 10, 10)


def test_each_chunk_has_the_time_at_which_it_is_written():
    run = ordered(TEN)
    assert advance(run_id=run.pk, now=NOW, pace=Pace(chunk_rows=3)) is False
    run.refresh_from_db()
    written = sorted(set(Customer.objects.values_list("updated_at", flat=True)))
    assert len(written) == 4
    assert NOW < written[0] < written[-1] < run.finished_at < NOW + timedelta(minutes=1)


def test_five_workers_that_died_in_a_row_are_enough():
    run = ordered()
    ImportRun.objects.update(attempts=5)
    advance(run_id=run.pk, now=NOW)
    run.refresh_from_db()
    assert run.state == "failed"
    assert run.error == "Stopped: five workers in a row ended without getting any further."


def test_an_import_that_stopped_goes_on_when_asked():
    run = ordered()
    ImportRun.objects.update(attempts=5)
    advance(run_id=run.pk, now=NOW)
    start_applying(run=run, actor=TESTER, now=NOW)
    advance(run_id=run.pk, now=NOW)
    assert customer_of("1").given_name == "Kari"


def test_what_a_stopped_import_had_taken_in_can_be_undone():
    run = ordered(TEN)
    advance(run_id=run.pk, now=NOW, pace=Pace(chunk_rows=3, seconds=0))
    ImportRun.objects.update(attempts=5, leased_until=None)
    advance(run_id=run.pk, now=NOW)
    undone = undo(run)
    assert (undone.state, Customer.objects.count()) == ("undone", 0)


def test_a_file_that_has_gone_is_met_again_until_the_import_stops(kept_files):
    run = receive(KARI)
    set_mapping(run=run, mapping=guess_columns(run=run), actor=TESTER, now=NOW)
    start_deciding(run=run, actor=TESTER, now=NOW)
    (kept_files / run.stored_as).unlink()
    for _attempt in range(5):
        ImportRun.objects.update(leased_until=None)
        with pytest.raises(FileNotFoundError):
            advance(run_id=run.pk, now=NOW)
    run.refresh_from_db()
    assert (run.state, run.error) == (
        "failed", "Stopped by an error that five attempts have met: FileNotFoundError.",
    )  # fmt: skip


def test_an_undone_import_leaves_no_staging():
    run = ordered(TEN)
    advance(run_id=run.pk, now=NOW, pace=Pace(chunk_rows=3, seconds=0))
    ImportRun.objects.update(attempts=5, leased_until=None)
    advance(run_id=run.pk, now=NOW)
    undo(run)
    assert StagedRow.objects.count() == 0


def test_one_import_writes_at_a_time():
    ordered()
    other = decided("Kundenr;Fornavn\n2;Ola\n")
    with pytest.raises(AnotherImportWritesError):
        start_applying(run=other, actor=TESTER, now=NOW)


def test_an_import_is_taken_in_once():
    run = bring(KARI)
    with pytest.raises(WrongStateError):
        start_applying(run=run, actor=TESTER, now=NOW)


def test_a_discarded_import_keeps_no_file_and_no_rows(
    kept_files, django_capture_on_commit_callbacks
):
    run = decided(KARI)
    with django_capture_on_commit_callbacks(execute=True):
        discard_run(run=run, actor=TESTER, now=NOW + DAY)
    assert (run.state, StagedRow.objects.count()) == ("discarded", 0)
    assert not list(kept_files.rglob("*.csv"))


def test_an_applied_import_cannot_be_discarded():
    with pytest.raises(WrongStateError, match="undo it instead"):
        discard_run(run=bring(KARI), actor=TESTER, now=NOW)


def test_the_task_takes_the_import_in():
    run = ordered()
    tasks.advance_run(run_id=str(run.pk))
    run.refresh_from_db()
    assert run.state == "done"


def test_the_journal_names_who_gave_the_go_ahead():
    from config.lib.actor import Actor
    from profiles.models import RecordChange

    run = decided(KARI)
    start_applying(run=run, actor=Actor.steward(7, "Ida"), now=NOW)
    advance(run_id=run.pk, now=NOW)
    assert RecordChange.objects.get().actor_label == "Ida"


def test_an_import_that_a_killed_worker_left_is_finished_before_the_next():
    left = ordered()
    bring("Kundenr;Fornavn\n2;Ola\n")
    left.refresh_from_db()
    assert (left.state, customer_of("1").given_name) == ("done", "Kari")


def test_a_worker_that_is_interrupted_gives_its_lease_back():
    run = ordered()

    def interrupted(_run):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        advance(run_id=run.pk, now=NOW, progress=interrupted)
    assert waiting_runs() == [run.pk]


def test_a_row_that_the_database_refuses_is_refused_alone():
    run = decided(TEN)
    # What no reader lets through, planted behind its back: a birth date that is none.
    StagedRow.objects.filter(run=run, external_id="7").update(values={"birth_date": "2026-02-31"})
    start_applying(run=run, actor=TESTER, now=NOW)
    advance(run_id=run.pk, now=NOW)
    run.refresh_from_db()
    assert (run.counts["created"], run.counts["refused"], Customer.objects.count()) == (9, 1, 9)
    assert "does not take this row" in run.outcomes.get(outcome="refused").reason
