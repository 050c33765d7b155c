"""Law 1 as a property: the set-based golden record is the one that a plain reading of the rules gives."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from profiles.models import Source
from profiles.services.records import record_values
from tests.factories import NOW, TESTER, make_customer

RANK = {"steward": 10, "survey": 10, "crm": 30, "shop": 40}
statements = st.lists(
    st.tuples(
        st.sampled_from(sorted(RANK)),
        st.integers(0, 5),
        st.dictionaries(
            st.sampled_from(["given_name", "email", "job_title"]),
            st.sampled_from(["a@x.example", "b@x.example", "c@x.example"]),
            min_size=1,
        ),
    ),
    min_size=1,
    max_size=6,
)


def plain_reading(said):
    """Fact by fact: the better rank, then the newer day, then the later record."""
    found: dict = {}
    for position, (source, day, values) in enumerate(said):
        for slug, value in values.items():
            strength = (-RANK[source], day, position)
            if slug not in found or strength > found[slug][0]:
                found[slug] = (strength, value)
    return {slug: value for slug, (_strength, value) in found.items()}


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(said=statements, in_parts=st.booleans())
def test_the_golden_record_follows_the_rules(said, in_parts):
    first, *rest = said
    kari = make_customer(source=first[0], observed_at=NOW + timedelta(days=first[1]), **first[2])
    for number, (source, day, values) in enumerate(rest):
        record_values(
            source=Source.objects.get(slug=source),
            external_id=f"{kari.pk}-{number}",
            values=values,
            observed_at=NOW + timedelta(days=day),
            actor=TESTER,
            now=NOW,
            customer=kari,
        )
    if in_parts:  # dates of their own for single facts send the customer down the other path
        kari.records.update(value_dates={"unrelated": NOW.isoformat()})
        from profiles.services.recompute import recompute_customers

        recompute_customers(uids=[kari.pk], now=NOW)
    kari.refresh_from_db()
    assert kari.attributes == plain_reading(said)
