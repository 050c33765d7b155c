"""The closed lists of the room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    """Where a piece of background work stands."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Freshness(models.TextChoices):
    """How fresh the members of a segment are."""

    NO_CONDITIONS = "no_conditions", _("No conditions yet")
    NOT_REFRESHED = "not_refreshed", _("Not refreshed yet")
    REFRESHING = "refreshing", _("Being refreshed")
    FAILED = "failed", _("Refresh failed")
    OUTDATED = "outdated", _("Outdated")
    CURRENT = "current", _("Up to date")


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
