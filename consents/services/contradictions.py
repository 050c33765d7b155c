"""Consents that a file claims and a no outweighs: one pass over the noes, by their index."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper
from django.db.models import Max

from consents.models import Decision, SaidYes
from consents.selectors.purposes import lineages

KIND = "consent"
LINEAGE = "CREATE TEMPORARY TABLE no_above (purpose text, above text) ON COMMIT DROP"
# The scope names both sides: who calls them subscribed, and whose no it is ('' where the person gave it here).
# A no said by the same source is its own correction; a yes that counts today is no contradiction.
FIND = """
INSERT INTO found_contradiction (kind, scope, customer_id)
SELECT DISTINCT 'consent', ys.slug || '>' || d.source, s.customer_id
FROM consents_decisionstate n
JOIN consents_decision d ON d.seq = n.seq
JOIN no_above l ON l.above = n.purpose
JOIN consents_saidyes y ON y.subject_id = n.subject AND y.purpose = l.purpose
    AND n.channel IN ('', y.channel) AND n.commitment IN ('', y.commitment)
JOIN profiles_source ys ON ys.id = y.source_id
JOIN consents_subject s ON s.uid = n.subject
WHERE n.state IN ('withdrawn', 'revoked', 'refused') AND d.source <> ys.slug AND NOT EXISTS (
    SELECT FROM consents_decisionstate c
    WHERE c.subject = y.subject_id AND c.purpose = y.purpose AND c.channel = y.channel
      AND c.commitment = y.commitment AND c.state IN ('given', 'renewed')
      AND c.occurred_at > n.occurred_at)
"""


def find_contradicted_consents(cursor: CursorWrapper, now: datetime) -> None:
    """Add whoever some source calls subscribed, although they said no elsewhere."""
    del now
    cursor.execute(LINEAGE)
    cursor.executemany(
        "INSERT INTO no_above VALUES (%s, %s)",
        [(slug, above) for slug, line in lineages().items() for above in line],
    )
    cursor.execute(FIND)
    cursor.execute("DROP TABLE no_above")


def newest_words() -> Collection[Any]:
    """Return what says whether anything was said about consent since."""
    return (
        Decision.objects.aggregate(newest=Max("seq"))["newest"],
        SaidYes.objects.aggregate(newest=Max("pk"))["newest"],
    )
