"""What every test may ask for: a database that holds the shipped catalogue, and a company to act for."""

from contextlib import ExitStack

import pytest
from django.core.management import call_command
from django.test.utils import setup_databases, teardown_databases

from profiles.models import Company
from tests.databases import end_other_sessions, template_kept
from tests.databases import own_database as own_database
from tests.factories import make_company


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """Make the test database and load the shipped rows once; every test database starts from it.

    pytest-django's own makes no database where no collected test bears its mark, as with browser tests alone.
    """
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
        call_command("load_catalogue", verbosity=0)
        call_command("sync_roles", verbosity=0)
        template = ExitStack()
        template.enter_context(template_kept())
    yield
    with django_db_blocker.unblock():
        end_other_sessions()
        template.close()
        teardown_databases(made, verbosity=0)


@pytest.fixture
def company(db) -> Company:
    return make_company()
