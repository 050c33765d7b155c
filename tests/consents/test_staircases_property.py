"""However people stand, the counts of all staircases in one pass are those of each staircase asked step by step."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consents.choices import Channel, PurposeKind, State
from consents.models import PurposeBasis
from consents.selectors import (
    between_levels,
    levels_of,
    purposes,
    reach_steps,
    reached_points,
    staircase_counts,
)
from consents.selectors.staircases import STAIRS, FewOn, Keep
from consents.services.decisions import DecisionRefusedError
from profiles.models import ContactPoint, Customer, CustomerMetric, Protection, Source
from surveys.models import Mail
from tests.factories import NOW, make_company, make_customer, make_decision

DAY = timedelta(days=1)
LATER = NOW + 9 * DAY

points = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["email", "phone", "postal"]),
        "given_at_sale": st.booleans(),
        "is_preferred": st.booleans(),
        "valid_until": st.sampled_from([None, None, None, NOW]),
        "bounced_at": st.sampled_from([None, None, None, NOW]),
    }
)
decisions = st.fixed_dictionaries(
    {
        "purpose": st.sampled_from(["marketing", "newsletter", "newsletter", "offers", "service"]),
        "channel": st.sampled_from(["", "email", "email", "sms", "post"]),
        "state": st.sampled_from([State.GIVEN, State.GIVEN, State.REFUSED, State.WITHDRAWN]),
        "everywhere": st.booleans(),
        "occurred_at": st.integers(0, 6).map(lambda day: NOW + day * DAY),
        "valid_until": st.sampled_from([None, None, NOW + 8 * DAY, NOW + 20 * DAY]),
    }
)
people = st.fixed_dictionaries(
    {
        "country": st.sampled_from(["", "NO", "FI", "DE"]),
        "purchase_count": st.sampled_from([0, 2]),
        "restricted_at": st.sampled_from([None, None, None, NOW]),
        "protection": st.sampled_from(["", "", "", "deceased"]),
        "mails": st.sampled_from([0, 0, 2, 3]),
        "points": st.lists(points, min_size=1, max_size=4),
        "decisions": st.lists(decisions, max_size=4),
    }
)
asked_uses = st.tuples(
    st.sampled_from(["marketing", "newsletter", "newsletter", "offers", "service"]),
    st.sampled_from(["email", "email", "sms", "phone", "post"]),
)


def make_person(said):
    customer = make_customer(given_name="Kari")
    Customer.objects.filter(pk=customer.pk).update(
        country=said["country"], restricted_at=said["restricted_at"]
    )
    CustomerMetric.objects.filter(customer=customer).update(purchase_count=said["purchase_count"])
    source = Source.objects.get(slug="crm")
    for point in said["points"]:
        address = f"{uuid4()}@post.example"
        ContactPoint.objects.create(
            customer=customer, source=source, raw=address, normalised=address, **point
        )
    if said["protection"]:
        Protection.objects.create(
            customer=customer, kind=said["protection"], actor_kind="steward", actor_id="1"
        )
    for decision in said["decisions"]:
        until = decision["valid_until"] if decision["state"] == State.GIVEN else None
        with suppress(DecisionRefusedError), transaction.atomic():
            make_decision(customer, **{**decision, "valid_until": until})
    Mail.objects.bulk_create(
        Mail(customer=customer, state="sent", sent_at=NOW) for _mail in range(said["mails"])
    )


def step_by_step(customers, purpose, channel):
    steps = reach_steps(customers, purpose=purpose, channel=channel, now=LATER)
    return [step.customers.count() for step in steps[1:]]


def levels_one_by_one(customers, purpose, channel):
    steps = reach_steps(customers, purpose=purpose, channel=channel, now=LATER)
    found = Counter(
        uid for step in steps[1:] for uid in step.customers.values_list("pk", flat=True)
    )
    return {uid: found[uid] for uid in customers.values_list("pk", flat=True)}


def levels_in_one_pass(customers, purpose, channel):
    """Return where each one's last step is, as the lists of many ask it."""
    return {
        uid: level
        for level in range(5)
        for uid in between_levels(
            customers, purpose=purpose, channel=channel, lowest=level, highest=level, now=LATER
        ).values_list("pk", flat=True)
    }


def told_by_name(few, purpose, channel):
    """Return who is on each stair of one staircase, as it is told while all are counted."""
    mine = [each for each in few if (each.purpose, each.channel) == (purpose, channel)]
    return {(each.lowest, each.highest): each.customers for each in mine}


def by_name(levels):
    """Return who should be on each stair, in the order of names."""
    found = {}
    for low, high in STAIRS:
        on_it = Customer.objects.filter(
            pk__in=[uid for uid, level in levels.items() if low <= level <= high]
        )
        if on_it:
            found[low, high] = list(on_it.order_by("sort_key", "uid").values_list("pk", flat=True))
    return found


def all_at_once(customers, purpose, channel):
    reached = reached_points(customers, purpose=purpose, channel=channel, now=LATER)
    sql, params = reached.rows.values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {reached.clause} {sql}", [*reached.params, *params])
        return len(cursor.fetchall())


@pytest.mark.django_db
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    said=st.lists(people, min_size=1, max_size=4),
    left_out=st.booleans(),
    asked=st.sets(asked_uses, min_size=3, max_size=3),
)
def test_the_counts_agree(said, left_out, asked):
    with transaction.atomic():
        make_company(default_country="FI")
        PurposeBasis.objects.filter(purpose__slug="offers", basis="consent").update(country="FI")
        for each in said:
            make_person(each)
        everybody = Customer.objects.all()
        customers = everybody.exclude(pk=everybody.first().pk) if left_out else everybody
        every = [
            (each.slug, channel) for each in purposes(PurposeKind.CONTACT) for channel in Channel
        ]
        few: list[FewOn] = []
        counts = staircase_counts(
            customers, uses=every, now=LATER, keep=Keep(customers.count(), 9, few.append)
        )
        assert len(counts) == len(every)
        assert [counts[use] for use in asked] == [step_by_step(customers, *use) for use in asked]
        assert [counts[use][-1] for use in asked] == [all_at_once(customers, *use) for use in asked]
        for use in asked:
            levels = levels_one_by_one(customers, *use)
            purpose, channel = use
            assert told_by_name(few, *use) == by_name(levels)
            assert levels_in_one_pass(customers, *use) == levels
            assert levels_of(list(levels), purpose=purpose, channel=channel, now=LATER) == levels
        transaction.set_rollback(True)
