"""The one row between a customer and the ledger, with the salt that names contact points there."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import connection
from django.db.models import Model

from consents.models import Subject

MAKE = """
INSERT INTO consents_subject (uid, customer_id, salt)
SELECT gen_random_uuid(), c.uid, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
FROM profiles_customer c
WHERE c.uid = ANY(%(uids)s) AND NOT EXISTS (SELECT FROM consents_subject s WHERE s.customer_id = c.uid)
ORDER BY c.uid
"""

# A merged customer has several; new decisions go to the one that comes first, whichever purpose they are about.
FIRST = """
SELECT DISTINCT ON (customer_id) customer_id, uid FROM consents_subject
WHERE customer_id = ANY(%(uids)s) ORDER BY customer_id, uid
"""

NAME = """
SELECT p.id, consents_commitment(s.salt, p.kind, p.normalised)
FROM profiles_contactpoint p JOIN consents_subject s ON s.uid = ANY(%(subjects)s) AND s.customer_id = p.customer_id
WHERE p.id = ANY(%(points)s)
"""


def subjects_of(uids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return the ledger's name of each customer, made where it is missing, in the caller's transaction.

    Customers are locked in key order first, so that two first decisions at once make one subject.
    """
    bound = {"uids": sorted(uids)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM profiles_customer WHERE uid = ANY(%(uids)s) ORDER BY uid FOR NO KEY UPDATE",
            bound,
        )
        cursor.execute(MAKE, bound)
        cursor.execute(FIRST, bound)
        return dict(cursor.fetchall())


def commitments_of(points: Mapping[int, UUID], subjects: Mapping[UUID, UUID]) -> dict[int, str]:
    """Return the ledger's name of each contact point; a point of somebody else is left out."""
    with connection.cursor() as cursor:
        cursor.execute(NAME, {"points": list(points), "subjects": list(subjects.values())})
        return dict(cursor.fetchall())


def rows_that_follow() -> tuple[type[Model], ...]:
    """Return what this room hangs on a customer that follows from records alone, for whoever removes an empty one."""
    return (Subject,)
