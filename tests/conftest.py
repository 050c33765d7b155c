"""What every test may ask for: a database that holds the shipped catalogue, and a company to act for."""

import pytest
from django.core.management import call_command

from profiles.models import Company
from tests.databases import own_database as own_database
from tests.factories import make_company


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load the shipped rows once; every test database starts from them."""
    with django_db_blocker.unblock():
        call_command("load_catalogue", verbosity=0)
        call_command("sync_roles", verbosity=0)


@pytest.fixture
def company(db) -> Company:
    return make_company()
