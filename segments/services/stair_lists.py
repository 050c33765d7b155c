"""Who is on a stair is kept beside the number, where they are few of all (law 8)."""

from collections.abc import Sequence

from consents.selectors.staircases import STAIRS, FewOn, Keep, Stair
from segments.models import Segment, StairList
from segments.selectors.walking import few_of
from segments.services.locks import lock_stairs


def keep_few(
    segment: Segment | None,
    *,
    uses: Sequence[tuple[str, str]],
    customers: int,
    stairs: Sequence[Stair] = STAIRS,
) -> Keep:
    """Forget who was on the stairs of these staircases, and return what keeps those who are counted now.

    Call it in the transaction that counts: until its end the lists of before are read, and another count waits.
    """
    lock_stairs(segment.pk if segment else 0)
    before = StairList.objects.filter(segment=segment, purpose__in={purpose for purpose, _ in uses})
    before.filter(channel__in={channel for _, channel in uses}).delete()

    def take(few: FewOn) -> None:
        StairList.objects.create(
            segment=segment,
            purpose=few.purpose,
            channel=few.channel,
            lowest=few.lowest,
            highest=few.highest,
            customers=few.customers,
        )

    return Keep(customers, few_of(customers), take, stairs)
