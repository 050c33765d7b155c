"""Wake the worker after a commit: rows are the work (law 7), this only saves the wait for the timetable."""

from django.db import transaction


def wake_sender() -> None:
    """Have mails sent once the present transaction has committed; a queue that is away costs seconds."""
    from surveys.tasks import send_waiting_mail  # noqa: PLC0415 - tasks know services, and those know this

    transaction.on_commit(lambda: send_waiting_mail.apply_async(retry=False), robust=True)
