"""What production may do: the tests' own connection is the owner's, and hides a right that the application lacks."""

import os
from urllib.parse import unquote, urlsplit

import pytest
import tablib
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from config.lib.transfer import imported
from segments.admin.transfer import SegmentResource
from segments.models import Segment
from tests.factories import NOW, TESTER, make_company


@pytest.fixture
def application(own_database):
    """The connection, with the role that the application has in production."""
    call_command("secure_database", settings.KJENN_APPLICATION_ROLE, verbosity=0)
    role = urlsplit(os.environ["DATABASE_URL"])
    of = connection.settings_dict
    usual = {name: of[name] for name in ("USER", "PASSWORD")}
    connection.close()
    of.update(USER=unquote(role.username), PASSWORD=unquote(role.password))
    yield
    connection.close()
    of.update(usual)


@pytest.mark.usefixtures("application")
def test_a_file_of_settings_may_add_rows():
    make_company()
    rule = '{"all": [{"field": "activity.purchase.count", "operator": "at_least", "value": 3}]}'
    table = tablib.Dataset(
        ["loyal", "Loyal", "", "newsletter", rule],
        headers=["slug", "name", "description", "purpose", "conditions"],
    )
    imported(SegmentResource, table, TESTER, NOW, is_trial=False)
    assert Segment.objects.get(slug="loyal").versions.count() == 1
