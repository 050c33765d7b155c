"""Count of how many customers each fact is known, missing and outdated: two passes, by the timetable."""

from datetime import datetime

from django.db import connection

from profiles.services.pace import is_due, timed

COUNT = """
INSERT INTO profiles_factfigure AS f (attribute_id, known_count, missing_count, outdated_count, counted_at)
SELECT a.id, coalesce(k.known, 0), coalesce(g.missing, 0), coalesce(g.outdated, 0), %(now)s
FROM profiles_attribute a
LEFT JOIN (
    SELECT key, count(*) AS known
    FROM profiles_customer CROSS JOIN LATERAL jsonb_object_keys(attributes) key GROUP BY key
) AS k ON k.key = a.slug
LEFT JOIN (
    SELECT slug, count(*) FILTER (WHERE NOT is_old) AS missing, count(*) FILTER (WHERE is_old) AS outdated
    FROM (
        SELECT unnest(missing) AS slug, false AS is_old FROM profiles_customermetric
        UNION ALL
        SELECT unnest(stale), true FROM profiles_customermetric
    ) AS each_gap GROUP BY slug
) AS g ON g.slug = a.slug
ORDER BY a.id
ON CONFLICT (attribute_id) DO UPDATE SET known_count = excluded.known_count, missing_count = excluded.missing_count,
    outdated_count = excluded.outdated_count, counted_at = excluded.counted_at
"""


# Who is in a source twice counts once.
COUNT_SOURCES = """
INSERT INTO profiles_sourcefigure AS f (source_id, customer_count, completeness, counted_at)
SELECT r.source_id, count(*), coalesce(round(avg(m.completeness)), 0), %(now)s
FROM (SELECT DISTINCT source_id, customer_id FROM profiles_sourcerecord) AS r
LEFT JOIN profiles_customermetric m ON m.customer_id = r.customer_id
GROUP BY r.source_id
ON CONFLICT (source_id) DO UPDATE SET customer_count = excluded.customer_count,
    completeness = excluded.completeness, counted_at = excluded.counted_at
"""
FACTS = "facts"


def count_facts(*, now: datetime) -> None:
    """Take every fact's and every source's counts anew."""
    with timed(FACTS, now=now), connection.cursor() as cursor:
        cursor.execute(COUNT, {"now": now})
        cursor.execute(COUNT_SOURCES, {"now": now})
        cursor.execute("DELETE FROM profiles_sourcefigure WHERE counted_at < %(now)s", {"now": now})


def keep_facts_counted(*, now: datetime) -> None:
    """Take the counts anew, unless the last time was so long that they rest."""
    if is_due(FACTS, now=now):
        count_facts(now=now)
