"""The trial's PostgreSQL: letters, rights, kills, stale files, odd folders, several starters."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from config.trial.place import PlaceError
from config.trial.postgres import ServerError
from config.trial.services import REPOSITORY
from tests.services import ThrowAwayServices

_ENSURE = """
import sys
from pathlib import Path
from tests.services import ThrowAwayServices
ThrowAwayServices(Path(sys.argv[1])).start()
"""


def _answer(url, query):
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def _do(url, *statements):
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def test_knows_nordic_letters(pair):
    assert _answer(pair.database_url(), "SELECT lower('ÅÄÖ ÆØ')") == "åäö æø"
    assert _answer(pair.database_url(), "SELECT 'Å' ILIKE 'å'") is True


def test_makes_trigrams_of_nordic_letters(pair):
    # Under LC_CTYPE=C these would be the trigrams of "deg" and "rd".
    assert _answer(pair.database_url(), "SELECT cardinality(show_trgm('Ødegård'))") == 8
    assert _answer(pair.database_url(), "SELECT similarity('Ødegård', 'ødegård')") == 1.0


def test_the_application_may_not_make_tables(pair):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _do(pair.database_url(), "CREATE TABLE mine (id int)")


def test_the_application_writes_to_tables_that_the_owner_makes_later(pair):
    _do(pair.owner_url(), "CREATE TABLE fact (id int GENERATED ALWAYS AS IDENTITY, name text)")
    _do(pair.database_url(), "INSERT INTO fact (name) VALUES ('Åse')")
    assert _answer(pair.database_url(), "SELECT name FROM fact") == "Åse"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _do(pair.database_url(), "TRUNCATE fact")


def test_a_new_database_is_born_with_trigrams_and_rights(pair):
    _do(pair.owner_url(), "CREATE DATABASE another")
    _do(pair.owner_url("another"), "CREATE TABLE fact (name text)")
    assert _answer(pair.database_url("another"), "SELECT count(*) FROM fact") == 0
    assert _answer(pair.database_url("another"), "SELECT similarity('Åse', 'åse')") == 1.0


def test_keeps_what_was_committed_before_a_kill(pair):
    _do(pair.owner_url(), "CREATE TABLE kept (name text)", "INSERT INTO kept VALUES ('Åse')")
    pair.kill_postgres()
    pair.start()
    assert _answer(pair.database_url(), "SELECT name FROM kept") == "Åse"


def test_heals_when_only_its_first_process_was_killed(pair):
    _do(pair.owner_url(), "CREATE TABLE healed (name text)", "INSERT INTO healed VALUES ('Åse')")
    pid_file = pair.place.postgres / "data" / "postmaster.pid"
    os.kill(int(pid_file.read_text().split("\n")[0]), signal.SIGKILL)
    pair.start()
    assert _answer(pair.database_url(), "SELECT name FROM healed") == "Åse"


def test_a_stale_pid_file_that_names_a_stranger_does_no_harm(services):
    pid_file = services.place.postgres / "data" / "postmaster.pid"
    services.stop()
    stranger = subprocess.Popen(["/bin/sleep", "60"])
    pid_file.write_text(f"{stranger.pid}\n{pid_file.parent}\n1\n5432\n\n\n\n")
    services.start()
    assert _answer(services.database_url(), "SELECT 1") == 1
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_makes_up_for_a_starter_that_was_killed_before_it_was_done(services):
    _do(services.superuser_url(), "DROP DATABASE kjenn")
    (services.place.postgres / "furnished").unlink()
    services.start()
    assert _answer(services.database_url(), "SELECT similarity('Åse', 'åse')") == 1.0


def test_starters_at_once_share_one_server(tmp_path):
    folder = tmp_path / "var"
    starters = [
        subprocess.Popen([sys.executable, "-c", _ENSURE, folder], cwd=REPOSITORY) for _ in range(4)
    ]
    assert [starter.wait(300) for starter in starters] == [0, 0, 0, 0]
    pair = ThrowAwayServices(folder)
    assert _answer(pair.database_url(), "SELECT 1") == 1
    pair.remove()


def test_works_in_a_deep_folder_below_one_that_is_shut_to_others(tmp_path):
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    pair = ThrowAwayServices(private.joinpath(*["deep æ folder" * 4] * 8))
    pair.start()
    assert _answer(pair.database_url(), "SELECT 1") == 1
    pair.remove()


def test_leaves_the_folders_above_as_they_were(tmp_path):
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    pair = ThrowAwayServices(private / "var")
    pair.start()
    pair.remove()
    assert private.stat().st_mode & 0o777 == 0o700


def test_starts_again_after_its_sockets_were_swept_away(services):
    for socket in services.place.sockets().iterdir():
        socket.unlink()
    services.start()
    assert _answer(services.database_url(), "SELECT 1") == 1


def test_refuses_new_keys_for_old_data(services):
    services.stop()
    (services.place.folder / "keys.json").unlink()
    with pytest.raises(PlaceError, match=r"keys\.json is missing"):
        ThrowAwayServices(services.place.folder)


def test_says_so_when_its_data_is_damaged(services):
    services.stop()
    (services.place.postgres / "data" / "global" / "pg_control").write_bytes(b"")
    with pytest.raises(ServerError, match="PostgreSQL did not start"):
        services.start()


def test_keeps_secrets_from_other_users(pair):
    modes = {
        path.name: path.stat().st_mode & 0o777
        for path in (
            pair.place.folder,
            pair.place.folder / "keys.json",
            Path(pair.place.sockets()),
        )
    }
    assert set(modes.values()) == {0o700, 0o600}
    assert modes["keys.json"] == 0o600
