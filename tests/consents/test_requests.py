"""Privacy requests: their clock, their steps, who must be known, and what is kept of each change."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from consents.models import DecisionState, RequestChange, SubjectRequest
from consents.selectors.requests import asked_by, is_late, requests_of, requests_standing
from consents.services.request_intake import Asked, ask_through_link, register_request
from consents.services.request_steps import RequestError
from consents.services.requests import (
    close_request,
    correct_request,
    extend_request,
    forget_old_requests,
    identify_request,
    link_request,
    record_objection,
    refuse_request,
    reopen_request,
)
from profiles.models import Customer, RetiredId
from tests.factories import NOW, TESTER, make_colleague, make_customer, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
LATER = datetime(2026, 3, 10, 9, tzinfo=UTC)
TOO_LATE = datetime(2026, 4, 2, 9, tzinfo=UTC)


@pytest.fixture
def kari():
    make_source()
    return make_customer(given_name="Kari", family_name="Nordmann", email="kari@fjell.example")


def register(customer=None, right="access", **told):
    """Register a request of 1 March 2026, a Sunday; its month ends on 1 April."""
    asked = Asked(
        **{
            "right": right,
            "channel": "email",
            "received_on": date(2026, 3, 1),
            "customer": customer,
            "asker_name": "" if customer else "Nora Vik",
            **told,
        }
    )
    return register_request(asked=asked, actor=TESTER, now=NOW)


def known(row):
    identify_request(pk=row.pk, identity="confirmed", how="Called back", actor=TESTER, now=LATER)
    return row


def close(row, outcome="done", now=LATER, **told):
    close_request(pk=row.pk, outcome=outcome, actor=TESTER, now=now, **told)
    row.refresh_from_db()
    return row


def extend(row, now=LATER, told_on=date(2026, 3, 10), reason="Many files"):
    extend_request(pk=row.pk, reason=reason, told_on=told_on, actor=TESTER, now=now)
    row.refresh_from_db()
    return row


def refuse(row, now=LATER, reason="Third time this week", is_told=True):
    refuse_request(pk=row.pk, reason=reason, is_told=is_told, actor=TESTER, now=now)
    row.refresh_from_db()
    return row


def steps(row):
    return list(row.changes.order_by("pk").values_list("step", flat=True))


def test_the_month_runs_from_the_day_it_came_in(kari):
    assert register(kari).due_on == date(2026, 4, 1)


def test_the_day_is_the_day_here_and_not_in_greenwich(kari):
    late_evening = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)  # 00:30 on 2 March in Oslo
    row = ask_through_link(customer=kari, right="access", words="", actor=TESTER, now=late_evening)
    assert row.due_on == date(2026, 4, 7)  # 2 April is Maundy Thursday


def test_somebody_who_is_not_found_is_registered_by_name():
    assert register().asker == "Nora Vik"


def test_nobody_at_all_is_refused():
    with pytest.raises(RequestError) as refusal:
        register(asker_name=" ")
    assert refusal.value.field == "asker_name"
    assert not SubjectRequest.objects.exists()


def test_a_day_to_come_is_refused(kari):
    with pytest.raises(RequestError) as refusal:
        register(kari, received_on=date(2026, 3, 2))
    assert refusal.value.field == "received_on"


def test_a_form_sent_twice_registers_once(kari):
    key = uuid4()
    asked = Asked(right="access", channel="email", received_on=date(2026, 3, 1), customer=kari)
    first = register_request(asked=asked, actor=TESTER, now=NOW, form_key=key)
    again = register_request(asked=asked, actor=TESTER, now=NOW, form_key=key)
    assert first.pk == again.pk
    assert steps(first) == ["registered"]


def test_more_time_is_three_months_from_receipt(kari):
    row = extend(register(kari))
    assert (row.extended_to, row.deadline) == (date(2026, 6, 1), date(2026, 6, 1))


def test_more_time_after_the_month_is_refused(kari):
    row = register(kari)
    with pytest.raises(RequestError, match="The month is over"):
        extend(row, now=TOO_LATE, told_on=date(2026, 3, 20))
    row.refresh_from_db()
    assert row.extended_to is None
    assert steps(row) == ["registered"]


def test_the_last_day_of_the_month_still_counts(kari):
    now = datetime(2026, 4, 1, 21, 59, tzinfo=UTC)  # 23:59 in Oslo
    assert extend(register(kari), now=now, told_on=date(2026, 4, 1)).extended_to


def test_more_time_is_taken_once(kari):
    row = extend(register(kari))
    with pytest.raises(RequestError, match="taken already"):
        extend(row, reason="Still many files")


def test_more_time_twice_by_double_click_is_one_step(kari):
    row = extend(extend(register(kari)))
    assert steps(row) == ["registered", "extended"]


@pytest.mark.parametrize("told_on", [date(2026, 2, 28), date(2026, 3, 11)])
def test_the_person_was_told_between_receipt_and_today(kari, told_on):
    with pytest.raises(RequestError) as refusal:
        extend(register(kari), told_on=told_on)
    assert refusal.value.field == "told_on"


@pytest.mark.parametrize("outcome", ["done", "partly"])
def test_nothing_is_done_for_somebody_unknown(kari, outcome):
    row = register(kari)
    with pytest.raises(RequestError, match="First make sure"):
        close(row, outcome)
    row.refresh_from_db()
    assert row.is_open


@pytest.mark.parametrize("right", ["objection", "withdrawal"])
def test_who_only_says_no_proves_nothing(kari, right):
    assert close(register(kari, right)).outcome == "done"


@pytest.mark.parametrize("outcome", ["not_ours", "taken_back"])
def test_what_gives_nothing_needs_no_proof(outcome):
    assert close(register(), outcome).outcome == outcome


def test_a_confirmed_identity_says_how(kari):
    with pytest.raises(RequestError) as refusal:
        identify_request(
            pk=register(kari).pk, identity="confirmed", how=" ", actor=TESTER, now=LATER
        )
    assert refusal.value.field == "how"


def test_a_closed_request_is_kept_for_three_years(kari):
    row = close(known(register(kari)), fee=Decimal("250.00"))
    assert (row.keep_until, row.fee) == (date(2029, 3, 10), Decimal("250.00"))


def test_closing_twice_the_same_way_is_one_step(kari):
    row = close(close(known(register(kari))))
    assert steps(row) == ["registered", "identity", "closed"]


def test_closing_in_another_way_afterwards_is_refused(kari):
    row = close(known(register(kari)))
    with pytest.raises(RequestError, match="closed meanwhile: Done as asked"):
        refuse(row)


def test_a_refusal_needs_a_reason_and_the_way_out(kari):
    row = register(kari)
    with pytest.raises(RequestError) as refusal:
        refuse(row, reason=" ")
    assert refusal.value.field == "reason"
    with pytest.raises(RequestError) as refusal:
        refuse(row, is_told=False)
    assert refusal.value.field == "is_told"
    assert refuse(row).outcome == "refused"


def test_a_refusal_has_one_month_even_after_more_time_was_taken(kari):
    row = refuse(extend(register(kari)), now=TOO_LATE)
    assert is_late(row, TOO_LATE)


def test_an_answer_in_the_time_taken_is_not_late(kari):
    row = close(known(extend(register(kari))), now=TOO_LATE)
    assert not is_late(row, TOO_LATE)


def test_opened_again_it_waits_with_its_old_day(kari):
    row = close(known(register(kari)))
    reopen_request(pk=row.pk, reason="Wrong one", actor=TESTER, now=LATER)
    row.refresh_from_db()
    assert (row.is_open, row.deadline, row.keep_until) == (True, date(2026, 4, 1), None)
    assert row.changes.latest("pk").note == "Wrong one"


def test_a_closed_request_takes_no_other_step(kari):
    row = close(known(register(kari)))
    with pytest.raises(RequestError, match="is closed"):
        link_request(pk=row.pk, customer=kari, actor=TESTER, now=LATER)


def test_a_corrected_day_moves_the_month(kari):
    row = register(kari)
    correct_request(pk=row.pk, values={"received_on": date(2026, 2, 10)}, actor=TESTER, now=LATER)
    row.refresh_from_db()
    assert row.due_on == date(2026, 3, 10)


def test_each_change_is_kept_with_before_and_after(kari):
    row = register(kari)
    ida = make_colleague("officer")
    correct_request(pk=row.pk, values={"handler": ida}, actor=ida.actor, now=LATER)
    step = row.changes.latest("pk")
    assert step.changes == {"handler": [None, "Ida Berg"]}
    assert (step.actor_kind, step.actor_label, step.at) == ("steward", "Ida Berg", LATER)


def test_a_no_to_all_marketing_is_recorded_once(kari):
    row = register(kari, "objection")
    record_objection(pk=row.pk, actor=TESTER, now=LATER)
    record_objection(pk=row.pk, actor=TESTER, now=LATER)
    assert DecisionState.objects.get(purpose="marketing").state == "withdrawn"
    assert steps(row) == ["registered", "objected"]


def test_steps_are_never_changed_or_taken_away(kari):
    row = register(kari)
    for attempt in (
        lambda: row.changes.update(note="otherwise"),
        lambda: row.changes.all().delete(),
        row.delete,
    ):
        with pytest.raises(DatabaseError, match="kept as it was written"), transaction.atomic():
            attempt()
    assert steps(row) == ["registered"]


def test_what_is_over_is_forgotten_with_its_steps(kari):
    old = close(known(register(kari)))
    SubjectRequest.objects.filter(pk=old.pk).update(keep_until=date(2026, 11, 1))
    kept = register(kari, "erasure")
    assert forget_old_requests(now=datetime(2026, 11, 2, tzinfo=UTC)) == 1
    assert list(SubjectRequest.objects.all()) == [kept]
    assert RequestChange.objects.values_list("request", flat=True).distinct().get() == kept.pk


def test_a_request_outlives_its_customer(kari):
    row = register(kari)
    uid = kari.pk
    Customer.objects.filter(pk=uid).delete()
    found = SubjectRequest.objects.select_related("customer").get(pk=row.pk)
    assert (found.customer, found.customer_id) == (None, uid)
    assert found.asker == "A customer who is no longer here"


def test_a_merged_customer_keeps_what_was_asked(kari):
    row = register(kari)
    other = make_customer(given_name="Kari", email="kn@fjell.example")
    RetiredId.objects.create(uid=kari.pk, customer=other, reason="merge")
    assert list(requests_of(other)) == [row]


def test_how_things_stand(kari):
    register(kari)  # by 1 April
    register(received_on=date(2026, 1, 5))  # by 5 February
    register(received_on=date(2026, 2, 5))  # by 5 March
    close(register(received_on=date(2026, 1, 2)), "not_ours")
    standing = requests_standing(date(2026, 3, 1))
    assert (standing.open, standing.soon, standing.overdue) == (3, 1, 1)
    assert standing.nearest == date(2026, 2, 5)


def test_asking_through_the_link_again_adds_nothing_while_it_waits(kari):
    for right in ("access", "access", "erasure"):
        ask_through_link(customer=kari, right=right, words="", actor=TESTER, now=NOW)
    assert SubjectRequest.objects.count() == 2
    assert {row.identity for row in SubjectRequest.objects.all()} == {"link"}


def test_the_person_sees_nothing_that_somebody_may_have_asked_in_their_name(kari):
    register(kari)
    known(register(kari, "erasure"))
    assert [one.right for one in asked_by(kari)] == ["erasure"]


@pytest.mark.parametrize(
    "broken",
    [
        {"extended_to": date(2026, 6, 1)},
        {
            "extended_to": date(2026, 6, 1),
            "extension_reason": "Many",
            "extension_told_on": date(2026, 4, 2),
        },
        {"closed_at": NOW},
        {"closed_at": NOW, "outcome": "done", "keep_until": date(2029, 3, 1)},
        {
            "closed_at": NOW, "outcome": "refused", "keep_until": date(2029, 3, 1),
            "refusal_reason": "Because",
        },
        {"fee": Decimal(0)},
    ],
)  # fmt: skip
def test_the_database_refuses_what_no_step_would_do(kari, broken):
    row = register(kari)
    with pytest.raises(IntegrityError), transaction.atomic():
        SubjectRequest.objects.filter(pk=row.pk).update(**broken)
