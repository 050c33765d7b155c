"""`check --deploy`: silent where production is set up well, and plain where it is not."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.db import connection

from config import checks

GOOD = {
    "KJENN_ENV": "production",
    "SECRET_KEY": "s3cr3t-of-a-length-that-nobody-guesses-0123456789-abcdefghij",
    "KJENN_LINK_KEY": "another-secret-of-a-length-that-nobody-guesses-9876543210",
    "ALLOWED_HOSTS": "kjenn.fjell.example",
    "KJENN_BASE_URL": "https://kjenn.fjell.example",
}


def address(variable: str, database: str) -> str:
    """The address in a variable, of another database."""
    return urlsplit(os.environ[variable])._replace(path=f"/{database}").geturl()


def test_good_production_is_silent(own_database):
    call_command("secure_database", configured.KJENN_APPLICATION_ROLE, verbosity=0)
    environment = {
        **os.environ,
        **GOOD,
        "DJANGO_ALLOW_ASYNC_UNSAFE": "",  # the browser tests set it for their own process
        "KJENN_DATABASE_ROLE": "application",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONWARNINGS": "ignore",
        "DATABASE_URL": address("DATABASE_URL", own_database),
        "DATABASE_OWNER_URL": address("DATABASE_OWNER_URL", own_database),
    }
    answer = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--database", "default"],
        env=environment,
        cwd=configured.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.stderr == ""
    assert answer.stdout == "System check identified no issues (0 silenced).\n"


@pytest.fixture
def production(settings):
    """The settings of a good production."""
    settings.IS_TRIAL = False
    settings.WHITENOISE_USE_FINDERS = False
    settings.SECRET_KEY = GOOD["SECRET_KEY"]
    settings.KJENN_LINK_KEY = GOOD["KJENN_LINK_KEY"]
    settings.ALLOWED_HOSTS = [GOOD["ALLOWED_HOSTS"]]
    settings.KJENN_BASE_URL = GOOD["KJENN_BASE_URL"]
    return settings


def found() -> list[str | None]:
    every = (checks.check_trial, checks.check_addresses, checks.check_keys)
    return [message.id for check in every for message in check(None)]


def test_good_settings_are_clean(production):
    assert found() == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("IS_TRIAL", True, "kjenn.E001"),
        ("WHITENOISE_USE_FINDERS", True, "kjenn.E002"),
        ("EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend", "kjenn.E003"),
        ("ALLOWED_HOSTS", ["*"], "kjenn.E004"),
        ("KJENN_BASE_URL", "http://kjenn.fjell.example", "kjenn.E005"),
        ("KJENN_BASE_URL", "https://elsewhere.example", "kjenn.E006"),
        ("KJENN_LINK_KEY", GOOD["SECRET_KEY"], "kjenn.E007"),
        ("KJENN_LINK_KEY", "short", "kjenn.E008"),
    ],
)
def test_unsafe_setting_is_an_error(production, name, value, expected):
    setattr(production, name, value)
    assert found() == [expected]


def test_languages_that_are_not_compiled_are_an_error(settings, tmp_path):
    source = tmp_path / "nb" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text("")
    assert checks.check_languages(None) == []
    settings.LOCALE_PATHS = [tmp_path]
    assert [message.id for message in checks.check_languages(None)] == ["kjenn.E010"]


def test_one_database_role_is_said(monkeypatch):
    monkeypatch.delenv("DATABASE_OWNER_URL")
    assert [message.id for message in checks.check_roles(None)] == ["kjenn.W001"]


def test_two_database_roles_are_quiet():
    assert checks.check_roles(None) == []


@pytest.mark.django_db
def test_application_that_may_change_the_ledger_is_said():
    role = configured.KJENN_APPLICATION_ROLE
    with connection.cursor() as cursor:
        cursor.execute(f'GRANT UPDATE ON consents_decision TO "{role}"')
    said = checks.check_ledger_rights(None, databases=["default"])
    assert [message.id for message in said] == ["kjenn.W002"]


@pytest.mark.django_db
def test_database_of_the_tests_knows_nordic_letters():
    assert checks.check_locale(None, databases=["default"]) == []


def test_locale_that_loses_letters_is_an_error(own_database):
    usual = connection.settings_dict["NAME"]
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "CREATE DATABASE torn_letters TEMPLATE template0"
            " LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C'"
        )
    connection.close()
    connection.settings_dict["NAME"] = "torn_letters"
    try:
        with connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION pg_trgm")
        said = checks.check_locale(None, databases=["default"])
        assert [message.id for message in said] == ["kjenn.E009"]
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
        with connection._nodb_cursor() as cursor:
            cursor.execute("DROP DATABASE torn_letters")
