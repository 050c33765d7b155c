"""Measure the product beside its limits and peers: `make bench`, or `python -m benchmarks --customers N`."""

import argparse
import os
import tempfile
from pathlib import Path

import django


def main() -> None:
    """Make the data, measure, keep the figures and put them into the README."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    customers = parser.parse_args().customers
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    django.setup()
    from benchmarks.figures import keep, write_readme  # noqa: PLC0415 - Django is ready only now
    from benchmarks.measures import measure  # noqa: PLC0415

    found = []
    with tempfile.TemporaryDirectory() as folder:
        for figure in measure(customers, Path(folder)):
            found.append(figure)
            print(figure, flush=True)
    keep(found, customers=customers)
    write_readme()


main()
