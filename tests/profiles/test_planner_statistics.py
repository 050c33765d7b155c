"""The planner is told at once after much was written, and left alone after little."""

from uuid import uuid4

from django.db import connection

from config.lib.statistics import refresh_where_outdated
from profiles.models import Product


def counted():
    """Return how many rows the planner takes the products for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'profiles_product'")
        return int(cursor.fetchone()[0])


def write(products):
    Product.objects.bulk_create(Product(code=uuid4().hex) for _ in range(products))
    refresh_where_outdated([Product])


def test_much_is_counted_in_the_next_moment_and_little_is_not(own_database):
    write(2_000)
    first = counted()
    write(1_100)
    second = counted()
    write(500)
    assert (first, second, counted()) == (2_000, 2_000, 3_600)
