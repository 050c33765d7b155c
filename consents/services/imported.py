"""Consents that arrive in files: set-based, and only ever as strict as the law allows (law 3).

A no lowers what stands, dated or not. A yes counts only with its own time and origin and when nothing newer stands
against it; any other yes becomes "asked", and nothing at all where a decision stands already.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from config.lib.actor import Actor, actor_columns
from consents.selectors.purposes import lineages
from consents.services.said import forget_run, keep_what_was_said
from profiles.models import Source
from profiles.selectors import get_company

INCOMING = """
CREATE TEMPORARY TABLE IF NOT EXISTS incoming_decision (
    row_no int, customer uuid NOT NULL, purpose text NOT NULL, channel text NOT NULL, contact_kind text NOT NULL,
    normalised text NOT NULL, says text NOT NULL CHECK (says IN ('yes', 'no', 'asked')),
    occurred_at timestamptz, origin text NOT NULL
) ON COMMIT DROP
"""

LINEAGE = "CREATE TEMPORARY TABLE purpose_above (purpose text, above text) ON COMMIT DROP"

SUBJECTS = """
INSERT INTO consents_subject (uid, customer_id, salt)
SELECT gen_random_uuid(), d.customer, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
FROM (SELECT DISTINCT customer FROM incoming_decision) AS d
WHERE NOT EXISTS (SELECT FROM consents_subject s WHERE s.customer_id = d.customer)
ORDER BY d.customer
"""

# One proposal a key: within a file the strictest word about it counts, then the newest.
PROPOSE = """
CREATE TEMPORARY TABLE proposed_decision ON COMMIT DROP AS
WITH named AS (
    SELECT d.*, s.uid AS subject, CASE WHEN d.normalised = '' THEN ''
           ELSE consents_commitment(s.salt, d.contact_kind, d.normalised) END AS commitment
    FROM incoming_decision d
    JOIN (
        SELECT DISTINCT ON (s.customer_id) s.customer_id, s.uid, s.salt
        FROM consents_subject s
        JOIN (SELECT DISTINCT customer FROM incoming_decision) AS w ON w.customer = s.customer_id
        ORDER BY s.customer_id, s.uid
    ) AS s ON s.customer_id = d.customer
), chosen AS (
    SELECT DISTINCT ON (subject, purpose, channel, commitment) *
    FROM named
    ORDER BY subject, purpose, channel, commitment, array_position(ARRAY['no', 'yes', 'asked'], says),
             occurred_at DESC NULLS LAST
), judged AS (
    SELECT c.*, p.state AS present, p.occurred_at AS present_at,
           c.says = 'yes' AND c.occurred_at IS NOT NULL AND c.occurred_at <= %(now)s AND c.origin <> ''
               AND (p.occurred_at IS NULL OR c.occurred_at > p.occurred_at)
               AND NOT EXISTS (
                   SELECT FROM consents_decisionstate n JOIN purpose_above l ON l.above = n.purpose
                   WHERE n.subject = c.subject AND l.purpose = c.purpose AND n.channel IN ('', c.channel)
                     AND n.commitment IN ('', c.commitment) AND n.state IN ('withdrawn', 'revoked', 'refused')
                     AND n.occurred_at >= c.occurred_at) AS is_proven
    FROM chosen c
    LEFT JOIN consents_decisionstate p USING (subject, purpose, channel, commitment)
)
SELECT j.*, CASE
    WHEN says = 'no' AND present IN ('withdrawn', 'revoked', 'refused') THEN 'kept'
    WHEN says = 'no' AND occurred_at < present_at AND present IN ('given', 'renewed') THEN 'kept'
    WHEN says = 'no' AND present IN ('given', 'renewed') THEN 'withdrawn'
    WHEN says = 'no' THEN 'refused'
    WHEN is_proven THEN 'given'
    WHEN present IS NULL THEN 'requested'
    ELSE 'kept' END AS becomes
FROM judged j
"""

WRITE = """
INSERT INTO consents_decision (uid, controller_id, subject, purpose, channel, commitment, state, basis, method, wording,
    language, source, origin, evidence, occurred_at, run_id, canon, hash, actor_kind, actor_id, actor_label)
SELECT gen_random_uuid(), %(controller)s, subject, purpose, channel, commitment, becomes, 'consent', 'import', '', '',
       %(source)s, origin, jsonb_build_object('row', row_no), least(coalesce(occurred_at, %(now)s), %(now)s), %(run)s,
       '', '', %(actor_kind)s, %(actor_id)s, %(actor_label)s
FROM proposed_decision WHERE becomes <> 'kept' ORDER BY row_no
"""

COUNT = """
SELECT becomes, present IN ('withdrawn', 'revoked', 'refused') AND says = 'yes', count(*)
FROM proposed_decision GROUP BY 1, 2
"""

# An imported yes is answered by "invalidated"; an imported no stays: no import and no undo lifts it.
INVALIDATE = """
INSERT INTO consents_decision (uid, controller_id, subject, purpose, channel, commitment, state, basis, method, wording,
    language, source, origin, evidence, occurred_at, caused_by, run_id, canon, hash, actor_kind, actor_id, actor_label)
SELECT gen_random_uuid(), d.controller_id, d.subject, d.purpose, d.channel, d.commitment, 'invalidated', d.basis,
       'import', '', '', d.source, d.origin, '{}', %(now)s, d.uid, d.run_id, '', '',
       %(actor_kind)s, %(actor_id)s, %(actor_label)s
FROM consents_decision d
JOIN consents_decisionstate p ON p.seq = d.seq
WHERE d.run_id = %(run)s AND d.state IN ('given', 'renewed', 'requested')
ORDER BY d.seq LIMIT %(limit)s
"""

NO_OF_RUN = """
SELECT DISTINCT s.customer_id FROM consents_decision d JOIN consents_subject s ON s.uid = d.subject
WHERE d.run_id = %(run)s AND d.state IN ('withdrawn', 'revoked', 'refused')
"""


def make_incoming_table() -> None:
    """Make the transaction's empty table that `record_imported_decisions` reads; must run inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(INCOMING)
        cursor.execute("DELETE FROM incoming_decision")


def record_imported_decisions(
    *, run_id: UUID, source: Source, actor: Actor, now: datetime
) -> dict[str, int]:
    """Write what the rows of `incoming_decision` say into the ledger, in the caller's transaction.

    Return counts: given, requested, refused, withdrawn, kept (nothing new), and barred (a yes that a no outweighs).
    """
    bound: dict[str, Any] = {
        "run": run_id,
        "source": source.slug,
        "controller": get_company().uid,
        "now": now,
        **actor_columns(actor),
    }
    with connection.cursor() as cursor:
        for table in ("purpose_above", "proposed_decision"):
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(LINEAGE)
        cursor.executemany(
            "INSERT INTO purpose_above VALUES (%s, %s)",
            [(slug, above) for slug, line in lineages().items() for above in line],
        )
        cursor.execute("ANALYZE incoming_decision")
        cursor.execute(SUBJECTS)
        cursor.execute(PROPOSE, bound)
        cursor.execute(WRITE, bound)
        keep_what_was_said(cursor, run_id=run_id, source=source, now=now)
        cursor.execute(COUNT)
        counts = dict.fromkeys(("given", "requested", "refused", "withdrawn", "kept", "barred"), 0)
        for becomes, is_barred, count in cursor.fetchall():
            counts["barred" if is_barred else becomes] += count
    return counts


def invalidate_run(*, run_id: UUID, actor: Actor, now: datetime, limit: int) -> int:
    """Answer up to `limit` of a run's standing yeses with "invalidated"; return how many. Call until it is 0."""
    with connection.cursor() as cursor:
        cursor.execute(
            INVALIDATE, {"run": run_id, "now": now, "limit": limit, **actor_columns(actor)}
        )
        count = int(cursor.rowcount)
    if count < limit:
        forget_run(run_id=run_id)
    return count


def customers_with_no_from(*, run_id: UUID) -> list[UUID]:
    """Return the customers who said no in a run's file: those entries stay."""
    with connection.cursor() as cursor:
        cursor.execute(NO_OF_RUN, {"run": run_id})
        return [uid for (uid,) in cursor.fetchall()]
