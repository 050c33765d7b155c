"""docs/integrators.md is true: its key is made as it says, and every example runs against a live server, in order."""

import os
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from files.services.exports import waiting_exports, write_export
from files.services.runs import advance, waiting_runs
from segments.services import runs as refreshes
from tests.browser.serving import served
from tests.factories import make_company, make_source
from tests.segments.factories import make_segment
from tests.surveys.making import make_survey, want

GUIDE = Path(__file__).resolve().parents[2] / "docs/integrators.md"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", GUIDE.read_text(), re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    return [text for name, text in BLOCKS if name == language]


@contextmanager
def working() -> Iterator[None]:
    """A worker, as Celery's would be: it does whatever waits, until the block ends."""
    is_over = threading.Event()

    def work() -> None:
        while not is_over.wait(0.1):
            now = timezone.now()
            for uid in refreshes.waiting_runs(now=now):
                refreshes.refresh_segment(run_uid=uid, now=now)
            for run_id in waiting_runs():
                advance(run_id=run_id, now=now)
            for run_id in waiting_exports():
                write_export(run_id=run_id, now=now)
        connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield
    finally:
        is_over.set()
        worker.join()


@pytest.fixture
def key(own_database, capsys, settings, tmp_path):
    """What the examples begin with: a company, a segment, a survey, and the key that the guide makes."""
    settings.MEDIA_ROOT = tmp_path / "files"
    make_company(base_url="http://localhost")
    make_source("shop")
    make_segment("everybody", purpose="newsletter")
    want("interests")
    make_survey("interests", slug="know-you")
    _python, _manage, name, *options = shlex.split(blocks("console")[0])
    call_command(name, *options)
    return capsys.readouterr().out.strip()


def test_every_example_runs(key, tmp_path):
    programs = {
        "examples.sh": "set -eu\n" + "\n".join(blocks("sh")),
        "examples.py": "\n".join(blocks("python")),
    }
    for name, text in programs.items():
        (tmp_path / name).write_text(text)
    with served() as address, working():
        for command in (["sh", "examples.sh"], [sys.executable, "-W", "error", "examples.py"]):
            done = subprocess.run(
                command,
                cwd=tmp_path,
                env={"PATH": os.environ["PATH"], "KJENN": address, "KEY": key},
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def test_nothing_in_the_guide_is_left_out_of_it():
    assert {name for name, _text in BLOCKS} == {"console", "sh", "python", "text"}
    assert len(blocks("sh")) >= 4
    assert len(blocks("python")) >= 8
