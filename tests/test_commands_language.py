"""What the console says, in the language of the installation."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import translation

from tests.factories import make_customer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


def said(*words):
    out = StringIO()
    with translation.override("nb"):
        call_command(*words, stdout=out)
    return out.getvalue()


def test_completeness_counts_as_its_reader_does():
    make_customer(given_name="Kari")
    table = said("completeness")
    assert "Kjent" in table
    assert "0,0 %" in table


def test_json_for_scripts_stays_as_it_is():
    make_customer(given_name="Kari")
    assert '"known_share": 0.0' in said("completeness", "--json")
    assert said("verify_ledger", "--json").startswith('{"holds": true, "rows": 0')
