"""The closed lists of the room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    """Where a piece of background work stands."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class EnteredBy(models.TextChoices):
    """Why somebody is in a segment."""

    RULE = "rule", _("Meets the conditions")
    HAND = "hand", _("Added by hand")


class LeftBecause(models.TextChoices):
    """Why somebody left a segment."""

    RULE = "rule", _("No longer meets the conditions")
    NEW_VERSION = "new_version", _("The conditions were changed")
    NOT_ALLOWED = "not_allowed", _("The conditions may no longer be used for this purpose")
    HAND = "hand", _("Taken out by hand")
