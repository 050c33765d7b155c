"""The read log: who saw whom, through what."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from config.lib.actor import Actor, actor_columns
from profiles.models import ReadEvent


def log_read(  # noqa: PLR0913 - who, what, whom, why, when
    *,
    actor: Actor,
    view: str,
    subjects: Sequence[UUID],
    now: datetime,
    purpose: str = "",
    reference: str = "",
    count: int | None = None,
) -> None:
    """Write one entry for one answer that showed personal data; an export names its run and count instead of ids."""
    ReadEvent.objects.create(
        view=view,
        purpose=purpose,
        subjects=list(subjects),
        subject_count=len(subjects) if count is None else count,
        reference=reference,
        at=now,
        **actor_columns(actor),
    )
