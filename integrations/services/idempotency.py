"""A call with an Idempotency-Key is done once: key, effect and answer are one transaction.

1. The key is inserted. A second call with it waits here for the first one, at most `LONGEST_WAIT`.
2. Where it stood already, the call is compared: the same gets the stored answer, another is refused.
3. The effect happens; its answer is stored. What fails, or answers with an error, rolls all of it back, so that the
   same call can be tried again.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import OperationalError, connection, transaction
from rest_framework.response import Response

from config.lib.rest.caller import Act
from config.lib.rest.problems import BusyProblem, KeyReusedProblem
from integrations.models import IdempotencyKey

LONGEST_WAIT = "10s"
KEPT = timedelta(days=7)
_LOCK_NOT_AVAILABLE = "55P03"
_KEPT_HEADERS = ("Location", "ETag")

CLAIM = """
INSERT INTO integrations_idempotencykey (key_id, token, fingerprint, headers, created_at)
VALUES (%s, %s, %s, '{}', statement_timestamp()) ON CONFLICT (key_id, token) DO NOTHING
"""


def perform_once(*, key_id: UUID, token: str, fingerprint: str, act: Act) -> Response:
    """Act, or answer as before; raise KeyReusedProblem for another call, BusyProblem after waiting too long."""
    with transaction.atomic():
        if not _claim(key_id, token, fingerprint):
            return _replay(key_id, token, fingerprint)
        answer = act()
        IdempotencyKey.objects.filter(key_id=key_id, token=token).update(
            status=answer.status_code,
            headers={name: answer[name] for name in _KEPT_HEADERS if name in answer},
            body=answer.data,
        )
    return answer


def forget_old_keys(*, now: datetime) -> int:
    """Remove the answers that are older than a week; return how many."""
    removed, _by_model = IdempotencyKey.objects.filter(created_at__lt=now - KEPT).delete()
    return removed


def _claim(key_id: UUID, token: str, fingerprint: str) -> bool:
    """Insert the key; say whether it is new. The wait for whoever inserts it too is capped."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LONGEST_WAIT])
            cursor.execute(CLAIM, [key_id, token, fingerprint])
            is_new = bool(cursor.rowcount)
            cursor.execute("SET LOCAL lock_timeout = DEFAULT")
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") == _LOCK_NOT_AVAILABLE:
            raise BusyProblem(wait=1) from error
        raise
    return is_new


def _replay(key_id: UUID, token: str, fingerprint: str) -> Response:
    """Return the stored answer to the same call."""
    kept = IdempotencyKey.objects.get(key_id=key_id, token=token)
    if kept.fingerprint != fingerprint:
        raise KeyReusedProblem
    answer = Response(kept.body, status=kept.status)
    for name, value in kept.headers.items():
        answer[name] = value
    answer["Idempotency-Replayed"] = "true"
    return answer
