"""What would happen to every row of an activity file: whose it is, whether it is known, which rows are one purchase.

An activity is known by (source, key). A row without a key of its own gets one from all that it says and its occurrence
number within the file, so that the same file again adds nothing and two equal purchases stay two. Rows
of one key that name products are the lines of one purchase; without products the later row counts.
"""

from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from files.models import ImportRun
from files.services.matching import drop_tables

TABLES = ("event_owner", "event_row", "event_said")

# Whose: the source's own id; else the one customer who has the e-mail address; else a customer known only by that id.
OWNERS = """
CREATE TEMPORARY TABLE event_owner ON COMMIT DROP AS
SELECT w.external_id, coalesce(r.customer_id, found.customer, gen_random_uuid()) AS customer,
       r.id IS NULL AND found.customer IS NULL AS is_new
FROM (
    SELECT external_id, min(keys[1]) AS key FROM files_stagedrow
    WHERE run_id = %(run)s AND problem = '' GROUP BY external_id
) AS w
LEFT JOIN profiles_sourcerecord r ON r.source_id = %(source)s AND r.external_id = w.external_id
LEFT JOIN LATERAL (
    SELECT (array_agg(customer_id))[1] AS customer FROM (
        SELECT p.customer_id FROM profiles_contactpoint p
        WHERE r.id IS NULL AND p.kind = 'email' AND p.normalised = substr(w.key, 7) AND p.valid_until IS NULL LIMIT 2
    ) AS two HAVING count(*) = 1
) AS found ON true
"""

ROWS = """
CREATE TEMPORARY TABLE event_row ON COMMIT DROP AS
SELECT row_no, external_id, event, event_key AS own_key,
       CASE WHEN event_key = '' THEN 'row:' || left(digest, 40) || '#'
            || row_number() OVER (PARTITION BY event_key, digest ORDER BY row_no)
            ELSE event_key END AS key,
       CASE WHEN event_key = '' THEN row_no
            WHEN bool_or(event ? 'product') OVER (PARTITION BY event_key)
            THEN max(row_no) OVER (PARTITION BY event_key, digest)
            ELSE max(row_no) OVER (PARTITION BY event_key) END AS counts_as
FROM (
    SELECT row_no, external_id, event, event_key,
           encode(sha256(convert_to(external_id || event::text, 'UTF8')), 'hex') AS digest
    FROM files_stagedrow WHERE run_id = %(run)s AND problem = ''
) AS s
"""

# One activity a key, from its rows: what the first says, and the sums of its lines.
SAID = """
CREATE TEMPORARY TABLE event_said ON COMMIT DROP AS
SELECT key, min(row_no) AS head, count(*) AS row_count,
       (array_agg(external_id ORDER BY row_no))[1] AS external_id,
       (array_agg(event ORDER BY row_no))[1] AS first,
       round(sum((event ->> 'amount')::numeric), 2) AS amount,
       round(sum((event ->> 'quantity')::numeric), 2) AS quantity,
       jsonb_agg(event -> 'product' ORDER BY row_no) FILTER (WHERE event ? 'product') AS products
FROM event_row WHERE row_no = counts_as GROUP BY key
"""

PLAN = """
INSERT INTO files_plannedrow (run_id, row_no, outcome, reason, customer, is_new_customer, rivals, head, event_key)
SELECT run_id, row_no, 'refused', problem, NULL::uuid, false, '{}'::uuid[], NULL::int, ''
FROM files_stagedrow WHERE run_id = %(run)s AND problem <> ''
UNION ALL
SELECT %(run)s, row_no, 'repeated', replace(%(repeated)s, '{row}', counts_as::text), NULL::uuid, false, '{}'::uuid[],
       NULL::int, ''
FROM event_row WHERE row_no <> counts_as
UNION ALL
SELECT %(run)s, r.row_no, d.outcome, CASE WHEN d.outcome = 'blocked' THEN %(restricted)s ELSE '' END, o.customer,
       o.is_new, '{}', CASE WHEN s.row_count > 1 THEN s.head END, s.key
FROM event_said s
JOIN event_row r ON r.key = s.key AND r.row_no = r.counts_as
JOIN event_owner o ON o.external_id = s.external_id
LEFT JOIN profiles_customer c ON c.uid = o.customer
LEFT JOIN profiles_event e ON e.source_id = %(source)s AND e.event_key = s.key
LEFT JOIN profiles_campaign g ON g.id = e.campaign_id
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN c.restricted_at IS NOT NULL THEN 'blocked'
        WHEN e.id IS NULL THEN 'created'
        WHEN (e.kind, e.occurred_at, e.channel, e.currency, coalesce(g.code, ''))
             = (s.first ->> 'kind', (s.first ->> 'at')::timestamptz, coalesce(s.first ->> 'channel', ''),
                coalesce(s.first ->> 'currency', ''), coalesce(s.first ->> 'campaign', ''))
             AND (e.amount, e.quantity) IS NOT DISTINCT FROM (s.amount, s.quantity)
             AND s.products IS NOT DISTINCT FROM (
                 SELECT jsonb_agg(p.code ORDER BY l.position)
                 FROM profiles_eventline l JOIN profiles_product p ON p.id = l.product_id WHERE l.event_id = e.id)
        THEN 'unchanged' ELSE 'updated' END AS outcome
) AS d
"""


def plan_events(run: ImportRun) -> None:
    """Write the plan of an activity file, in the caller's transaction."""
    bound: dict[str, Any] = {
        "run": run.pk,
        "source": run.source_id,
        "repeated": _("The same activity stands again in row {row}, which counts."),
        "restricted": _("The use of this customer's data is restricted, so nothing is changed."),
    }
    run.planned.all()._raw_delete(run.planned.db)  # noqa: SLF001 - no other table hangs on plans
    with connection.cursor() as cursor:
        drop_tables(cursor, TABLES)
        cursor.execute(OWNERS, bound)
        cursor.execute(ROWS, bound)
        cursor.execute("ANALYZE event_row")
        cursor.execute(SAID, bound)
        cursor.execute("ANALYZE event_said")
        cursor.execute("ANALYZE event_owner")
        cursor.execute(PLAN, bound)
        cursor.execute("ANALYZE files_plannedrow")
