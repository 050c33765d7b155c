"""What is measured, in the order in which the data comes about."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks import base, calls, pages, peers, replies, work
from benchmarks.figures import Figure, Work, limit, seconds_of
from benchmarks.people import write_people
from consents.services.verification import verify_ledger
from profiles.services.fact_figures import count_facts

FILE_ROWS = 100_000
STOCK_ROWS = 2_000
STOCK_EXPORT_ROWS = 10_000
CHANGED = 10_000


def measure(customers: int, folder: Path) -> Iterator[Figure]:
    """Yield the figures over so many customers, one by one."""
    work.prepare()
    peers.make_tables()
    made = Work(
        "base of customers, in bulk", seconds_of(partial(base.make_customers, customers)), customers
    )
    events = customers * base.EVENTS_EACH
    done = Work("activities, in bulk", seconds_of(base.make_events), events)
    work.analyse()
    yield from _imports(folder, min(customers, FILE_ROWS), made, done)
    yield from _rules(customers)
    yield from _audience(folder, customers)
    yield from _pages()
    yield from _calls()


def _imports(folder: Path, rows: int, made: Work, done: Work) -> Iterator[Figure]:
    """Take a file into the base, again, and back."""
    path = folder / "kunder.csv"
    write_people(path, rows)
    copied = Work("raw COPY into text columns", seconds_of(partial(peers.raw_copy, path)), rows)
    yield Figure(made, copied, "≥ 0.02x")
    yield Figure(done, copied, "≥ 0.1x")
    imported = Work("import", seconds_of(partial(work.take_in, path)), rows)
    stock_seconds = seconds_of(partial(peers.stock_import, path, STOCK_ROWS))
    stock = Work("stock django-import-export, dry and real", stock_seconds, STOCK_ROWS)
    yield Figure(imported, stock, "≥ 40x")
    yield Figure(imported, copied, "≥ 0.02x")
    again = Work("re-import, nothing changed", seconds_of(partial(work.take_in, path)), rows)
    yield Figure(again, imported, "≥ 5x")
    recomputed = Work("recompute, nothing changed", seconds_of(partial(work.recompute, rows)), rows)
    yield Figure(recomputed, imported, "≥ 1x")
    other = folder / "flere.csv"
    write_people(other, rows // 5, first=rows)
    run = work.take_in(other)
    undone = Work("undo of an import", seconds_of(partial(work.take_back, run)), rows // 5)
    yield Figure(undone, imported, "≥ 1x")
    work.analyse()


def _rules(customers: int) -> Iterator[Figure]:
    peers.make_narrow()
    scan = Work("scan of a narrow table", seconds_of(peers.narrow_scan, runs=5), customers)
    known = seconds_of(partial(count_facts, now=work.clock()), runs=3)
    yield Figure(Work("completeness of all, fact by fact", known, customers), scan, "≥ 0.05x")
    for name, (rule, target) in work.RULES.items():
        counted = seconds_of(work.counter_of(rule), runs=5)
        yield Figure(Work(f"rule: {name}", counted, customers), scan, target)


def _audience(folder: Path, customers: int) -> Iterator[Figure]:
    given = Work("consents into the ledger", seconds_of(work.give_consent), work.people())
    verified = Work("verify_ledger", seconds_of(verify_ledger), given.rows)
    yield Figure(verified, given, "≥ 1x")
    work.bounce_some()
    segment = work.make_segment()
    work.analyse()
    scan = Work("scan of the customers", seconds_of(peers.wide_scan, runs=3), customers)
    work.change_some(CHANGED)
    refreshed = seconds_of(partial(work.refresh, segment))
    yield Figure(
        Work(f"refresh and staircases after {CHANGED:,} changes", refreshed, given.rows),
        scan,
        "≥ 0.02x",
    )
    exported = seconds_of(partial(work.export, segment))
    audience = Work("audience export, CSV", exported, work.exported())
    bare = Work(
        "bare COPY TO", seconds_of(partial(peers.bare_copy_out, folder / "out.csv")), given.rows
    )
    yield Figure(audience, bare, "≥ 0.5x")
    stock = seconds_of(partial(peers.stock_export, STOCK_EXPORT_ROWS))
    yield Figure(audience, Work("stock django-import-export", stock, STOCK_EXPORT_ROWS), "≥ 35x")
    sent = Work("reply to a survey", seconds_of(replies.one_reply, runs=31), 1)
    yield Figure(sent, limit(milliseconds=60), "≥ 1x")


def _pages() -> Iterator[Figure]:
    """Yield the SQL of the pages that grow with the customers, beside a tenth of a second."""
    for name, seconds in pages.sql_seconds():
        yield Figure(Work(f"SQL of {name}", seconds, 1), limit(milliseconds=100), "≥ 1x")


def _calls() -> Iterator[Figure]:
    """Yield calls of programs, with all that Python does for them."""
    loop = Work("ORM, one activity after the other", seconds_of(peers.orm_events), peers.ORM_ROWS)
    for name, seconds, rows in calls.seconds():
        if rows == calls.BATCH:
            yield Figure(Work(name, seconds, rows), loop, "≥ 10x")
        else:
            yield Figure(Work(name, seconds, 1), limit(milliseconds=50), "≥ 1x")
