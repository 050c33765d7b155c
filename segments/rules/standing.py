"""How a person's standing is read: what they have said, whether they may be contacted, which segments they are in."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from consents.choices import SCREEN_STATE, ScreenState, State
from consents.selectors import consent_exists, reach_steps
from segments.models import Membership
from segments.rules.ast import Condition
from segments.rules.catalog import Consent, Contact, Field, Member
from segments.rules.comparing import Test, any_of
from segments.rules.scope import Moment


def read_consent(condition: Condition, field: Field, reads: Consent, moment: Moment) -> Test:
    """Test what stands in the ledger; "not asked" is that nothing else stands there."""
    del field, moment
    wanted: Any = condition.value
    found = [_stands(reads, shown) for shown in wanted if shown != ScreenState.NOT_ASKED]
    if ScreenState.NOT_ASKED in wanted:
        asked = [each for each in ScreenState if each != ScreenState.NOT_ASKED]
        found.append(~any_of([_stands(reads, shown) for shown in asked]))
    return Test(any_of(found), is_certain=True)


def _stands(reads: Consent, shown: str) -> Q:
    states = [state for state in State if SCREEN_STATE[state] == shown]
    return Q(consent_exists(purpose=reads.purpose, channel=reads.channel, states=states))


def read_contact(condition: Condition, field: Field, reads: Contact, moment: Moment) -> Test:
    """Test the last step of law 5; EXISTS rather than IN, so that "may not" becomes an anti-join."""
    del field
    steps = reach_steps(
        moment.scope.customers(), purpose=reads.purpose, channel=reads.channel, now=moment.now
    )
    reachable = steps[-1].customers.filter(pk=OuterRef("pk"))
    if condition.operator == "may_by":
        reachable = reachable.filter(("reach_basis__in", condition.value))
    return Test(Q(Exists(reachable)), is_certain=True)


def read_member(condition: Condition, field: Field, reads: Member, moment: Moment) -> Test:
    """Test stored membership: nested conditions are never pasted into one another."""
    del field, reads, moment
    found = Membership.objects.filter(customer=OuterRef("pk"), segment__slug__in=condition.value)
    return Test(Q(Exists(found)), is_certain=True)
