"""The closed lists of the room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileKind(models.TextChoices):
    """What the rows of a file are."""

    CUSTOMERS = "customers", _("Customers")
    EVENTS = "events", _("Activities")


class RunState(models.TextChoices):
    """Where an import stands."""

    RECEIVED = "received", _("Received")
    MAPPED = "mapped", _("Columns chosen")
    DECIDING = "deciding", _("Working out what would happen")
    DECIDED = "decided", _("Waiting for your go-ahead")
    APPLYING = "applying", _("Being taken in")
    DONE = "done", _("Taken in")
    FAILED = "failed", _("Stopped by an error")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    DISCARDED = "discarded", _("Discarded")


# A worker has it, or is about to.
AT_WORK = (RunState.DECIDING, RunState.APPLYING, RunState.UNDOING)


class DemoState(models.TextChoices):
    """Where the made-up company stands."""

    WORKING = "working", _("Being taken in")
    DONE = "done", _("Taken in")
    FAILED = "failed", _("Stopped by an error")


class Outcome(models.TextChoices):
    """What became of a row; every row has exactly one."""

    CREATED = "created", _("New")
    UPDATED = "updated", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    REPEATED = "repeated", _("Repeated in the file")
    REVIEW = "review", _("To be looked at")
    BLOCKED = "blocked", _("Blocked")
    REFUSED = "refused", _("Could not be read")


class ExportState(models.TextChoices):
    """Where an export stands."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Being written")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")


class ExportKind(models.TextChoices):
    """What leaves: those who may be contacted now, what is known of customers, or the rows of a list."""

    AUDIENCE = "audience", _("Audience")
    RECORDS = "records", _("Customers’ records")
    LIST = "list", _("List")


class ExportFormat(models.TextChoices):
    """What an export is written as."""

    CSV = "csv", _("CSV")
    XLSX = "xlsx", _("Excel")
