"""The command `refresh_segments`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from segments.models import SegmentRun
from tests.factories import make_customer, make_source
from tests.segments.factories import NORWEGIAN, make_segment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


def run(*words):
    out, err = StringIO(), StringIO()
    call_command("refresh_segments", *words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_refreshes_all():
    make_source()
    make_customer(given_name="Kari", country="NO")
    make_segment("walkers", rule=NORWEGIAN)
    make_segment("readers", rule={"any": []})
    assert run() == (
        "readers: 0 members (came in: 0, left: 0)\nwalkers: 1 member (came in: 1, left: 0)\n", "",
    )  # fmt: skip


def test_refreshes_one():
    make_segment("walkers", rule=NORWEGIAN)
    make_segment("readers", rule=NORWEGIAN)
    run("walkers")
    assert SegmentRun.objects.get().segment.slug == "walkers"


def test_an_unknown_segment_is_an_error():
    with pytest.raises(CommandError, match="There is no segment “nobody”"):
        run("nobody")


def test_a_failed_refresh_is_an_error():
    make_segment("walkers", rule={"all": [{"field": "fact.gone", "operator": "known"}]})
    with pytest.raises(CommandError, match="1 of the segments could not be refreshed"):
        run()


def test_a_refresh_at_work_elsewhere_is_left_alone():
    segment = make_segment("walkers", rule=NORWEGIAN)
    SegmentRun.objects.create(
        segment=segment, version=segment.versions.get(), state="running", attempts=1
    )
    assert run("walkers")[0] == "walkers: a worker is refreshing it already\n"
