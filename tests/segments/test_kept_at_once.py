"""A refresh and a recount that keep who is on the stairs of one segment at once: the later waits, and both end well."""

from threading import Event, Thread
from uuid import uuid4

from django.db import connections, transaction

from consents.selectors.staircases import FewOn
from segments.models import StairList
from segments.services.stair_lists import keep_few
from tests.factories import make_company
from tests.segments.factories import make_segment

USES = [("newsletter", "email")]


def keep_one(segment, person):
    """Keep one person on the last stair, in a transaction that the caller ends."""
    keep = keep_few(segment, uses=USES, customers=1_000)
    keep.take(FewOn("newsletter", "email", 4, 4, [person]))


def test_two_counts_of_one_segment_keep_the_later_one(own_database):
    make_company()
    segment = make_segment()
    earlier, later = uuid4(), uuid4()
    begun = Event()

    def count_again():
        try:
            with transaction.atomic():
                begun.set()
                keep_one(segment, later)
        finally:
            connections.close_all()

    other = Thread(target=count_again)
    with transaction.atomic():
        keep_one(segment, earlier)
        other.start()
        begun.wait()
        other.join(timeout=0.5)
    other.join()
    assert StairList.objects.get().customers == [later]
