"""Facts of which two sources say different values: one pass over the records, then names by the rule of names.

What a colleague or the customer said is the answer, so a fact of which they said anything is not in question; neither
is one that is settled, or that a protection blanks.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import combinations, groupby
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from profiles.identity.names import PersonName, names_contradict

OLDEST = 110

# The least and the greatest of what is said: where they are one, all say the same. An empty value is no statement.
SPREAD = """
CREATE TEMPORARY TABLE spread_of_facts ON COMMIT DROP AS
WITH said AS NOT MATERIALIZED (
    SELECT r.customer_id, s.kind IN ('survey', 'steward') AS is_answer, r.values AS v,
           CASE WHEN jsonb_typeof(r.values -> 'birth_date') = 'string' THEN r.values ->> 'birth_date' END AS birth_date,
           CASE WHEN jsonb_typeof(r.values -> 'birth_year') = 'number' THEN r.values ->> 'birth_year' END AS birth_year,
           CASE WHEN jsonb_typeof(r.values -> 'gender') = 'string' THEN r.values ->> 'gender' END AS gender,
           CASE WHEN jsonb_typeof(r.values -> 'country') = 'string' THEN r.values ->> 'country' END AS country,
           lower(concat_ws('|', r.values ->> 'given_name', r.values ->> 'family_name')) AS name,
           CASE WHEN r.values -> 'postal_address' ->> 'street' <> '' THEN translate(lower(concat_ws('|',
               r.values -> 'postal_address' ->> 'street', r.values -> 'postal_address' ->> 'postal_code',
               r.values -> 'postal_address' ->> 'city')), ' .,-', '') END AS address
    FROM profiles_sourcerecord r JOIN profiles_source s ON s.id = r.source_id
)
SELECT customer_id,
       min(birth_date) < max(birth_date)
           OR min(coalesce(left(birth_date, 4), birth_year)) < max(coalesce(left(birth_date, 4), birth_year))
           AS birth_date,
       min(gender) < max(gender) AS gender, min(country) < max(country) AS country,
       min(name) < max(name) AS name, min(address) < max(address) AS postal_address,
       bool_or(is_answer AND (v ? 'birth_date' OR v ? 'birth_year')) AS birth_date_answered,
       bool_or(is_answer AND v ? 'gender') AS gender_answered,
       bool_or(is_answer AND v ? 'country') AS country_answered,
       bool_or(is_answer AND (v ? 'given_name' OR v ? 'family_name')) AS name_answered,
       bool_or(is_answer AND v ? 'postal_address') AS postal_address_answered
FROM said GROUP BY customer_id HAVING count(*) > 1
"""
# Each kind with the facts that settle it; the customer must show one of them, or a protection has blanked it.
# Whoever is in twice with two birth dates was found before (`twice`).
CHOOSE = """
INSERT INTO found_contradiction (kind, customer_id)
SELECT k.kind, d.customer_id
FROM spread_of_facts d
CROSS JOIN LATERAL (VALUES
    ('birth_date', d.birth_date AND NOT d.birth_date_answered, ARRAY['birth_date', 'birth_year']),
    ('gender', d.gender AND NOT d.gender_answered, ARRAY['gender']),
    ('country', d.country AND NOT d.country_answered, ARRAY['country']),
    ('postal_address', d.postal_address AND NOT d.postal_address_answered, ARRAY['postal_address'])
) AS k (kind, is_so, slugs)
JOIN profiles_customer c ON c.uid = d.customer_id
WHERE k.is_so AND c.attributes ?| k.slugs AND NOT EXISTS (
    SELECT FROM profiles_valuelock l WHERE l.customer_id = d.customer_id AND l.slug = ANY(k.slugs))
  AND NOT EXISTS (
    SELECT FROM found_contradiction f WHERE f.kind = k.kind AND f.customer_id = d.customer_id)
"""
NAMES = """
SELECT r.customer_id, coalesce(r.values ->> 'given_name', ''), coalesce(r.values ->> 'family_name', '')
FROM spread_of_facts d JOIN profiles_sourcerecord r ON r.customer_id = d.customer_id
WHERE d.name AND NOT d.name_answered AND (r.values ? 'given_name' OR r.values ? 'family_name') AND NOT EXISTS (
    SELECT FROM profiles_valuelock l
    WHERE l.customer_id = d.customer_id AND l.slug IN ('given_name', 'family_name'))
ORDER BY r.customer_id
"""
IMPOSSIBLE = """
INSERT INTO found_contradiction (kind, customer_id)
SELECT 'impossible_age', c.uid FROM profiles_customer c
WHERE c.kind = 'person' AND (c.birth_year < %(oldest)s OR c.birth_year > %(year)s OR c.birth_date > %(today)s)
  AND NOT EXISTS (
    SELECT FROM profiles_protection p
    WHERE p.customer_id = c.uid AND p.kind = 'deceased' AND p.lifted_at IS NULL)
"""
CHUNK = 10_000


def find_differing_facts(cursor: CursorWrapper, now: datetime) -> None:
    """Add whoever has two values of one fact, two names, or an age that nobody reaches."""
    today = timezone.localdate(now)
    cursor.execute(SPREAD)
    cursor.execute("ANALYZE spread_of_facts")
    cursor.execute(CHOOSE)
    two_names = [(uid,) for uid, names in _names() if _contradict(names)]
    cursor.executemany(
        "INSERT INTO found_contradiction (kind, customer_id) VALUES ('name', %s)", two_names
    )
    cursor.execute(IMPOSSIBLE, {"today": today, "year": today.year, "oldest": today.year - OLDEST})
    cursor.execute("DROP TABLE spread_of_facts")


def _names() -> Iterator[tuple[UUID, set[PersonName]]]:
    """Yield the names of each customer whose records do not all spell one, a customer at a time."""
    with connection.cursor() as cursor:
        cursor.execute(f"DECLARE names_said NO SCROLL CURSOR FOR {NAMES}")
        for uid, rows in groupby(_fetched(cursor), key=lambda row: row[0]):
            yield uid, {PersonName(given, family) for _uid, given, family in rows}
        cursor.execute("CLOSE names_said")


def _fetched(cursor: CursorWrapper) -> Iterator[tuple[UUID, str, str]]:
    while True:
        cursor.execute(f"FETCH {CHUNK} FROM names_said")
        rows = cursor.fetchall()
        if not rows:
            return
        yield from rows


def _contradict(names: Iterable[PersonName]) -> bool:
    return any(names_contradict(one, other) for one, other in combinations(names, 2))
