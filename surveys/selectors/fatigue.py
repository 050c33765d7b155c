"""Who has been written to often enough for now (law 5, "not fatigued")."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from consents.choices import Channel
from surveys.choices import MailState
from surveys.models import Mail

MOST_MAILS = 3
IN_DAYS = 30


def mailed_enough(channel: str, now: datetime) -> Q:
    """Return the condition on customers who got three mails of ours in thirty days; other channels are not ours."""
    if channel != Channel.EMAIL:
        return Q(pk__in=[])
    since = now - timedelta(days=IN_DAYS)
    sent = Mail.objects.filter(customer=OuterRef("pk"), state=MailState.SENT, sent_at__gt=since)
    third = sent.order_by("-created_at")[MOST_MAILS - 1 : MOST_MAILS]
    return Q(Exists(third))
