"""The first page of a trial: a made-up company or one's own files, and back again."""

import fcntl
import json

import pytest

from files.models import DemoLoad
from profiles.models import Company
from tests.factories import make_colleague, make_company

WELCOME, DEMO, REMOVE = (
    "/office/welcome/",
    "/office/made-up-company/",
    "/office/made-up-company/remove/",
)


@pytest.fixture
def trial(settings, tmp_path):
    """A trial with a database of its own, whose folder is the test's."""
    settings.HAS_OWN_DATABASE = True
    settings.VAR_DIR = tmp_path
    (tmp_path / "run").mkdir()
    return tmp_path


@pytest.fixture
def supervised(trial):
    """A trial that `make run` looks after."""
    with (trial / "run" / "run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield trial


@pytest.fixture
def as_role(client, db):
    def sign_in(role="administrator"):
        client.force_login(make_colleague(role, email=f"{role}@fjell.example"))
        return client

    return sign_in


def wish(folder):
    return folder / "run" / "empty.json"


def test_first_page_of_a_trial_is_the_choice(trial, as_role):
    client = as_role()
    answer = client.get("/office/")
    assert (answer.status_code, answer["Location"]) == (302, WELCOME)
    page = client.get(WELCOME).content.decode()
    assert "Look around with a made-up company" in page
    assert 'href="/office/settings/company/"' in page


def test_first_page_of_a_given_database_is_the_company(as_role):
    client = as_role()
    assert client.get("/office/")["Location"] == "/office/settings/company/"
    assert client.get(WELCOME)["Location"] == "/office/settings/company/"
    assert client.post(WELCOME).status_code == 403
    assert not DemoLoad.objects.exists()


def test_choosing_the_made_up_company_shows_its_way_in(trial, as_role):
    client = as_role()
    assert client.post(WELCOME)["Location"] == DEMO
    assert DemoLoad.objects.get().customers == 3000
    page = client.get(DEMO).content.decode()
    assert "Inventing 3,000 people and writing their files" in page
    said = client.get(f"{DEMO}progress/").json()
    assert said["finished"] is False
    assert said["cells"]["crm_kunder.csv state"] == "Not begun"


def test_choosing_twice_orders_once(trial, as_role):
    client = as_role()
    client.post(WELCOME)
    client.post(WELCOME)
    assert DemoLoad.objects.count() == Company.objects.count() == 1


def test_choice_is_gone_once_made(trial, as_role):
    make_company()
    client = as_role()
    assert client.get(WELCOME)["Location"] == "/office/"
    assert client.post(WELCOME).status_code == 302
    assert not DemoLoad.objects.exists()


def test_others_are_told_whom_to_ask(trial, as_role):
    client = as_role("marketer")
    page = client.get(WELCOME).content.decode()
    assert "Ask whoever gave you your account" in page
    assert "<form method" not in page.partition("<main")[2]
    assert client.post(WELCOME).status_code == 403


@pytest.mark.parametrize("path", ["/office/", "/office/files/", "/office/profiles/source/"])
def test_every_page_says_that_the_company_is_made_up(as_role, path):
    make_company(is_made_up=True)
    assert "This company is made up." in as_role().get(path).content.decode()


def test_no_page_of_a_real_company_says_so(as_role, company):
    assert "made up" not in as_role().get("/office/").content.decode()


def test_page_before_signing_in_says_so_too(client, db):
    make_company(is_made_up=True)
    assert "This company is made up." in client.get("/office/login/").content.decode()


def test_removing_asks_first_and_says_how_many(supervised, as_role):
    client = as_role()
    client.post(WELCOME)
    page = client.get(REMOVE).content.decode()
    assert "0 customers go" in page
    assert "Colleagues whom you have invited go too" in page
    assert not wish(supervised).exists()


def test_removing_writes_the_wish_and_keeps_the_account(supervised, as_role):
    client = as_role()
    client.post(WELCOME)
    assert client.post(REMOVE).status_code == 302
    kept = json.loads(wish(supervised).read_text())
    assert (kept["email"], kept["roles"]) == ("administrator@fjell.example", ["administrator"])
    assert wish(supervised).stat().st_mode & 0o777 == 0o600


def test_everybody_waits_while_it_is_emptied(supervised, as_role):
    client = as_role()
    wish(supervised).write_text("{}")
    answer = type(client)().get("/office/")
    assert answer.status_code == 503
    assert answer["Refresh"].startswith("3; url=/office/")
    assert "The made-up company is being removed" in answer.content.decode()


def test_a_real_company_cannot_be_removed(supervised, as_role):
    make_company()
    client = as_role()
    assert client.get(REMOVE).status_code == client.post(REMOVE).status_code == 404
    assert not wish(supervised).exists()


def test_nothing_is_removed_where_nobody_would_do_it(trial, as_role):
    client = as_role()
    client.post(WELCOME)
    assert client.get(REMOVE).status_code == 409
    client.post(REMOVE)
    assert not wish(trial).exists()


def test_others_may_not_remove_it(supervised, as_role):
    as_role().post(WELCOME)
    assert as_role("officer").post(REMOVE).status_code == 403
    assert not wish(supervised).exists()


def test_production_does_not_claim_that_nothing_leaves(as_role, settings):
    settings.IS_TRIAL = False
    make_company(is_made_up=True)
    page = as_role().get("/office/").content.decode()
    assert "None of its people exist, and its addresses reach nobody." in page
    assert "nothing leaves this machine" not in page
