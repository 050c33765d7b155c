"""`make run` as a visitor and an unlucky machine meet it."""

import os
import signal
import socket
import sys
from urllib.request import urlopen

import pytest

from config.trial.wish import wish_empty, wish_file
from tests.trial.conftest import LONG, Trial, free_port, wait_until


def _is_up(trial):
    try:
        with urlopen(f"http://127.0.0.1:{trial.port}/healthz", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def _sign_in(trial):
    return (trial.folder / "sign-in.txt").read_text().split()


def test_answers_at_its_address(running):
    assert _is_up(running)


def test_keeps_the_sign_in_from_other_users(running):
    assert (running.folder / "sign-in.txt").stat().st_mode & 0o777 == 0o600


def test_refuses_a_second_run_in_one_sentence(running):
    answer = running.command("run")
    assert answer.returncode == 1
    assert answer.stderr == "This trial is already running; `make stop` stops it.\n"


def test_refuses_to_be_emptied_while_it_runs(running):
    answer = running.command("reset")
    assert answer.returncode == 1
    assert answer.stderr == "The trial is running: stop it first with `make stop`.\n"


def test_names_a_busy_port_and_the_way_out(tmp_path, running):
    other = Trial(tmp_path / "var", running.port)
    answer = other.command("run")
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"Port {running.port} is taken by another program: choose ")
    assert "make run" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's names are Linux's")
def test_a_port_that_another_run_still_prepares_is_busy(tmp_path):
    late = Trial(tmp_path / "var", free_port())
    with socket.socket(socket.AF_UNIX) as preparing:
        preparing.bind(f"\0kjenn-port-{late.port}")
        answer = late.command("run")
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"Port {late.port} is taken by another program: choose ")
    assert len(answer.stderr.splitlines()) == 1


def test_manage_joins_it(running):
    answer = running.manage(
        "shell", "-c", "from profiles.models import Steward; print(Steward.objects.count())"
    )
    assert (answer.returncode, answer.stdout.splitlines()[-1]) == (0, "1")
    assert _is_up(running)


def test_starts_a_killed_worker_again(running):
    (worker,) = running.pids("celery -A config -q worker")
    os.kill(worker, signal.SIGKILL)
    assert wait_until(lambda: running.pids("celery -A config -q worker") not in ([], [worker]))


def test_starts_a_killed_database_again(running):
    for pid in running.pids("postgres"):
        os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: running.manage("check", "--database", "default").returncode == 0)


ACCOUNT = {
    "email": "ida@fjell.example",
    "password": "!",
    "first_name": "Ida",
    "last_name": "Berg",
    "language": "nb",
    "is_staff": True,
    "is_superuser": False,
    "roles": ["administrator"],
}
COLLEAGUES = (
    "from profiles.models import Steward;"
    "print([(each.email, each.groups.count()) for each in Steward.objects.order_by('email')])"
)


def test_is_emptied_on_a_wish_and_keeps_who_wished(running):
    made = "from profiles.models import Steward; Steward.objects.create_user('liv@fjell.example')"
    assert running.manage("shell", "-c", made).returncode == 0
    (running.folder / "files" / "imports").mkdir(parents=True)
    wish_empty(running.folder, ACCOUNT)
    assert wait_until(lambda: not wish_file(running.folder).exists(), seconds=90)
    said = running.manage("shell", "-c", COLLEAGUES).stdout.splitlines()[-1]
    assert said == "[('admin@kjenn.example', 0), ('ida@fjell.example', 1)]"
    assert not (running.folder / "files" / "imports").exists()
    assert _is_up(running)


def test_stop_leaves_no_process(trial):
    trial.start()
    answer = trial.command("stop")
    assert (answer.returncode, answer.stdout) == (0, "Stopped.\n")
    assert trial.pids() == []


def test_manage_alone_starts_the_services_and_stops_them_again(trial):
    trial.folder.mkdir(mode=0o700)
    (trial.folder / "trial.env").write_text("KJENN_ENV=trial\nPORT=8000\n")
    answer = trial.manage("showmigrations", "sessions")
    assert (answer.returncode, answer.stdout) == (0, "sessions\n [X] 0001_initial\n")
    assert trial.pids() == []


def test_manage_says_what_to_do_where_there_is_no_trial(trial):
    answer = trial.manage("check")
    assert answer.returncode == 2
    assert "make run" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_reset_wants_an_answer(trial):
    answer = trial.command("reset")
    assert answer.returncode == 1
    assert "YES=1 make reset" in answer.stderr


@LONG
def test_the_interrupt_key_leaves_no_process(trial):
    trial.start()
    os.kill(trial.process.pid, signal.SIGINT)
    assert trial.process.wait(300) == 0
    assert trial.pids() == []


@LONG
def test_heals_when_everything_was_killed_at_once(trial):
    trial.start()
    before = _sign_in(trial)
    for pid in trial.pids():
        os.kill(pid, signal.SIGKILL)
    said = trial.start()
    assert before == _sign_in(trial)
    assert before[1] in said
    assert _is_up(trial)


@LONG
def test_is_emptied_by_the_next_run_where_the_first_was_killed_meanwhile(trial):
    trial.start()
    wish_empty(trial.folder, ACCOUNT)
    for pid in trial.pids():
        os.kill(pid, signal.SIGKILL)
    trial.start()
    assert not wish_file(trial.folder).exists()
    said = trial.manage("shell", "-c", COLLEAGUES).stdout.splitlines()[-1]
    assert said == "[('admin@kjenn.example', 0), ('ida@fjell.example', 1)]"


@LONG
def test_clears_away_what_a_killed_supervisor_left(trial):
    trial.start()
    orphans = trial.pids("celery")
    os.kill(trial.process.pid, signal.SIGKILL)
    trial.start()
    assert wait_until(lambda: not set(orphans) & set(trial.pids("celery")))
    assert _is_up(trial)


@LONG
def test_stop_clears_away_what_a_killed_supervisor_left(trial):
    trial.start()
    os.kill(trial.process.pid, signal.SIGKILL)
    trial.command("stop")
    assert wait_until(lambda: trial.pids() == [], seconds=10)


@LONG
def test_two_run_side_by_side(trial, tmp_path):
    other = Trial(tmp_path / "other", free_port())
    trial.start()
    other.start()
    assert _is_up(trial)
    assert _is_up(other)
    assert _sign_in(trial) != _sign_in(other)
    other.close()
    assert _is_up(trial)


@LONG
def test_the_second_start_prepares_nothing(trial):
    assert "Preparing" in trial.start()
    trial.close()
    assert "Preparing" not in trial.start()


@LONG
def test_reset_empties_it(trial):
    trial.start()
    before = _sign_in(trial)
    trial.close()
    os.environ["YES"] = "1"
    try:
        assert trial.command("reset").returncode == 0
    finally:
        del os.environ["YES"]
    assert not (trial.folder / "postgres").exists()
    trial.start()
    assert _sign_in(trial) != before


@LONG
def test_a_port_that_frees_itself_is_taken(trial):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", trial.port))
        holder.listen()
        assert trial.command("run").returncode == 1
    trial.start()
    assert _is_up(trial)


@LONG
def test_neither_starts_nor_stops_services_that_are_given(trial, services):
    names = ("DATABASE_URL", "DATABASE_OWNER_URL", "CELERY_BROKER_URL")
    trial.given = {name: services.environment()[name] for name in names}
    trial.start()
    assert _is_up(trial)
    assert not (trial.folder / "postgres" / "data").exists()
    trial.close()
    assert trial.pids() == []
    assert services.postgres.state() == "up"
    assert services.valkey.answers()


@LONG
def test_a_given_database_is_never_emptied(trial, services):
    trial.given = {"DATABASE_URL": services.database_url(), "YES": "1"}
    answer = trial.command("reset")
    assert answer.returncode == 1
    assert "a database of your own" in answer.stderr
