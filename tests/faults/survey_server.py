"""The product on services of its own, with as many open survey links as asked: prints them, serves until killed."""

import json
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - after the setup

from surveys.models import Survey  # noqa: E402
from tests.browser.serving import served  # noqa: E402
from tests.factories import make_company, make_customer, make_source  # noqa: E402
from tests.surveys.making import make_link, make_survey, survey_path, want  # noqa: E402


def open_links(survey: Survey, count: int) -> list[str]:
    """Make customers, each with an address and a link."""
    people = (
        make_customer(given_name="Kari", email=f"kari{number}@fjell.example")
        for number in range(count)
    )
    return [survey_path(make_link(survey, person)) for person in people]


if __name__ == "__main__":
    for command in ("migrate", "load_catalogue", "sync_roles"):
        call_command(command, verbosity=0, stdout=sys.stderr)
    make_company()
    make_source()
    want("interests")
    paths = open_links(make_survey("interests", consents=("newsletter",)), int(sys.argv[1]))
    with served() as address:
        sys.stdout.write(json.dumps({"address": address, "paths": paths}) + "\n")
        sys.stdout.flush()
        sys.stdin.read()
