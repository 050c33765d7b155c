"""A reply: answers, consents and the source's record in one transaction, once per link however often it is sent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from config.lib.actor import Actor
from profiles.models import Source
from profiles.registry import customers_changed
from profiles.services.records import record_values
from surveys.models import Answer, Invitation, Question, Submission
from surveys.selectors.gaps import is_declined
from surveys.selectors.links import LinkClosedError, LinkState, check_open, locked_invitation
from surveys.services.agreements import record_agreements
from surveys.services.invitations import issue_choices_link
from surveys.services.reply import SOURCE, Reply


@transaction.atomic
def submit(*, invitation_uid: UUID, reply: Reply, now: datetime) -> Submission:
    """Store a reply and return it; a second one through the same link changes nothing and returns the first.

    The link's row is the lock: of two clicks at once, the later one waits here and finds the reply of the earlier.
    Raise LinkClosedError where the link is revoked, expired or closed.
    """
    invitation = locked_invitation(invitation_uid)
    earlier = Submission.objects.filter(invitation=invitation).first()
    if earlier is not None:
        return earlier
    check_open(invitation, now)
    submission = _store(invitation, reply, now)
    actor = Actor.subject(invitation.customer_id)
    _record_facts(submission, reply, actor, now)
    submission.receipt = record_agreements(
        invitation=invitation, reply=reply, reference=str(submission.uid), actor=actor, now=now
    )
    submission.save(update_fields=["receipt"])
    issue_choices_link(
        customer_uid=invitation.customer_id,
        contact_point_id=invitation.contact_point_id,
        language=reply.language,
        now=now,
    )
    customers_changed([invitation.customer_id], now)
    return submission


def _store(invitation: Invitation, reply: Reply, now: datetime) -> Submission:
    """Write the reply with its answers, and mark the link as used; the draft has done its duty."""
    if invitation.survey is None:  # a "My choices" link takes no reply
        raise LinkClosedError(LinkState.UNKNOWN)
    submission = Submission.objects.create(
        survey=invitation.survey,
        invitation=invitation,
        customer_id=invitation.customer_id,
        language=reply.language,
        submitted_at=now,
    )
    questions = Question.objects.filter(slug__in=reply.answers).order_by("pk")
    Answer.objects.bulk_create(
        _answer(submission, question, reply.answers[question.slug]) for question in questions
    )
    invitation.answered_at = now
    invitation.opened_at = invitation.opened_at or now
    invitation.draft = {}
    invitation.save(update_fields=["answered_at", "opened_at", "draft"])
    return submission


def _answer(submission: Submission, question: Question, value: Any) -> Answer:
    declined = is_declined(value)
    return Answer(
        submission=submission,
        question=question,
        value=None if declined else value,
        declined=declined,
    )


def _record_facts(submission: Submission, reply: Reply, actor: Actor, now: datetime) -> None:
    """Write what the reply says about facts as a record of its own of the source "survey"."""
    bound = dict(
        Question.objects.filter(slug__in=reply.answers, attribute__isnull=False).values_list(
            "slug", "attribute__slug"
        )
    )
    values = {fact: reply.answers[slug] for slug, fact in bound.items()}
    values |= reply.contacts
    if not values:
        return
    record_values(
        source=Source.objects.get(slug=SOURCE),
        external_id=str(submission.uid),
        values=values,
        observed_at=now,
        actor=actor,
        now=now,
        customer=submission.customer,
        kind=submission.customer.kind,
    )
