"""`completeness`: how well customers are known."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from profiles.models import Attribute
from tests.factories import make_customer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


@pytest.fixture
def two_customers():
    Attribute.objects.exclude(slug__in=["email", "phone"]).update(is_wanted=False)
    Attribute.objects.filter(slug="email").update(weight=3, half_life_days=0)
    Attribute.objects.filter(slug="phone").update(weight=1, half_life_days=0)
    make_customer(email="kari@post.example")
    make_customer(given_name="Ola")


def printed(*arguments):
    out = StringIO()
    call_command("completeness", *arguments, stdout=out)
    return out.getvalue()


def test_scripts_get_each_wanted_fact_and_the_average(two_customers):
    state = json.loads(printed("--json"))
    email = state["facts"][0]
    assert (state["customers"], state["average"]) == (2, 37.5)
    assert (email["slug"], email["known"], email["missing"], email["known_share"]) == (
        "email",
        1,
        1,
        50.0,
    )


def test_people_get_a_table(two_customers):
    text = printed()
    assert "2 customers, on average 37.5 % complete" in text
    assert "E-mail" in text


def test_nothing_wanted_is_an_error():
    Attribute.objects.update(is_wanted=False)
    with pytest.raises(CommandError, match="No fact is wanted yet"):
        printed()
