"""A reply changes everything that depends on it, at once (the product's loop)."""

from datetime import UTC, datetime

import pytest

from consents.selectors import current_wording, permission
from segments.models import Membership
from segments.services.runs import queue_refresh, refresh_segment
from surveys.services.reply import Agreement, Reply
from surveys.services.submissions import submit
from tests.factories import TESTER
from tests.segments.factories import make_segment
from tests.surveys.making import make_link, make_survey, want

pytestmark = pytest.mark.django_db

SKIERS = {"all": [{"field": "fact.interests", "operator": "has_any", "value": ["ski"]}]}


def clock():
    return datetime.now(tz=UTC)


def answer(link, *, newsletter):
    wording = current_wording("newsletter", "en")
    assert wording is not None
    agreement = Agreement(
        purpose="newsletter",
        label="Newsletter",
        channel="email",
        is_given=newsletter,
        wording=wording.sha256,
        text=wording.text,
    )
    reply = Reply(answers={"interests": ["ski"]}, agreements=[agreement], language="en")
    return submit(invitation_uid=link.pk, reply=reply, now=clock())


@pytest.fixture
def link(kari):
    want("interests")
    return make_link(make_survey("interests", consents=("newsletter",)), kari)


def test_membership_follows(link, kari):
    segment = make_segment("skiers", rule=SKIERS)
    queue_refresh(segment=segment, actor=TESTER, now=clock())
    refresh_segment_now(segment)
    assert not Membership.objects.filter(segment=segment, customer=kari).exists()
    answer(link, newsletter=False)
    assert Membership.objects.filter(segment=segment, customer=kari).exists()


def refresh_segment_now(segment):
    """Let the worker do its part."""
    run = segment.runs.get()
    refresh_segment(run_uid=run.pk, now=clock())


def test_who_may_be_contacted_follows(link, kari):
    before = permission(customer_uid=kari.pk, purpose="newsletter", channel="email", now=clock())
    answer(link, newsletter=True)
    after = permission(customer_uid=kari.pk, purpose="newsletter", channel="email", now=clock())
    assert (before.allowed, after.allowed) == (False, True)
    assert after.basis == "consent"
