"""What is measured, in the order in which the data comes about."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks import peers, work
from benchmarks.figures import Figure, Work, seconds_of
from benchmarks.people import write_people

STOCK_ROWS = 2_000
STOCK_EXPORT_ROWS = 10_000


def measure(customers: int, folder: Path) -> Iterator[Figure]:
    """Yield the figures of so many customers, one by one."""
    path = folder / "kunder.csv"
    write_people(path, customers)
    work.prepare()
    peers.make_tables()
    copied = Work(
        "raw COPY into text columns", seconds_of(partial(peers.raw_copy, path)), customers
    )
    imported = Work("import", seconds_of(partial(work.take_in, path)), customers)
    yield from _imports(path, imported, copied)
    yield from _rules(customers)
    yield from _audience(folder, imported, copied)


def _imports(path: Path, imported: Work, copied: Work) -> Iterator[Figure]:
    stock = Work(
        "stock django-import-export, dry and real",
        seconds_of(partial(peers.stock_import, path, STOCK_ROWS)),
        STOCK_ROWS,
    )
    yield Figure(imported, stock, "≥ 40x")
    yield Figure(imported, copied, "≥ 0.02x")
    again = Work(
        "re-import, nothing changed", seconds_of(partial(work.take_in, path)), imported.rows
    )
    yield Figure(again, imported, "≥ 5x")
    work.analyse()
    recomputed = Work(
        "recompute, nothing changed", seconds_of(work.recompute_everybody), imported.rows
    )
    yield Figure(recomputed, imported, "≥ 1x")


def _rules(customers: int) -> Iterator[Figure]:
    peers.make_narrow()
    scan = Work("scan of a narrow table", seconds_of(peers.narrow_scan, runs=5), customers)
    for name, rule in work.RULES.items():
        counted = Work(
            f"rule: {name}", seconds_of(partial(work.count_rule, rule), runs=5), customers
        )
        yield Figure(counted, scan, "≥ 0.5x")


def _audience(folder: Path, imported: Work, copied: Work) -> Iterator[Figure]:
    given = Work("consents into the ledger", seconds_of(work.give_consent), imported.rows)
    yield Figure(given, copied, "≥ 0.02x")
    segment = work.make_segment()
    work.analyse()
    refreshed = Work(
        "refresh and staircase, nothing changed",
        seconds_of(partial(work.refresh, segment)),
        imported.rows,
    )
    yield Figure(refreshed, imported, "≥ 5x")
    exported = Work(
        "audience export, CSV", seconds_of(partial(work.export, segment)), imported.rows
    )
    bare = seconds_of(partial(peers.bare_copy_out, folder / "out.csv"))
    yield Figure(exported, Work("bare COPY TO", bare, imported.rows), "≥ 0.5x")
    stock = seconds_of(partial(peers.stock_export, STOCK_EXPORT_ROWS))
    yield Figure(exported, Work("stock django-import-export", stock, STOCK_EXPORT_ROWS), "≥ 35x")
