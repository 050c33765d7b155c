"""Audiences as files over the API: ordered for a purpose of the key, fetched by that key alone, on record."""

import csv
import io

import pytest
from django.utils import timezone

from files.models import ExportRun
from files.services.exports import write_export
from profiles.models import ReadEvent
from tests.factories import TESTER, make_customer, make_decision, make_source
from tests.files.test_export_audience import order
from tests.integrations.keys import Caller
from tests.segments.factories import make_segment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "kept_files")]
ORDER = {
    "segment": "walkers",
    "purpose": "newsletter",
    "channel": "email",
    "recipient": "Mailchimp",
    "facts": ["given_name"],
}
SCOPES = ["exports:read", "exports:write"]


@pytest.fixture
def caller() -> Caller:
    make_source()
    kari = make_customer(given_name="Kari", email="kari@post.example")
    make_decision(kari)
    make_segment(members=[kari])
    return Caller(scopes=SCOPES, purposes=["newsletter"])


def ordered(caller, call="t1", **details):
    return caller("POST", "exports", {**ORDER, **details}, Idempotency_Key=call)


def written(caller):
    there = ordered(caller)["Location"].removeprefix("/api/v1/")
    write_export(run_id=ExportRun.objects.get().pk, now=timezone.now())
    return there


def test_an_order_is_followed_and_its_file_fetched(caller):
    queued = ordered(caller)
    assert (queued.status_code, queued.json()["state"]) == (202, "queued")
    there = queued["Location"].removeprefix("/api/v1/")
    early = caller.get(f"{there}/file")
    assert (early.status_code, early.json()["title"]) == (409, "Not possible as things are")
    write_export(run_id=ExportRun.objects.get().pk, now=timezone.now())
    run = caller.get(there).json()
    assert (run["state"], run["customers"], run["facts"]) == ("done", 1, ["given_name"])
    file = caller.get(f"{there}/file", Accept="text/csv")
    text = b"".join(file.streaming_content).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert [line[1:3] for line in lines[1:]] == [["Kari", "kari@post.example"]]
    assert 'filename="walkers-newsletter-email-1.csv"' in file["Content-Disposition"]
    assert ReadEvent.objects.filter(view="export_download", actor_kind="key").count() == 1


def test_an_order_that_arrives_twice_is_one_export(caller):
    assert ordered(caller).json()["id"] == ordered(caller).json()["id"]
    assert ordered(caller, call="t2").json()["id"] == ordered(caller).json()["id"]
    assert ExportRun.objects.count() == 1
    assert caller("POST", "exports", ORDER).status_code == 400


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"segment": "nobody"}, "segment"),
        ({"purpose": "offers"}, "purpose"),
        ({"channel": "pigeon"}, "channel"),
        ({"recipient": " "}, "recipient"),
        ({"facts": ["income_band"]}, "facts"),
        ({"format": "pdf"}, "format"),
        ({"facts": "given_name"}, "facts"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_with_an_order_is_named(caller, wrong, field):
    refused = ordered(caller, **wrong)
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["field"].partition(".")[0] == field
    assert not ExportRun.objects.exists()


def test_only_the_key_that_ordered_it_sees_it(caller):
    there = written(caller)
    order(ExportRun.objects.get().segment, actor=TESTER, slugs=["given_name"])
    other = Caller(scopes=SCOPES, purposes=["newsletter"])
    assert other.get("exports").json()["results"] == []
    assert other.get(there).status_code == 404
    assert other.get(f"{there}/file").status_code == 404
    assert [row["number"] for row in caller.get("exports").json()["results"]] == [1]


def test_a_key_takes_out_no_more_than_the_days_limit(caller, settings):
    settings.KJENN_EXPORT_ROWS_A_DAY = 1
    written(caller)
    ordered(caller, call="t2")
    write_export(run_id=ExportRun.objects.get(number=2).pk, now=timezone.now())
    run = caller.get(f"exports/{ExportRun.objects.get(number=2).pk}").json()
    assert run["state"] == "failed"
    assert run["error"].startswith("1 customers and 1 within the last day are more than the 1")


def test_a_list_costs_the_same_however_many(caller, django_assert_num_queries):
    written(caller)
    ordered(caller, call="t2")
    with django_assert_num_queries(3):  # key, count, exports
        assert len(caller.get("exports").json()["results"]) == 2
