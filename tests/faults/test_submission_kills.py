"""The database is killed while customers send their answers: nothing that was acknowledged is lost."""

import json
import os
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest

from config.trial.provision import DATABASE
from tests.services import private_services

LINKS, KILLS = (300, 10) if os.environ.get("KJENN_FAULTS") == "full" else (60, 2)
AT_ONCE = 6

pytestmark = pytest.mark.timeout(900)

# Every reply with its answer, its record, its yes in the ledger, and what follows from that.
WHOLE = """
SELECT count(*), count(r.id), count(a.id), count(c.uid) FILTER (WHERE c.attributes -> 'interests' = '["ski"]'),
       (SELECT count(*) FROM consents_decision WHERE state = 'given'),
       (SELECT count(*) FROM consents_decisionstate WHERE state = 'given')
FROM surveys_submission s
LEFT JOIN profiles_sourcerecord r ON r.external_id = s.uid::text
LEFT JOIN surveys_answer a ON a.submission_id = s.uid
LEFT JOIN profiles_customer c ON c.uid = s.customer_id
"""


@contextmanager
def served_product(services, links):
    """Serve the product from a process of its own on these services; give its address and its links."""
    environment = {**os.environ, **services.environment(), "KJENN_DATABASE_ROLE": "owner"}
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.faults.survey_server", str(links)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        said = json.loads(process.stdout.readline())
        yield said["address"], said["paths"]
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def fetch(address, form=None):
    """Return the page, or nothing where the server could not answer."""
    data = urllib.parse.urlencode(form).encode() if form else None
    try:
        with urllib.request.urlopen(address, data=data, timeout=60) as answer:  # noqa: S310 - our own
            return answer.read().decode()
    except (urllib.error.URLError, OSError):
        return ""


def is_sent(address, text):
    """Send a form; say whether the customer was told that it has arrived."""
    page = fetch(
        address + "?language=en",
        {
            "do": "send",
            "asked": "interests",
            "q-interests": "ski",
            "agree": "newsletter:email",
            "text-newsletter": text,
            "language": "en",
        },
    )
    return "your answers have arrived" in page


def test_no_acknowledged_answer_or_decision_is_lost():
    with private_services() as services, served_product(services, LINKS) as (address, paths):
        shown = fetch(address + paths[0] + "?language=en")
        text = re.findall(r'name="text-newsletter" value="([^"]+)"', shown)[0]
        acknowledged: set[str] = set()

        def send(path):
            if is_sent(address + path, text):
                acknowledged.add(path)

        stop = threading.Event()
        killer = threading.Thread(target=kill_now_and_then, args=(services, acknowledged, stop))
        killer.start()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(send, paths))
        stop.set()
        killer.join()
        services.start()

        stored = count(services)
        assert len(set(stored)) == 1, stored
        assert stored[0] >= len(acknowledged) > 0

        for path in paths:
            if path not in acknowledged:
                assert is_sent(address + path, text)
        assert count(services) == (LINKS,) * 6


def kill_now_and_then(services, acknowledged, stop):
    """Kill the database each time some more have been acknowledged, and bring it back."""
    for number in range(1, KILLS + 1):
        while len(acknowledged) < number * LINKS // (KILLS + 2) and not stop.is_set():
            time.sleep(0.01)
        services.kill_postgres()
        services.start()


def count(services):
    """Return how many replies, records, answers, facts, decisions and present consents there are."""
    with psycopg.connect(services.superuser_url(DATABASE)) as connection:
        return connection.execute(WHOLE).fetchone()
