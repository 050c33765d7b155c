"""Count of how many customers each fact is known, missing and outdated: two passes, by the timetable."""

from datetime import datetime

from django.db import connection

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


def count_facts(*, now: datetime) -> None:
    """Take every fact's counts anew."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"now": now})
