"""Who received which customers' data (articles 15 and 19)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from config.lib.actor import Actor, actor_columns
from consents.models import DisclosedCustomer, Disclosure
from profiles.models import Customer

FROM_TABLE = """
INSERT INTO consents_disclosedcustomer (disclosure_id, customer_uid, basis)
SELECT %s, customer_uid, basis FROM disclosed_now ORDER BY customer_uid
"""


def make_disclosed_table() -> None:
    """Make the transaction's empty table disclosed_now(customer_uid, basis), for hand-overs of any size."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE IF NOT EXISTS disclosed_now (customer_uid uuid, basis text) ON COMMIT DROP"
        )
        cursor.execute("DELETE FROM disclosed_now")


def record_disclosure(  # noqa: PLR0913 - to whom, for what, how, which facts, whom, by whom, when
    *,
    recipient: str,
    purpose: str,
    channel: str,
    reference: str,
    slugs: Sequence[str],
    actor: Actor,
    now: datetime,
    customers: QuerySet[Customer] | None = None,
) -> UUID:
    """Write one hand-over and whom it was about; return its id.

    The customers are those of the queryset, or else the rows of `disclosed_now`. Runs in the caller's transaction.
    """
    disclosure = Disclosure.objects.create(
        recipient=recipient,
        purpose=purpose,
        channel=channel,
        reference=reference,
        slugs=list(slugs),
        customer_count=0,
        made_at=now,
        **actor_columns(actor),
    )
    if customers is None:
        with connection.cursor() as cursor:
            cursor.execute(FROM_TABLE, [disclosure.pk])
            disclosure.customer_count = cursor.rowcount
    else:
        rows = (
            DisclosedCustomer(disclosure=disclosure, customer_uid=uid)
            for uid in customers.values_list("pk", flat=True).iterator()
        )
        disclosure.customer_count = len(
            DisclosedCustomer.objects.bulk_create(rows, batch_size=5_000)
        )
    disclosure.save(update_fields=["customer_count"])
    return disclosure.pk
