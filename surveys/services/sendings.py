"""A survey on its way to a segment: a row with a state, worked off in chunks that any worker can take up (law 7)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from config.lib.actor import Actor, actor_columns
from config.lib.errors import DomainError
from consents.choices import Channel
from profiles.models import Customer
from profiles.selectors import get_company
from segments.models import Segment
from surveys.choices import RunState, SurveyState
from surveys.models import Mail, Sending, Survey
from surveys.selectors.recipients import RecipientStep, recipient_steps
from surveys.services.invitations import Invited, issue_choices_links, issue_invitations
from surveys.services.mails import write_survey_mail

CHUNK = 500
LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 5
Clock = Callable[[], datetime]
Progress = Callable[[int], None]


class SendingRefusedError(DomainError):
    """A survey that cannot be sent as it is; the sentence says what is missing."""


@transaction.atomic
def queue_sending(
    *, survey: Survey, segment: Segment, channel: str, as_links: bool, actor: Actor, now: datetime
) -> Sending:
    """Put a sending in the queue and open the survey; a second click while one waits or runs joins it."""
    get_company()
    locked = Survey.objects.select_for_update().get(pk=survey.pk)
    _check(locked, channel, as_links=as_links)
    open_one = Sending.objects.filter(
        survey=locked,
        segment=segment,
        as_links=as_links,
        state__in=[RunState.QUEUED, RunState.RUNNING],
    ).first()
    if open_one is not None:
        return open_one
    if locked.state == SurveyState.DRAFT:
        locked.state = survey.state = SurveyState.OPEN
        locked.save(update_fields=["state"])
    return Sending.objects.create(
        survey=locked,
        segment=segment,
        channel=channel,
        as_links=as_links,
        queued_at=now,
        **actor_columns(actor),
    )


def resume_sendings(*, clock: Clock, until: datetime | None = None) -> int:
    """Work off every sending that waits, or whose worker has died, for as long as there is time; return how many."""
    now = clock()
    _give_up(now)
    waiting = Sending.objects.filter(_is_free(now)).order_by("queued_at", "pk")
    uids = list(waiting.values_list("pk", flat=True))
    for uid in uids:
        run_sending(uid=uid, clock=clock, until=until)
    return len(uids)


def run_sending(
    *, uid: UUID, clock: Clock, until: datetime | None = None, progress: Progress | None = None
) -> Sending | None:
    """Make links and mails chunk by chunk until everybody has theirs; return None where another worker has it.

    At `until` it stops between two chunks and goes back to the queue, so that no task of a worker runs for long.

    A chunk commits links, mails and counts together. Killed between two chunks, the next worker goes on: whoever has
    a link of this survey is no longer among the recipients.
    """
    sending = _claim(uid, clock())
    if sending is None:
        return None
    try:
        is_done = _work(sending, clock, until, progress)
    except DomainError as refused:
        _settle(sending, RunState.FAILED, clock(), error=str(refused))
    else:
        _settle(sending, RunState.DONE if is_done else RunState.QUEUED, clock())
    return sending


def check_sendable(survey: Survey) -> None:
    """Raise SendingRefusedError for a survey that is closed or asks nothing."""
    if survey.state == SurveyState.CLOSED:
        raise SendingRefusedError(_("This survey is closed. Open it again before you send it."))
    if not survey.entries.exists() and not survey.consents.exists():
        raise SendingRefusedError(_("This survey asks nothing yet. Choose at least one question."))


def _check(survey: Survey, channel: str, *, as_links: bool) -> None:
    check_sendable(survey)
    if not as_links and channel != Channel.EMAIL:
        raise SendingRefusedError(
            _(
                "Only e-mail can be sent from here. For other channels take the personal links as a file."
            )
        )


def _is_free(now: datetime) -> Q:
    """Return the condition of a sending that a worker may take: waiting, or left behind by a worker that died."""
    left = Q(state=RunState.RUNNING, leased_until__lt=now, attempts__lt=MOST_ATTEMPTS)
    return Q(state=RunState.QUEUED) | left


def _give_up(now: datetime) -> None:
    """Fail what has killed its worker too often; what was sent by then stays sent."""
    left = Sending.objects.filter(
        state=RunState.RUNNING, leased_until__lt=now, attempts__gte=MOST_ATTEMPTS
    )
    reason = _("The work stopped without an error, five times. Send it again to go on.")
    left.update(state=RunState.FAILED, error=reason, finished_at=now, leased_until=None)


def _claim(uid: UUID, now: datetime) -> Sending | None:
    """Take the sending by one conditional update, so that two workers never both have it."""
    found = Sending.objects.filter(_is_free(now), pk=uid)
    sending = found.select_related("survey__purpose", "segment").first()
    if sending is None:
        return None
    taken = found.update(
        state=RunState.RUNNING, leased_until=now + LEASE, attempts=sending.attempts + 1
    )
    if not taken:
        return None
    sending.refresh_from_db()
    return sending


def _work(
    sending: Sending, clock: Clock, until: datetime | None, progress: Progress | None
) -> bool:
    """Invite chunk by chunk; return whether nobody is left."""
    now = clock()
    steps = recipient_steps(
        survey=sending.survey,
        segment=sending.segment,
        channel=sending.channel,
        as_links=sending.as_links,
        now=now,
    )
    if "steps" not in sending.counts:
        sending.counts = {"invited": 0, "steps": _counted(steps)}
        sending.save(update_fields=["counts"])
    recipients = _as_rows(steps[-1].customers, with_point=not sending.as_links)
    last: UUID | None = None
    while chunk := list((recipients.filter(pk__gt=last) if last else recipients)[:CHUNK]):
        last = chunk[-1]["pk"]
        with transaction.atomic():
            _keep_lease(sending, clock())
            sending.counts["invited"] += _invite(sending, chunk, clock())
            sending.save(update_fields=["counts", "leased_until"])
        if progress is not None:
            progress(sending.counts["invited"])
        if until is not None and clock() >= until:
            return False
    return True


def _counted(steps: list[RecipientStep]) -> list[list[Any]]:
    """Return the steps with their numbers, as they were when the sending began."""
    return [[step.key, step.customers.order_by().count()] for step in steps]


def _as_rows(customers: QuerySet[Customer], *, with_point: bool) -> QuerySet[Any, dict[str, Any]]:
    names = ["pk", "language", *(["reach_point_id"] if with_point else [])]
    rows: QuerySet[Any, dict[str, Any]] = customers.order_by("pk").values(*names)
    return rows


def _keep_lease(sending: Sending, now: datetime) -> None:
    """Hold on to the sending for this chunk; stop where another worker has taken it meanwhile."""
    held = Sending.objects.select_for_update().get(pk=sending.pk)
    if held.leased_until != sending.leased_until:
        raise SendingRefusedError(_("Another worker goes on with this sending."))
    sending.leased_until = now + LEASE


def _invite(sending: Sending, chunk: list[dict[str, Any]], now: datetime) -> int:
    """Make the links of one chunk, and their mails; return how many are new."""
    invited = [
        Invited(row["pk"], row.get("reach_point_id"), row["language"] or "") for row in chunk
    ]
    made = issue_invitations(survey=sending.survey, invited=invited, sending=sending, now=now)
    if not sending.as_links:
        company = get_company()
        issue_choices_links(invited=invited, now=now)
        Mail.objects.bulk_create(
            write_survey_mail(invitation=invitation, company=company) for invitation in made
        )
    return len(made)


def _settle(sending: Sending, state: str, now: datetime, *, error: str = "") -> None:
    """Write down how it ended, or that it waits again, unless another worker has it."""
    is_over = state != RunState.QUEUED
    Sending.objects.filter(pk=sending.pk, leased_until=sending.leased_until).update(
        state=state,
        error=error,
        finished_at=now if is_over else None,
        leased_until=None,
        attempts=sending.attempts if is_over else 0,
    )
    sending.refresh_from_db()
