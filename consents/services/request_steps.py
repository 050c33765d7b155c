"""How a step of a request is written: its request is locked, what differs is kept, and who took it is noted."""

from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.lib.actor import Actor, actor_columns
from config.lib.errors import DomainError
from consents.choices import (
    RequestStep,
)
from consents.models import RequestChange, SubjectRequest
from consents.request_clock import answer_by
from profiles.models import Customer
from profiles.selectors import get_company


class RequestError(DomainError):
    """A step that this request does not allow; `field` names what is wrong in the form."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def locked_request(pk: int) -> SubjectRequest:
    """Return the request, locked until the transaction ends."""
    rows = SubjectRequest.objects.select_related("customer", "handler")
    return rows.select_for_update(of=("self",)).get(pk=pk)


def open_request(pk: int) -> SubjectRequest:
    """Return the request, locked; raise RequestError where it is closed."""
    row = locked_request(pk)
    if not row.is_open:
        raise RequestError(_("This request is closed. Open it again first."))
    return row


def take_step(
    row: SubjectRequest,
    step: RequestStep,
    values: dict[str, Any],
    *,
    actor: Actor,
    now: datetime,
    note: str = "",
) -> None:
    """Keep the values that differ, and write the step down with what stood before and after."""
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not differing:
        return
    changes = {
        name: [_plain(getattr(row, name)), _plain(value)] for name, value in differing.items()
    }
    for name, value in differing.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save(update_fields=list(differing))
    except IntegrityError as clash:
        raise RequestError(
            _("The person has asked the same again meanwhile: go on with that request.")
        ) from clash
    note_step(row, step, changes, actor=actor, now=now, note=note.strip())


def note_step(
    row: SubjectRequest,
    step: RequestStep,
    changes: dict[str, Any],
    *,
    actor: Actor,
    now: datetime,
    note: str = "",
) -> None:
    """Write the step into the history of its request."""
    RequestChange.objects.create(
        request=row, step=step, changes=changes, at=now, note=note, **actor_columns(actor)
    )


def _plain(value: Any) -> Any:
    """Return a value as the history keeps it: a customer as an id alone, so that erasing stays possible."""
    if isinstance(value, Customer):
        return str(value.pk)
    if isinstance(value, datetime):
        return timezone.localdate(value).isoformat()
    return value if value is None or isinstance(value, (bool, str)) else str(value)


def last_day(received_on: date, months: int) -> date:
    """Return the day by which a request of that day must be answered, in the company's country."""
    return answer_by(received_on, months=months, country=get_company().default_country)


def moment_on(day: date, now: datetime) -> datetime:
    """Return now for today, else noon of the day: nobody knows the hour any more."""
    if day == timezone.localdate(now):
        return now
    return timezone.make_aware(datetime.combine(day, time(12)))
