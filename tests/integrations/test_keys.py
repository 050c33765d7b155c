"""Keys let in, and nothing else does."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from integrations.models import ApiKey, KeyUse
from integrations.services.keys import revoke_api_key
from profiles.models import Source
from profiles.services.colleagues import change_colleague
from tests.factories import TESTER, make_colleague, make_customer
from tests.integrations.keys import Caller, make_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(company):
    return make_customer(source="crm", given_name="Kari", email="kari@fjell.example")


def test_a_key_lets_in(company):
    caller = Caller()
    make_customer(given_name="Kari")
    answer = caller.get("customers")
    assert answer.status_code == 200
    assert [row["facts"]["given_name"] for row in answer.json()["results"]] == ["Kari"]


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer kjenn_00000000_x", "Bearer å\x00", "Basic a:b"]
)
def test_nothing_else_lets_in(client, company, header):
    answer = client.get("/api/v1/customers", headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="kjenn"'
    assert answer["Content-Type"] == "application/problem+json"


def test_a_session_is_no_key(client, company):
    client.force_login(make_colleague("administrator"))
    assert client.get("/api/v1/customers").status_code == 401
    assert client.get("/api/v1/schema").status_code == 200
    assert client.get("/api/v1/docs").status_code == 200


def test_a_key_is_no_session(company):
    answer = Caller().get("schema")
    assert answer.status_code == 403
    assert answer.json()["detail"] == "Only colleagues see it."
    assert Caller().get("docs").status_code == 403


def test_a_changed_secret_does_not_let_in(company):
    text = make_key()
    headers = {"Authorization": f"Bearer {text[:-1]}{'A' if text[-1] != 'A' else 'B'}"}
    assert Client().get("/api/v1/customers", headers=headers).status_code == 401


def test_revoking_works_at_once(company):
    caller = Caller()
    assert caller.get("customers").status_code == 200
    assert revoke_api_key(key=ApiKey.objects.get(), actor=TESTER, now=timezone.now())
    assert caller.get("customers").status_code == 401
    assert not revoke_api_key(key=ApiKey.objects.get(), actor=TESTER, now=timezone.now())


def test_a_key_runs_out(company):
    caller = Caller(days=1, now=timezone.now() - timedelta(days=1, seconds=1))
    assert caller.get("customers").status_code == 401


def test_the_key_itself_is_kept_nowhere(company):
    text = make_key()
    key = ApiKey.objects.get()
    kept = " ".join(str(value) for value in ApiKey.objects.values_list().get())
    assert text not in kept
    assert text.rsplit("_", 1)[1] not in kept
    assert text.startswith(f"{key.prefix}_")


def test_keys_end_with_the_account_of_who_made_them(company):
    make_colleague("administrator")
    leaver = make_colleague("administrator")
    caller = Caller(actor=leaver.actor)
    change_colleague(
        steward=leaver,
        name=("Ida", "Berg"),
        roles=["administrator"],
        language="en",
        is_active=False,
        actor=TESTER,
    )
    assert caller.get("customers").status_code == 401


def test_the_last_use_is_known(company):
    Caller().get("customers")
    assert timezone.now() - KeyUse.objects.get().last_used_at < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"source": "nowhere"}, "There is no source “nowhere” in use."),
        ({"source": "steward"}, "A program cannot speak as a colleague"),
        ({"purpose": "spying"}, "There is no purpose “spying” in use."),
        ({"scope": "everything"}, "There is no scope “everything”."),
        ({"days": 366}, "A key lasts from one day to 365 days."),
    ],
)
def test_what_is_unknown_makes_no_key(company, wrong, says):
    said = {"source": "crm", "purpose": "profiling", "scope": "customers:read", **wrong}
    arguments = [f"--{name}={value}" for name, value in said.items()]
    with pytest.raises(CommandError, match=says):
        call_command("create_api_key", "--name=Shop", *arguments)
    assert not ApiKey.objects.exists()


def test_the_command_prints_a_key_that_works(company, capsys):
    call_command(
        "create_api_key",
        "--name=Shop",
        "--source=crm",
        "--purpose",
        "profiling",
        "insight",
        "--scope",
        "customers:read",
    )
    printed = capsys.readouterr().out.strip()
    headers = {"Authorization": f"Bearer {printed}"}
    assert Client().get("/api/v1/customers", headers=headers).status_code == 200
    assert ApiKey.objects.get().purposes == ["insight", "profiling"]


def test_a_key_of_a_source_that_is_no_longer_in_use_opens_nothing(company):
    caller = Caller(source="shop")
    Source.objects.filter(slug="shop").update(is_active=False)
    assert caller.get("customers").status_code == 401
