"""Law 3 as a property: whatever arrives in whatever order, no import raises a consent over the person's later no."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consents.choices import NO, YES
from consents.models import Decision, DecisionState
from consents.services.decisions import DecisionRefusedError
from consents.services.imported import make_incoming_table, record_imported_decisions
from consents.services.verification import verify_ledger
from profiles.models import Source
from tests.factories import NOW, TESTER, make_company, make_customer, make_decision

acts = st.lists(
    st.one_of(
        st.tuples(
            st.just("own"), st.sampled_from(["given", "refused", "withdrawn"]), st.integers(0, 6)
        ),
        st.tuples(
            st.just("file"),
            st.sampled_from(["yes", "no", "asked"]),
            st.one_of(st.none(), st.integers(0, 6)),
        ),
    ),
    max_size=7,
)


def take_in(customer, says, day):
    make_incoming_table()
    at = None if day is None else NOW + timedelta(days=day)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO incoming_decision VALUES (1, %s, 'newsletter', 'email', 'email', 'k@x.example', %s, %s, 'f')",
            [customer.pk, says, at],
        )
    record_imported_decisions(
        run_id=uuid4(),
        source=Source.objects.get(slug="crm"),
        actor=TESTER,
        now=NOW + timedelta(days=9),
    )


@pytest.mark.django_db
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(said=acts)
def test_no_import_lifts_a_later_no(said):
    with transaction.atomic():
        make_company()
        kari = make_customer(email="k@x.example")
        for who, word, day in said:
            if who == "file":
                take_in(kari, word, day)
                continue
            try:
                with transaction.atomic():
                    make_decision(kari, state=word, occurred_at=NOW + timedelta(days=day))
            except DecisionRefusedError:
                assert word == "given"
        ledger = list(Decision.objects.order_by("seq").values_list("state", "occurred_at"))
        present = DecisionState.objects.values_list("state", "occurred_at").first()
        if present and present[0] in YES:
            assert not [at for state, at in ledger if state in NO and at >= present[1]]
        assert verify_ledger().holds
        transaction.set_rollback(True)
