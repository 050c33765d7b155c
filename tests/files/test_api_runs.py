"""Files over the API: uploaded, looked at, taken in, undone; of the key's own source, and each call harmless twice."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from files.models import ImportRun
from files.services.runs import Pace, advance
from profiles.models import Customer, ReadEvent
from tests.factories import make_source
from tests.files.bringing import receive
from tests.integrations.keys import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company", "kept_files")]
FILE = "Customer ID;First name;E-mail;Birth date\nK7;Kari;kari@fjell.example;1990-02-30\n;;;2001-01-01\n"


@pytest.fixture
def caller() -> Caller:
    make_source()
    make_source("shop")
    return Caller(scopes=["runs:read", "runs:write"])


def upload(caller, text=FILE, token="", name="customers.csv", **fields):
    """Send a file the way a program does."""
    data = {"file": SimpleUploadedFile(name, text.encode()), **fields}
    headers = {"Authorization": f"Bearer {caller.text}", "Idempotency-Key": token or str(uuid4())}
    return Client().post("/api/v1/runs", data, headers=headers)


def work(address) -> None:
    """Do what a worker would."""
    run = ImportRun.objects.get(pk=address.rpartition("/")[2])
    while advance(run_id=run.pk, now=timezone.now(), pace=Pace(seconds=float("inf"))):
        pass


def taken_in(caller, text=FILE):
    """Bring a file and take it in; return its address."""
    there = upload(caller, text)["Location"].removeprefix("/api/v1/")
    for deed in ("decide", "apply"):
        assert caller("POST", f"{there}/{deed}").status_code == 202
        work(there)
    return there


def test_a_file_is_received_as_the_keys_source(caller):
    answer = upload(caller, kind="customers", currency="SEK")
    run = answer.json()
    assert answer.status_code == 201
    assert (run["source"], run["state"], run["file_name"], run["rows"], run["outcomes"]) == (
        "crm", "received", "customers.csv", None, {},
    )  # fmt: skip
    kept = ImportRun.objects.get()
    assert (kept.actor_kind, kept.currency) == ("key", "SEK")
    assert answer["Location"] == f"/api/v1/runs/{kept.pk}"


def test_an_upload_that_arrives_twice_is_one_import(caller):
    first, second = upload(caller, token="t1"), upload(caller, token="t1")
    assert (second.status_code, second["Idempotency-Replayed"]) == (201, "true")
    assert second.json()["id"] == first.json()["id"]
    assert ImportRun.objects.count() == 1
    assert upload(caller, "id\nK1\n", token="t1").status_code == 422


def test_an_upload_without_a_token_is_refused(caller):
    headers = {"Authorization": f"Bearer {caller.text}"}
    data = {"file": SimpleUploadedFile("a.csv", b"id\nK1\n")}
    assert Client().post("/api/v1/runs", data, headers=headers).status_code == 400


@pytest.mark.parametrize(
    ("limit", "text"), [(0, "id\nK1\n"), (1, "id\n" + "K" * (1 << 20)), (1, "K" * (3 << 20))]
)
def test_a_file_that_is_too_large_is_refused_by_its_limit(caller, settings, limit, text):
    settings.KJENN_UPLOAD_LIMIT_MB = limit
    refused = upload(caller, text)
    assert refused.status_code == 413
    assert f"larger than {limit} MB" in refused.json()["detail"]
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field"), [({"kind": "pets"}, "kind"), ({"currency": "XXX"}, "currency")]
)
def test_what_is_wrong_with_an_upload_is_named(caller, fields, field):
    refused = upload(caller, **fields)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, field)


def test_what_is_no_file_is_refused(caller):
    assert upload(caller, "").json()["errors"][0]["field"] == "file"
    refused = caller("POST", "runs", {"file": "x"}, Idempotency_Key="t1")
    assert refused.status_code == 415


def test_a_form_of_nothing_but_fields_is_no_fault_of_ours(caller, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    assert upload(caller, a="1", b="2", c="3", d="4").status_code == 400


def test_the_way_of_a_file(caller):
    there = upload(caller)["Location"].removeprefix("/api/v1/")
    decided = caller("POST", f"{there}/decide")
    assert (decided.status_code, decided.json()["state"]) == (202, "deciding")
    assert not decided.json()["progress"]["finished"]
    work(there)
    run = caller.get(there).json()
    assert (run["state"], run["rows"], sum(run["outcomes"].values())) == ("decided", 2, 2)
    assert run["progress"]["finished"]
    assert not Customer.objects.exists()
    assert caller("POST", f"{there}/apply").json()["state"] == "applying"
    work(there)
    run = caller.get(there).json()
    assert (run["state"], run["outcomes"]["created"], run["outcomes"]["refused"]) == ("done", 1, 1)
    assert Customer.objects.get().given_name == "Kari"
    assert caller("POST", f"{there}/undo").json()["state"] == "undoing"
    work(there)
    run = caller.get(there).json()
    assert (run["state"], run["undone"]["customers_removed"]) == ("undone", 1)
    assert not Customer.objects.exists()


def test_a_second_call_changes_nothing(caller):
    there = upload(caller)["Location"].removeprefix("/api/v1/")
    for deed, between, after in (
        ("decide", "deciding", "deciding"),
        ("apply", "applying", "done"),
        ("undo", "undoing", "undone"),
    ):
        assert caller("POST", f"{there}/{deed}").json()["state"] == between
        assert caller("POST", f"{there}/{deed}").json()["state"] == between
        work(there)
        again = caller("POST", f"{there}/{deed}")
        assert (again.status_code, again.json()["state"]) == (202, after)
        work(there)


def test_what_is_not_its_turn_is_refused_in_words(caller):
    there = upload(caller)["Location"].removeprefix("/api/v1/")
    for deed in ("apply", "undo"):
        refused = caller("POST", f"{there}/{deed}")
        assert (refused.status_code, refused.json()["detail"]) == (
            409, "Import no. 1 is not at that point: it is “Received”.",
        )  # fmt: skip


def test_a_file_is_discarded_once(caller):
    there = upload(caller)["Location"].removeprefix("/api/v1/")
    for _call in "12":
        gone = caller("POST", f"{there}/discard")
        assert (gone.status_code, gone.json()["state"]) == (200, "discarded")
    assert caller("POST", f"{there}/decide").status_code == 409
    assert caller.get(f"{there}/mapping").json() == {"is_settled": True, "mapping": {}}


def test_columns_are_guessed_and_settled(caller):
    there = upload(caller)["Location"].removeprefix("/api/v1/")
    guessed = caller.get(f"{there}/mapping")
    found = {each["column"]: each["target"] for each in guessed.json()["mapping"]["columns"]}
    assert (guessed.json()["is_settled"], found) == (
        False,
        {"Customer ID": "external_id", "First name": "given_name", "E-mail": "email",
         "Birth date": "birth_date"},
    )  # fmt: skip
    wanted = {"kind": "customers", "columns": [{"column": "E-mail", "target": "email"}]}
    settled = caller("PUT", f"{there}/mapping", wanted, If_Match=guessed["ETag"])
    targets = [each["target"] for each in settled.json()["mapping"]["columns"]]
    assert (settled.status_code, targets) == (200, ["ignore", "ignore", "email", "ignore"])
    late = caller("PUT", f"{there}/mapping", wanted, If_Match=guessed["ETag"])
    assert late.status_code == 412
    assert caller("PUT", f"{there}/mapping", wanted).status_code == 200
    assert caller.get(there).json()["state"] == "mapped"


@pytest.mark.parametrize(
    ("mapping", "field", "says"),
    [
        ([], "columns", "A mapping is a JSON object"),
        ({"kind": "customers", "columns": [{"column": "X", "target": "email"}]}, "columns", "“X”"),
        ({"kind": "customers", "columns": [{"column": "E-mail", "target": "shoe"}]}, "columns",
         "no fact called “shoe”"),
        ({"kind": "events", "columns": []}, "kind", "“customers”"),
    ],
)  # fmt: skip
def test_a_mapping_that_makes_no_sense_is_refused(caller, mapping, field, says):
    there = upload(caller)["Location"].removeprefix("/api/v1/")
    refused = caller("PUT", f"{there}/mapping", mapping)
    assert refused.status_code == 400
    [error] = refused.json()["errors"]
    assert error["field"] == field
    assert says in error["message"]


def test_rows_and_failed_rows_come_back(caller):
    there = taken_in(caller)
    rows = caller.get(f"{there}/rows?outcome=refused").json()["results"]
    assert rows == [
        {
            "row": 3,
            "outcome": "refused",
            "reason": rows[0]["reason"],
            "customer": None,
        }
    ]
    assert len(caller.get(f"{there}/rows").json()["results"]) == 2
    failed = caller.get(f"{there}/failed-rows", Accept="text/csv")
    text = b"".join(failed.streaming_content).decode()
    assert text.splitlines()[1].startswith(";;;2001-01-01;3;")
    assert failed["Content-Disposition"] == 'attachment; filename="customers-failed.csv"'
    views = list(ReadEvent.objects.order_by("pk").values_list("view", "subject_count"))
    assert views == [("api_run_rows", 0), ("api_run_rows", 1), ("api_run_failed_rows", 1)]


def test_failed_rows_wait_for_the_file_to_be_taken_in(caller):
    there = upload(caller)["Location"].removeprefix("/api/v1/")
    refused = caller.get(f"{there}/failed-rows", Accept="text/csv")
    assert (refused.status_code, refused["Content-Type"]) == (409, "application/problem+json")


def test_rows_of_a_file_that_somebody_else_brought_stay_in_the_house(caller):
    run = receive(FILE)
    assert caller.get(f"runs/{run.pk}").json()["number"] == run.number
    assert caller.get(f"runs/{run.pk}/rows").status_code == 409
    assert caller.get(f"runs/{run.pk}/failed-rows").status_code == 409


def test_an_import_of_another_source_is_not_there(caller):
    other = receive(FILE, source="shop")
    assert caller.get("runs").json()["results"] == []
    for method, page in (("GET", ""), ("GET", "/mapping"), ("GET", "/rows"), ("POST", "/decide")):
        assert caller(method, f"runs/{other.pk}{page}").status_code == 404, page


def test_the_list_is_the_newest_first_and_can_be_narrowed(caller, django_assert_num_queries):
    first, second = receive(FILE), receive(FILE)
    ImportRun.objects.filter(pk=first.pk).update(state="done")
    with django_assert_num_queries(3):  # key, count, imports
        rows = caller.get("runs").json()["results"]
    assert [row["number"] for row in rows] == [second.number, first.number]
    assert [row["number"] for row in caller.get("runs?state=done").json()["results"]] == [1]
    assert caller.get("runs?state=lost").status_code == 400
