"""Processes by identity: a number that was given to somebody else since is left alone."""

import os
import signal
import subprocess

from config.trial.processes import Process, identify, read_process


def test_knows_itself():
    me = identify(os.getpid())
    assert me is not None
    assert me.is_alive()


def test_does_not_take_another_start_for_the_same_process():
    me = identify(os.getpid())
    assert me is not None
    assert not Process(pid=me.pid, started="long ago").is_alive()


def test_leaves_a_stranger_with_the_same_number_alone():
    stranger = subprocess.Popen(["/bin/sleep", "60"])
    Process(pid=stranger.pid, started="long ago").send(signal.SIGKILL)
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_does_not_count_the_dead_that_nobody_has_collected():
    child = subprocess.Popen(["/bin/true"])
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert identify(child.pid) is None
    child.wait()


def test_comes_back_from_its_file(tmp_path):
    me = identify(os.getpid())
    assert me is not None
    me.write(tmp_path / "me.json")
    assert read_process(tmp_path / "me.json") == me


def test_a_damaged_file_names_nobody(tmp_path):
    (tmp_path / "me.json").write_text('{"pid": ')
    assert read_process(tmp_path / "me.json") is None
