"""The planner is told at once after much was written, and left alone after little."""

from django.db import connection

from config.lib.statistics import refresh_where_outdated
from profiles.models import Customer


def counted():
    """Return how many rows the planner takes the customers for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'profiles_customer'")
        return int(cursor.fetchone()[0])


def write(customers):
    Customer.objects.bulk_create(Customer(kind="person") for _ in range(customers))
    refresh_where_outdated([Customer])


def test_much_is_counted_in_the_next_moment_and_little_is_not(own_database):
    write(2_000)
    first = counted()
    write(1_100)
    second = counted()
    write(500)
    assert (first, second, counted()) == (2_000, 2_000, 3_600)
