"""A base of customers with their activities, made by the product's own bulk services out of statements alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection, transaction

from benchmarks.work import ME
from profiles.models import Source
from profiles.services.recompute import recount_events
from profiles.services.records import make_incoming_table, record_values_in_bulk
from profiles.services.touched import start_touching

EVENTS_EACH = 20
PEOPLE_A_BATCH = 50_000
OWNERS_A_BATCH = 25_000

# A third of what can be unknown is; the numbers n make every statement the same on every machine.
PEOPLE = """
INSERT INTO incoming_record (row_no, customer, is_new, kind, external_id, values, observed_at)
SELECT n, gen_random_uuid(), true, 'person', 'B' || n, jsonb_strip_nulls(jsonb_build_object(
    'given_name', (ARRAY['Kari','Ola','Åse','Jørgen','Ingrid','Lars','Märta','Pekka','Søren','Anne'])[1 + n %% 10],
    'family_name', (ARRAY['Nordmann','Ødegård','Hansen','Åberg','Virtanen','Sæther','Lind','Berg','Dahl'])[1 + n %% 9]
        || (n %% 997),
    'email', 'base' || n || '@post.example',
    'phone', CASE WHEN n %% 10 < 7 THEN '+474' || lpad((n %% 10000000)::text, 7, '0') END,
    'postal_address', jsonb_build_object('street', 'Storgata ' || n %% 300, 'postal_code',
        (ARRAY['0155','5003','7011','9008'])[1 + n %% 4],
        'city', (ARRAY['Oslo','Bergen','Trondheim','Tromsø'])[1 + n %% 4],
        'country', 'NO'),
    'country', CASE WHEN n %% 20 = 0 THEN 'SE' ELSE 'NO' END,
    'birth_year', CASE WHEN n %% 3 > 0 THEN 1940 + n * 7 %% 66 END,
    'gender', CASE n %% 3 WHEN 0 THEN 'man' WHEN 1 THEN 'woman' END,
    'interests', CASE WHEN n %% 4 > 0 THEN jsonb_build_array(
        (ARRAY['ski','hiking','cycling','fishing','climbing','garden','food','music'])[1 + n %% 8],
        (ARRAY['books','travel','film','games'])[1 + n %% 4]) END,
    'job_title', CASE WHEN n %% 2 = 0 THEN (ARRAY['Snekker','Lærer','Sykepleier','Ingeniør'])[1 + n %% 4] END)),
    %(now)s - (n %% 900) * interval '1 day'
FROM generate_series(%(first)s::int, %(last)s::int) AS n
"""
# One in five activities is a purchase; they spread over two years.
EVENTS = """
INSERT INTO profiles_event (source_id, event_key, record_id, customer_id, kind, occurred_at, channel, amount, currency,
    created_at)
SELECT r.source_id, r.external_id || '-' || k, r.id, r.customer_id,
       (ARRAY['purchase','visit','open','click','visit'])[1 + k %% 5],
       %(now)s - ((r.id * 31 + k * 37) %% 730) * interval '1 day' - k * interval '1 hour', 'web',
       CASE WHEN k %% 5 = 0 THEN 100 + (r.id * 13 + k * 71) %% 2000 END, CASE WHEN k %% 5 = 0 THEN 'NOK' ELSE '' END,
       %(now)s
FROM profiles_sourcerecord r CROSS JOIN generate_series(1, %(each)s) AS k
WHERE r.id BETWEEN %(first)s AND %(last)s
"""
REFERENCES = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %(table)s::regclass AND contype = 'f'
"""
# Those of keys stay: they belong to constraints.
INDEXES = """
SELECT i.relname, pg_get_indexdef(i.oid) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
WHERE x.indrelid = %(table)s::regclass AND NOT x.indisunique
"""
OWNERS = """
INSERT INTO touched_customer (customer_id)
SELECT DISTINCT customer_id FROM profiles_sourcerecord WHERE id BETWEEN %(first)s AND %(last)s ON CONFLICT DO NOTHING
"""


def make_customers(customers: int) -> None:
    """Let a source say something about so many customers."""
    now = datetime.now(UTC)
    source = Source.objects.get(slug="shop")
    for first in range(1, customers + 1, PEOPLE_A_BATCH):
        last = min(first + PEOPLE_A_BATCH - 1, customers)
        with transaction.atomic():
            make_incoming_table()
            with connection.cursor() as cursor:
                cursor.execute(PEOPLE, {"first": first, "last": last, "now": now})
            record_values_in_bulk(source=source, actor=ME, now=now, run_id=uuid4())


@contextmanager
def laid_aside(table: str) -> Iterator[None]:
    """Fill a table without its references and indexes, and make them again at once: twenty million rows in minutes."""
    with connection.cursor() as cursor:
        cursor.execute(REFERENCES, {"table": table})
        references = cursor.fetchall()
        cursor.execute(INDEXES, {"table": table})
        indexes = cursor.fetchall()
        for name, _definition in references:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
    yield
    with connection.cursor() as cursor:
        for _name, definition in indexes:
            cursor.execute(definition)
        for name, definition in references:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def make_events() -> None:
    """Give everybody known so far their activities, and count them."""
    with laid_aside("profiles_event"):
        _write_events()
    _count_events()


def _write_events() -> None:
    now = datetime.now(UTC) - timedelta(hours=1)
    for first, last in _stretches():
        bound: dict[str, Any] = {
            "first": first,
            "last": last,
            "now": now,
            "each": EVENTS_EACH,
        }
        with connection.cursor() as cursor:
            cursor.execute(EVENTS, bound)


def _count_events() -> None:
    for first, last in _stretches():
        with transaction.atomic():
            start_touching()
            with connection.cursor() as cursor:
                cursor.execute(OWNERS, {"first": first, "last": last})
                cursor.execute("ANALYZE touched_customer")
            recount_events(now=datetime.now(UTC))


def _stretches() -> Iterator[tuple[int, int]]:
    """Yield the first and last record of each batch of owners."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM profiles_sourcerecord")
        lowest, highest = cursor.fetchone()
    for first in range(lowest, highest + 1, OWNERS_A_BATCH):
        yield first, first + OWNERS_A_BATCH - 1
