"""A worker that is killed again and again takes the file in exactly as one that is left alone (law 7)."""

import os
import random
import signal
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest
from django.db import connection

from files.models import ImportRun, RowOutcome
from files.services.columns import guess_columns, set_mapping
from files.services.runs import start_applying, start_deciding
from files.services.taking_in import INLINE, work_through
from tests.databases import database_of_its_own
from tests.factories import NOW, TESTER, make_company
from tests.files.bringing import receive, undo

ROWS, KILLS = (50_000, 20) if os.environ.get("KJENN_FAULTS") == "full" else (5_000, 2)
CHUNK = ROWS // 50

pytestmark = [pytest.mark.timeout(1_800), pytest.mark.usefixtures("kept_files")]

STANDS = {
    "records": "SELECT external_id, values::text, observed_at FROM profiles_sourcerecord ORDER BY 1",
    "customers": "SELECT attributes::text, sort_key, search_text FROM profiles_customer ORDER BY 1, 3",
    "who is whom": """
        SELECT string_agg(external_id, ',' ORDER BY external_id) FROM profiles_sourcerecord
        GROUP BY customer_id ORDER BY 1
    """,
    "contact details": """
        SELECT r.external_id, p.kind, p.normalised, p.is_preferred FROM profiles_contactpoint p
        JOIN profiles_sourcerecord r ON r.customer_id = p.customer_id ORDER BY 1, 2, 3
    """,
    "journal": "SELECT external_id, kind, after::text FROM profiles_recordchange ORDER BY 1",
    "ledger": """
        SELECT r.external_id, d.purpose, d.channel, d.state, d.origin, d.occurred_at FROM consents_decision d
        JOIN consents_subject s ON s.uid = d.subject JOIN profiles_sourcerecord r ON r.customer_id = s.customer_id
        WHERE d.occurred_at < '2026-03-01' OR d.state <> 'given' ORDER BY 1, 2, 3, 4
    """,
    "states": "SELECT purpose, channel, state, count(*) FROM consents_decisionstate GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    "pairs": "SELECT count(*) FROM profiles_duplicatepair",
    "outcomes": "SELECT row_no, outcome, reason FROM files_rowoutcome ORDER BY 1",
    "staging": "SELECT count(*) FROM files_stagedrow",
}


def people(rows):
    """Return a file with repeated ids, shared addresses, consents and rows that cannot be read."""
    chance = random.Random(7)  # noqa: S311 - the same file each time
    lines = [
        "Kundenr;Fornavn;Etternavn;E-post;Mobil;Fødselsdato;Nyhetsbrev;Samtykkedato;Samtykkekilde"
    ]
    for number in range(rows):
        key = chance.randrange(rows) if number % 40 == 0 else number
        mail = f"hus{key % 500}@a.example" if number % 60 == 0 else f"k{key}@a.example"
        name = chance.choice(["Kari", "Per", "Åse", "Bjørn"])
        extra = ";for mye" if number % 200 == 0 else ""
        yes = chance.choice(["ja", "nei", ""])
        lines.append(
            f"{key};{name};Berg{key};{mail};9{key:07d};12.03.19{key % 60 + 40};{yes};01.02.2026;Nett{extra}"
        )
    return "\n".join(lines) + "\n"


def ready(content):
    """Return the import of a file, its work ordered from the first step to the last."""
    make_company()
    run = receive(content)
    set_mapping(run=run, mapping=guess_columns(run=run), actor=TESTER, now=NOW)
    start_deciding(run=run, actor=TESTER, now=NOW)
    return run


def what_stands():
    """Return everything that the import has left, but for ids and clocks."""
    found = {}
    with connection.cursor() as cursor:
        for name, statement in STANDS.items():
            cursor.execute(statement)
            found[name] = cursor.fetchall()
    return found


def undisturbed(content):
    with database_of_its_own():
        run = ready(content)
        work_through(run=run, now=NOW, pace=INLINE)
        start_applying(run=run, actor=TESTER, now=NOW)
        work_through(run=run, now=NOW, pace=INLINE)
        return what_stands()


def worker(run, database):
    """Start a worker in a process of its own, on the database of the test."""
    url = urlsplit(os.environ["DATABASE_OWNER_URL"])._replace(path=f"/{database}").geturl()
    environment = {**os.environ, "DATABASE_URL": url, "DATABASE_OWNER_URL": url}
    files = str(run_folder())
    return subprocess.Popen(
        [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "tests.faults.import_worker",
            str(run.pk),
            str(CHUNK),
        ],
        env={**environment, "KJENN_FILES": files},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def run_folder():
    from django.conf import settings

    return settings.MEDIA_ROOT


def progress(run):
    run.refresh_from_db()
    return run.staged_count + run.position


def work_with_kills(run, database, kills, until):
    """Let workers work and kill them at the given points of progress; the last one may finish."""
    chance = random.Random(11)  # noqa: S311
    killed = 0
    for point in [*kills, None]:
        process = worker(run, database)
        try:
            while process.poll() is None and (point is None or progress(run) < point):
                time.sleep(0.005)
            if point is not None and process.poll() is None:
                time.sleep(chance.random() * 0.2)
                process.send_signal(signal.SIGKILL)
                killed += 1
        finally:
            said = process.communicate()[1]
        assert process.returncode in {0, -signal.SIGKILL}, said.decode()
    run.refresh_from_db()
    assert run.state == until, run.error
    return killed


def test_kills_change_nothing(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        content = people(ROWS)
        expected = undisturbed(content)
        half = KILLS // 2
        with database_of_its_own() as name:
            run = ready(content)
            points = [ROWS * k // (half + 1) for k in range(1, half + 1)]
            killed = work_with_kills(run, name, points, "decided")
            start_applying(run=run, actor=TESTER, now=NOW)
            rest = KILLS - half
            points = [ROWS + ROWS * k // (rest + 1) for k in range(1, rest + 1)]
            killed += work_with_kills(run, name, points, "done")
            assert killed == KILLS
            found = what_stands()
            for part, rows in expected.items():
                assert found[part] == rows, part
            assert sum(run.counts.values()) == run.row_count == ROWS
            assert RowOutcome.objects.count() == ROWS
            assert undo(run).state == "undone"
            assert ImportRun.objects.get().outcomes.count() == ROWS
