"""The command `refresh_segments`."""

from datetime import timedelta
from io import StringIO
from threading import Thread
from time import sleep

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from segments.models import SegmentRun
from tests.factories import make_company, make_customer, make_source
from tests.segments.factories import NORWEGIAN, make_segment


def run(*words):
    out, err = StringIO(), StringIO()
    call_command("refresh_segments", *words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_refreshes_all(company):
    make_source()
    make_customer(given_name="Kari", country="NO")
    make_segment("walkers", rule=NORWEGIAN)
    make_segment("readers", rule={"any": []})
    assert run() == (
        "readers: 0 members (came in: 0, left: 0)\nwalkers: 1 member (came in: 1, left: 0)\n", "",
    )  # fmt: skip


def test_refreshes_one(company):
    make_segment("walkers", rule=NORWEGIAN)
    make_segment("readers", rule=NORWEGIAN)
    run("walkers")
    assert SegmentRun.objects.get().segment.slug == "walkers"


def test_an_unknown_segment_is_an_error(company):
    with pytest.raises(CommandError, match="There is no segment “nobody”"):
        run("nobody")


def test_a_failed_refresh_is_an_error(company):
    make_segment("walkers", rule={"all": [{"field": "fact.gone", "operator": "known"}]})
    with pytest.raises(CommandError, match="1 of the segments could not be refreshed"):
        run()


def at_work(seconds):
    """Make a run that a worker holds for so many seconds more."""
    segment = make_segment("walkers", rule=NORWEGIAN)
    return SegmentRun.objects.create(
        segment=segment, version=segment.versions.get(), state="running", attempts=1,
        leased_until=timezone.now() + timedelta(seconds=seconds),
    )  # fmt: skip


def finish(run, state, **columns):
    sleep(0.3)
    SegmentRun.objects.filter(pk=run.pk).update(state=state, leased_until=None, **columns)
    connections.close_all()


def finish_meanwhile(run, state, **columns):
    worker = Thread(target=finish, args=(run, state), kwargs=columns)
    worker.start()
    return worker


def test_waits_for_a_refresh_at_work_elsewhere(own_database):
    make_company()
    finish_meanwhile(at_work(60), "done", member_count=3, entered_count=2, left_count=1)
    assert run("walkers") == ("walkers: 3 members (came in: 2, left: 1)\n", "")


def test_a_refresh_that_fails_elsewhere_is_an_error(own_database):
    make_company()
    finish_meanwhile(at_work(60), "failed", error="The conditions took too long to answer.")
    with pytest.raises(CommandError, match="1 of the segments could not be refreshed"):
        run("walkers")


def test_takes_over_where_the_worker_died(company):
    at_work(0.3)
    assert run("walkers")[0] == "walkers: 0 members (came in: 0, left: 0)\n"
