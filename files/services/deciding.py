"""What would happen to every row of a file, worked out before anything is written.

The whole file is staged, outcomes and differences are computed, and nothing but the plan is kept. Every row ends in
exactly one outcome, and the sum of the outcomes is the file.
"""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from files.choices import FileKind, Outcome
from files.mapping.mapping import Mapping
from files.models import ImportRun
from files.services.columns import mapped_facts
from files.services.effects import describe_samples
from files.services.event_deciding import plan_events
from files.services.matching import match_rows
from profiles.models import RecordChange

# What the record would say: facts of the file's columns as the row gives them, all others as before. A cell that was
# not understood says nothing, so its fact stays.
SAYS = """((r.values - (SELECT coalesce(array_agg(f), ARRAY[]::text[]) FROM unnest(%(facts)s::text[]) f
    WHERE NOT f = ANY(s.kept))) || s.values)"""

PLAN = f"""
INSERT INTO files_plannedrow (run_id, row_no, outcome, reason, customer, is_new_customer, rivals, head, event_key)
SELECT %(run)s, f.row_no, 'refused', f.problem, NULL::uuid, false, '{{}}'::uuid[], NULL::int, ''
FROM staged_fact f WHERE f.problem <> ''
UNION ALL
SELECT %(run)s, f.row_no, 'repeated', replace(%(repeated)s, '{{row}}', f.last_row::text), l.customer, false,
       '{{}}'::uuid[], f.last_row, ''
FROM staged_fact f JOIN live_row l ON l.row_no = f.last_row
WHERE f.problem = '' AND f.row_no <> f.last_row
UNION ALL
SELECT %(run)s, l.row_no,
       CASE WHEN c.restricted_at IS NOT NULL THEN 'blocked'
            WHEN cardinality(l.rivals) > 0 THEN 'review'
            WHEN l.is_new AND l.matched_by = '' THEN 'created'
            WHEN s.stands THEN 'unchanged'
            WHEN r.id IS NULL THEN 'updated'
            WHEN s.observed_at < r.observed_at THEN 'unchanged'
            WHEN r.values = {SAYS} THEN 'unchanged'
            ELSE 'updated' END,
       CASE WHEN c.restricted_at IS NOT NULL THEN %(restricted)s
            WHEN cardinality(l.rivals) > 0 THEN %(rivals)s
            WHEN l.matched_by = 'row' THEN replace(%(joined)s, '{{row}}', l.joins_row::text)
            WHEN l.matched_by = 'contact' THEN %(contact)s
            WHEN NOT s.stands AND s.observed_at < r.observed_at AND r.values <> {SAYS} THEN %(older)s
            ELSE '' END,
       l.customer, l.is_new, l.rivals, NULL::int, ''
FROM live_row l
JOIN files_stagedrow s ON s.run_id = %(run)s AND s.row_no = l.row_no
LEFT JOIN profiles_customer c ON c.uid = l.customer AND NOT l.is_new
LEFT JOIN profiles_sourcerecord r ON r.id = l.record_id
"""  # noqa: S608 - a constant inside a constant

# Which facts of known records would become another: how many are new, changed or taken back.
DIFFERENCES = f"""
SELECT x.fact, count(*) FILTER (WHERE NOT d.before ? x.fact),
       count(*) FILTER (WHERE d.before ? x.fact AND d.after ? x.fact), count(*) FILTER (WHERE NOT d.after ? x.fact)
FROM files_plannedrow p
JOIN files_stagedrow s ON s.run_id = p.run_id AND s.row_no = p.row_no
JOIN profiles_sourcerecord r ON r.source_id = %(source)s AND r.external_id = s.external_id
CROSS JOIN LATERAL (SELECT r.values AS before, {SAYS} AS after) AS d
CROSS JOIN LATERAL (
    SELECT k AS fact FROM jsonb_object_keys(d.before || d.after) k WHERE d.before -> k IS DISTINCT FROM d.after -> k
) AS x
WHERE p.run_id = %(run)s AND p.outcome = 'updated'
GROUP BY 1 ORDER BY 1
"""  # noqa: S608
COUNTS = "SELECT outcome, count(*) FROM files_plannedrow WHERE run_id = %(run)s GROUP BY 1"
NEW_CUSTOMERS = """
SELECT count(DISTINCT customer) FROM files_plannedrow
WHERE run_id = %(run)s AND is_new_customer AND outcome IN ('created', 'updated', 'review')
"""
CONSENTS = """
SELECT c.purpose, c.channel, c.says, count(*)
FROM files_stagedrow s JOIN files_plannedrow p ON p.run_id = s.run_id AND p.row_no = s.row_no
CROSS JOIN LATERAL jsonb_to_recordset(s.consents) AS c(purpose text, channel text, says text)
WHERE s.run_id = %(run)s AND s.consents IS NOT NULL AND p.outcome NOT IN ('refused', 'repeated')
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


@transaction.atomic
def decide(*, run: ImportRun, now: datetime) -> None:
    """Plan every row of a staged run anew and keep counts, differences and samples with the run."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE files_stagedrow (run_id, row_no, external_id, consents, problem)")
    if run.kind == FileKind.EVENTS:
        plan_events(run)
    else:
        plan_customers(run)
    run.counts = count_outcomes(run)
    run.row_count = sum(run.counts.values())
    run.summary = {**run.summary, **_summary(run), "journal": newest_change()}
    facts = mapped_facts(Mapping.from_json(run.mapping))
    run.summary["samples"] = describe_samples(run, now=now, facts=facts)
    run.decided_at = now
    ImportRun.objects.filter(pk=run.pk).update(
        counts=run.counts, row_count=run.row_count, summary=run.summary, decided_at=now
    )


def plan_customers(run: ImportRun) -> None:
    """Write the plan of a customer file."""
    match_rows(run)
    run.planned.all()._raw_delete(run.planned.db)  # noqa: SLF001 - no other table hangs on plans
    with connection.cursor() as cursor:
        cursor.execute(PLAN, plan_bounds(run))
        cursor.execute("ANALYZE files_plannedrow (run_id, row_no, outcome, customer, head)")


def plan_bounds(run: ImportRun) -> dict[str, Any]:
    """Return what the statements over the plan are bound to."""
    return {
        "run": run.pk,
        "source": run.source_id,
        "facts": mapped_facts(Mapping.from_json(run.mapping)),
        "repeated": _("The same id stands again in row {row}, which counts."),
        "restricted": _("The use of this customer's data is restricted, so nothing is changed."),
        "rivals": _(
            "Shares a contact detail with another customer, but the name or birth date differs or several fit: "
            "taken in as a customer of their own, for somebody to look at."
        ),
        "joined": _("The same customer as row {row}."),
        "contact": _("Recognised by e-mail address or telephone number."),
        "older": _("What we have from this source is newer."),
    }


def needs_deciding_again(run: ImportRun) -> bool:
    """Return whether anything was written since the plan was made."""
    return bool(run.summary.get("journal") != newest_change())


def newest_change() -> int:
    """Return the newest entry of the journal: every write of a record moves it."""
    newest: int | None = RecordChange.objects.aggregate(last=Max("pk"))["last"]
    return newest or 0


def count_outcomes(run: ImportRun) -> dict[str, int]:
    """Return how many rows of the plan end in each outcome, all outcomes named."""
    counts = dict.fromkeys(Outcome.values, 0)
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, {"run": run.pk})
        counts.update(cursor.fetchall())
    return counts


def _summary(run: ImportRun) -> dict[str, Any]:
    """Return the figures beside the outcomes."""
    bound = plan_bounds(run)
    with connection.cursor() as cursor:
        cursor.execute(NEW_CUSTOMERS, bound)
        summary: dict[str, Any] = {"new_customers": cursor.fetchone()[0]}
        if run.kind == FileKind.EVENTS:
            return summary
        cursor.execute(DIFFERENCES, bound)
        summary["facts"] = {
            fact: {"new": new, "changed": changed, "gone": gone}
            for fact, new, changed, gone in cursor.fetchall()
        }
        cursor.execute(CONSENTS, bound)
        summary["consents"] = [
            {"purpose": purpose, "channel": channel, "says": says, "rows": rows}
            for purpose, channel, says, rows in cursor.fetchall()
        ]
    return summary
