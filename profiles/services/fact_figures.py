"""Count of how many customers each fact is known, missing and outdated: two passes, by the timetable.

The passes are plain questions and the few rows they answer are written afterwards, because PostgreSQL shares the work
of a question among processes, but not that of a statement that writes.
"""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from profiles.models import Attribute, FactFigure, SourceFigure
from profiles.services.pace import is_due, timed

KNOWN = """
SELECT key, count(*) FROM profiles_customer CROSS JOIN LATERAL jsonb_object_keys(attributes) AS key GROUP BY key
"""
# Many customers lack the same facts: those who are alike are counted first, and their lists taken apart once.
LACKING = """
WITH alike AS (
    SELECT missing, stale, count(*) AS customers FROM profiles_customermetric GROUP BY missing, stale
)
SELECT slug, coalesce(sum(customers) FILTER (WHERE NOT is_old), 0), coalesce(sum(customers) FILTER (WHERE is_old), 0)
FROM (
    SELECT unnest(missing) AS slug, false AS is_old, customers FROM alike
    UNION ALL
    SELECT unnest(stale), true, customers FROM alike
) AS each_gap GROUP BY slug
"""
# Who is in a source twice counts once.
SOURCES = """
SELECT r.source_id, count(*), coalesce(round(avg(m.completeness)), 0)
FROM (SELECT DISTINCT source_id, customer_id FROM profiles_sourcerecord) AS r
LEFT JOIN profiles_customermetric m ON m.customer_id = r.customer_id
GROUP BY r.source_id
"""
FACTS = "facts"


def count_facts(*, now: datetime) -> None:
    """Take every fact's and every source's counts anew."""
    with timed(FACTS, now=now):
        known = dict(_answer(KNOWN))
        lacking = {slug: counts for slug, *counts in _answer(LACKING)}
        facts = [
            FactFigure(
                attribute_id=key,
                known_count=known.get(slug, 0),
                missing_count=lacking.get(slug, (0, 0))[0],
                outdated_count=lacking.get(slug, (0, 0))[1],
                counted_at=now,
            )
            for key, slug in Attribute.objects.order_by("pk").values_list("pk", "slug")
        ]
        sources = [
            SourceFigure(
                source_id=source, customer_count=count, completeness=completeness, counted_at=now
            )
            for source, count, completeness in sorted(_answer(SOURCES))
        ]
        _keep(facts, sources, now)


def _answer(question: str) -> list[tuple[Any, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        # Room to hash a million customers by what they lack.
        cursor.execute("SELECT set_config('work_mem', '256MB', true)")
        cursor.execute(question)
        return list(cursor.fetchall())


@transaction.atomic
def _keep(facts: list[FactFigure], sources: list[SourceFigure], now: datetime) -> None:
    """Write the counts over those of the last time; a source that nobody stands in any longer has none."""
    FactFigure.objects.bulk_create(
        facts,
        update_conflicts=True,
        unique_fields=["attribute"],
        update_fields=["known_count", "missing_count", "outdated_count", "counted_at"],
    )
    SourceFigure.objects.bulk_create(
        sources,
        update_conflicts=True,
        unique_fields=["source"],
        update_fields=["customer_count", "completeness", "counted_at"],
    )
    SourceFigure.objects.filter(counted_at__lt=now).delete()


def keep_facts_counted(*, now: datetime) -> None:
    """Take the counts anew, unless the last time was so long that they rest."""
    if is_due(FACTS, now=now):
        count_facts(now=now)
