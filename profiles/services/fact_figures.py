"""Count of how many customers each fact is known, missing and outdated, and what each source says: by the timetable.

Three countings, each at its own pace. What the company wants to know is told by the narrow rows alone, in one pass;
facts that are not wanted have to be looked for in every customer, and sources among all records.

The passes are plain questions and the few rows they answer are written afterwards, because PostgreSQL shares the work
of a question among processes, but not that of a statement that writes.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from profiles.choices import AppliesTo, CustomerKind
from profiles.models import Attribute, Customer, FactFigure, SourceFigure
from profiles.services.pace import is_due, timed

KNOWN = """
SELECT key, count(*) FROM profiles_customer CROSS JOIN LATERAL jsonb_object_keys(attributes) AS key GROUP BY key
"""
# Many customers lack the same facts: those who are alike are counted first, and their lists taken apart once. The row
# without a fact counts everybody.
LACKING = """
WITH alike AS (
    SELECT missing, stale, count(*) AS customers FROM profiles_customermetric GROUP BY missing, stale
)
SELECT slug, coalesce(sum(customers) FILTER (WHERE NOT is_old), 0), coalesce(sum(customers) FILTER (WHERE is_old), 0)
FROM (
    SELECT unnest(missing) AS slug, false AS is_old, customers FROM alike
    UNION ALL
    SELECT unnest(stale), true, customers FROM alike
    UNION ALL
    SELECT '', false, customers FROM alike
) AS each_gap GROUP BY slug
"""
# Who is in a source twice counts once.
SOURCES = """
SELECT r.source_id, count(*), coalesce(round(avg(m.completeness)), 0)
FROM (SELECT DISTINCT source_id, customer_id FROM profiles_sourcerecord) AS r
LEFT JOIN profiles_customermetric m ON m.customer_id = r.customer_id
GROUP BY r.source_id
"""
FACTS, OTHER_FACTS, SOURCES_TOLD = "facts", "other facts", "sources"


def count_everything(*, now: datetime) -> None:
    """Take every count anew."""
    for count in _COUNTINGS.values():
        count(now=now)


def keep_counted(*, now: datetime) -> None:
    """Take the counts anew, but those that lately took so long that they rest."""
    for name, count in _COUNTINGS.items():
        if is_due(name, now=now):
            count(now=now)


def count_facts(*, now: datetime) -> None:
    """Take the counts of every wanted fact anew.

    It is known of everybody whom it applies to and who does not lack it, as in the list that the number opens.
    """
    with timed(FACTS, now=now):
        lacking = {slug: counts for slug, *counts in _answer(LACKING)}
        asked = _asked(lacking.get("", (0, 0))[0])
        figures = []
        for key, slug, applies_to in Attribute.objects.wanted().values_list(
            "pk", "slug", "applies_to"
        ):
            missing, outdated = lacking.get(slug, (0, 0))
            known = max(asked[applies_to] - missing, 0)
            figures.append(_figure(key, now, known, missing, outdated))
        _keep_facts(figures)


def count_other_facts(*, now: datetime) -> None:
    """Take the counts of the facts that are not wanted anew: of how many something is known for all that."""
    with timed(OTHER_FACTS, now=now):
        known = dict(_answer(KNOWN))
        wanted = Attribute.objects.wanted().values("pk")
        others = Attribute.objects.exclude(pk__in=wanted).values_list("pk", "slug")
        _keep_facts([_figure(key, now, known.get(slug, 0)) for key, slug in others])


def count_sources(*, now: datetime) -> None:
    """Take every source's counts anew; one that nobody stands in any longer has none."""
    with timed(SOURCES_TOLD, now=now):
        figures = [
            SourceFigure(
                source_id=source, customer_count=count, completeness=completeness, counted_at=now
            )
            for source, count, completeness in sorted(_answer(SOURCES))
        ]
        with transaction.atomic():
            SourceFigure.objects.bulk_create(
                figures,
                update_conflicts=True,
                unique_fields=["source"],
                update_fields=["customer_count", "completeness", "counted_at"],
            )
            SourceFigure.objects.filter(counted_at__lt=now).delete()


_COUNTINGS: Mapping[str, Callable[..., None]] = {
    FACTS: count_facts,
    OTHER_FACTS: count_other_facts,
    SOURCES_TOLD: count_sources,
}


def _asked(everybody: int) -> dict[str, int]:
    """Return of how many customers a fact is asked, by whom it applies to."""
    organisations = Customer.objects.filter(kind=CustomerKind.ORGANISATION).count()
    return {
        AppliesTo.BOTH: everybody,
        AppliesTo.ORGANISATION: organisations,
        # The two are asked one after the other, and an import may bring organisations in between.
        AppliesTo.PERSON: max(everybody - organisations, 0),
    }


def _answer(question: str) -> list[tuple[Any, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        # Room to hash a million customers by what they lack.
        cursor.execute("SELECT set_config('work_mem', '256MB', true)")
        cursor.execute(question)
        return list(cursor.fetchall())


def _figure(key: int, now: datetime, known: int, missing: int = 0, outdated: int = 0) -> FactFigure:
    return FactFigure(
        attribute_id=key,
        known_count=known,
        missing_count=missing,
        outdated_count=outdated,
        counted_at=now,
    )


def _keep_facts(figures: list[FactFigure]) -> None:
    """Write the counts over those of the last time."""
    FactFigure.objects.bulk_create(
        figures,
        update_conflicts=True,
        unique_fields=["attribute"],
        update_fields=["known_count", "missing_count", "outdated_count", "counted_at"],
    )
