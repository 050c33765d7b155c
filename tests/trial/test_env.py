"""Settings from the environment: what is taken, and what is refused in which words."""

from pathlib import Path

import pytest

from config import env


def test_reads_a_database_address():
    assert env.database("postgresql://anna:s%40fe@db.example:5433/kjenn?sslmode=require") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "kjenn",
        "USER": "anna",
        "PASSWORD": "s@fe",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_reads_a_unix_socket_from_the_host_parameter():
    found = env.database("postgresql://anna:safe@/kjenn?host=%2Frun%2Fpg")
    assert (found["HOST"], found["PORT"], found["OPTIONS"]) == ("/run/pg", "", {})


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("mysql://a:hidden@b/c", "must start with postgresql://"),
        ("postgresql://a:hidden@b", "must name a database"),
        ("postgresql://a:hidden@b/c?ssl=on", "PostgreSQL does not know: ssl"),
        ("postgresql://a:hidden@b:port/c", "cannot be read"),
    ],
)
def test_refuses_a_wrong_address_without_repeating_the_password(url, complaint):
    with pytest.raises(env.SettingError, match=complaint) as refusal:
        env.database(url)
    assert "hidden" not in str(refusal.value)


def test_refuses_a_required_setting_that_is_blank(monkeypatch):
    monkeypatch.setenv("KJENN_PROBE", "  ")
    with pytest.raises(env.SettingError, match="KJENN_PROBE is not set"):
        env.required("KJENN_PROBE")


@pytest.mark.parametrize(
    ("said", "meant"), [("1", True), ("Yes", True), ("off", False), ("", True)]
)
def test_reads_yes_and_no(monkeypatch, said, meant):
    monkeypatch.setenv("KJENN_PROBE", said)
    assert env.flag("KJENN_PROBE", default=True) is meant


@pytest.mark.parametrize("said", ["maybe", "2", "tru"])
def test_refuses_what_is_neither_yes_nor_no(monkeypatch, said):
    monkeypatch.setenv("KJENN_PROBE", said)
    with pytest.raises(env.SettingError, match="KJENN_PROBE is"):
        env.flag("KJENN_PROBE")


@pytest.mark.parametrize("said", ["0", "65536", "-1", "8000.0", "²", "http"])
def test_refuses_what_is_no_port(monkeypatch, said):
    monkeypatch.setenv("PORT", said)
    with pytest.raises(env.SettingError, match="PORT is"):
        env.port("PORT", 8000)


def test_refuses_an_unknown_choice_and_names_the_known_ones(monkeypatch):
    monkeypatch.setenv("KJENN_ENV", "staging")
    with pytest.raises(env.SettingError, match="production, trial"):
        env.choice("KJENN_ENV", {"trial", "production"}, "production")


def test_makes_a_folder_absolute(monkeypatch):
    monkeypatch.setenv("KJENN_VAR", "elsewhere")
    assert env.folder("KJENN_VAR", Path("/nowhere")) == Path.cwd() / "elsewhere"
