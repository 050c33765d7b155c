"""Whatever the schema allows, and what it does not, is sent to the API: no fault, and every answer as described."""

import contextlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services import private_services

SECONDS, EXAMPLES = (300, 100) if os.environ.get("KJENN_FAULTS") == "full" else (40, 12)
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"

pytestmark = pytest.mark.timeout(900)


@contextlib.contextmanager
def served_api(services) -> Iterator[tuple[str, dict[str, str]]]:
    """Serve the API from processes of its own; give its address, a key and the schema.

    The socket listens already here, so that the first call waits in its queue until a process takes it.
    """
    with socket.create_server(("127.0.0.1", 0)) as door:
        process = subprocess.Popen(
            [
                sys.executable,
                "-W",
                "ignore",
                "-m",
                "tests.faults.api_server",
                f"fd://{door.fileno()}",
            ],
            env={
                **os.environ,
                **services.environment(),
                "KJENN_DATABASE_ROLE": "owner",
                "KJENN_API_CALLS_A_MINUTE": "1000000",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            pass_fds=[door.fileno()],
        )
        try:
            said = json.loads(process.stdout.readline())
            yield f"http://127.0.0.1:{door.getsockname()[1]}", said
        finally:
            process.terminate()
            process.wait()
            process.stdout.close()


def test_nothing_that_can_be_sent_is_a_fault(tmp_path):
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        "--checks", CHECKS,
        "--phases", "examples,coverage,fuzzing",
        "--max-examples", str(EXAMPLES),
        "--max-time", str(SECONDS),
        "--seed", "20261124",
        "--generation-database", "none",
        "--request-timeout", "20",
        "--warnings", "off",
        "--no-color",
    ]  # fmt: skip
    with private_services() as services, served_api(services) as (address, said):
        bearer = f"Authorization:Bearer {said['key']}"
        done = subprocess.run(
            [*command, "--url", address, "--header", bearer, said["schema"]],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-2_000:]
    assert " passed" in done.stdout
