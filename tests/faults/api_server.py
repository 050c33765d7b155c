"""The product behind gunicorn, at a socket that it is given: prints a key that may do everything, then serves."""

import json
import os
import sys
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - after the setup
from django.db import connections  # noqa: E402

from consents.selectors import purposes  # noqa: E402
from integrations.choices import Scope  # noqa: E402
from profiles.models import RetiredId  # noqa: E402
from tests.factories import make_company, make_customer, make_decision, make_source  # noqa: E402
from tests.integrations.keys import make_key  # noqa: E402
from tests.segments.factories import make_event  # noqa: E402


def furnish() -> str:
    """Make a company with some of everything; return a key for all of it."""
    for command in ("migrate", "load_catalogue", "sync_roles"):
        call_command(command, verbosity=0, stdout=sys.stderr)
    make_company()
    make_source()
    kari = make_customer(
        external_id="K1", given_name="Kari", email="kari@fjell.example", interests=["ski"]
    )
    make_customer(given_name="Ola", phone="+4791234567", city="Oslo")
    make_decision(kari)
    make_event(kari, at="2026-02-01", amount=10)
    RetiredId.objects.create(uid="00000000-0000-4000-8000-000000000002", customer=kari, reason="x")
    return make_key(purposes=[purpose.slug for purpose in purposes()], scopes=Scope.values)


if __name__ == "__main__":
    made = furnish()
    schema = str(Path(os.environ["KJENN_VAR"]) / "schema.json")
    call_command("spectacular", "--format", "openapi-json", "--file", schema)
    connections.close_all()
    sys.stdout.write(json.dumps({"key": made, "schema": schema}) + "\n")
    sys.stdout.flush()
    os.execv(  # noqa: S606 - this very Python
        sys.executable,
        [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "gunicorn",
            "-c",
            "config/gunicorn.py",
            "--bind",
            sys.argv[1],
            "config.wsgi",
        ],
    )
