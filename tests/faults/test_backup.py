"""A backup made and restored as docs/deploy.md says brings everything back, and the ledger still holds itself."""

import os
import subprocess
from io import StringIO
from uuid import uuid4

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from config.trial.binaries import postgres_folder
from consents.services.verification import verify_ledger
from surveys.selectors.links import token_of
from tests.databases import own_database as own_database
from tests.factories import make_company, make_customer, make_decision
from tests.surveys.making import make_choices_link

pytestmark = pytest.mark.timeout(300)


def run(program, *arguments):
    """Run one of PostgreSQL's own programs as the owner."""
    of = connection.settings_dict
    environment = {
        **os.environ, "PGHOST": of["HOST"], "PGPORT": str(of["PORT"] or 5432), "PGUSER": of["USER"],
        "PGPASSWORD": of["PASSWORD"],
    }  # fmt: skip
    command = [str(postgres_folder() / "bin" / program), *arguments]
    subprocess.run(command, env=environment, check=True)


@pytest.fixture
def restored(own_database, tmp_path):
    """A company's database with a customer, a yes and a link, dumped and restored under another name."""
    make_company()
    kari = make_customer(given_name="Kåri", email="kari@post.example")
    make_decision(kari)
    link = make_choices_link(kari)
    name = f"restored_{uuid4().hex[:8]}"
    run("pg_dump", "-Fc", "-f", str(tmp_path / "kjenn.dump"), own_database)
    run("createdb", "-T", "template0", name)
    run(
        "pg_restore", "--exit-on-error", "--no-privileges", "-d", name, str(tmp_path / "kjenn.dump")
    )
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    yield {"name": name, "token": token_of(link)}
    connection.close()
    connection.settings_dict["NAME"] = usual
    run("dropdb", "--force", name)


def test_the_ledger_proves_itself_after_a_restore(restored):
    found = verify_ledger()
    assert (found.rows, found.holds) == (1, True)


def test_the_ledger_still_refuses_to_be_changed(restored):
    with connection.cursor() as cursor, pytest.raises(Exception, match="ledger"):
        cursor.execute("UPDATE consents_decision SET state = 'refused'")


def test_the_applications_role_has_its_rights_again_and_no_more(restored):
    call_command("secure_database", stdout=StringIO())
    with psycopg.connect(_applications_address(restored["name"])) as application:
        assert application.execute("SELECT count(*) FROM profiles_customer").fetchone() == (1,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("DELETE FROM consents_decision")


def test_a_link_that_was_sent_out_still_opens(restored, client):
    assert client.get(f"/c/{restored['token']}/").status_code == 200


def _applications_address(name):
    """Return the address of a database for the application's role, from the test run's own."""
    head, _slash, rest = os.environ["DATABASE_URL"].rpartition("/")
    return f"{head}/{name}{rest[rest.find('?') :] if '?' in rest else ''}"
