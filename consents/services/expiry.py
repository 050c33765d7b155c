"""Consents that have run out become decisions of their own, so that the ledger says when they ended."""

from datetime import datetime
from typing import Any

from django.db import connection

from config.lib.actor import Actor, actor_columns

BATCH = 5_000
EXPIRE = """
INSERT INTO consents_decision (uid, controller_id, subject, purpose, channel, commitment, state, basis, method, wording,
    language, source, origin, evidence, occurred_at, caused_by, canon, hash, actor_kind, actor_id, actor_label)
SELECT gen_random_uuid(), d.controller_id, d.subject, d.purpose, d.channel, d.commitment, 'expired', d.basis, 'system',
       d.wording, d.language, '', '', '{}', p.valid_until, d.uid, '', '',
       %(actor_kind)s, %(actor_id)s, %(actor_label)s
FROM consents_decisionstate p JOIN consents_decision d ON d.seq = p.seq
WHERE p.state IN ('given', 'renewed') AND p.valid_until <= %(now)s
ORDER BY p.valid_until LIMIT %(limit)s
"""


def expire_consents(*, now: datetime) -> int:
    """Write "expired" for up to one batch of consents that have run out; return how many. Call until it is 0."""
    bound: dict[str, Any] = {
        "now": now,
        "limit": BATCH,
        **actor_columns(Actor.system("expire_consents")),
    }
    with connection.cursor() as cursor:
        cursor.execute(EXPIRE, bound)
        return int(cursor.rowcount)
