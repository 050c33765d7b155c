"""The closed lists of the room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    TEXT = "text", _("Short text")
    LONG_TEXT = "long_text", _("Long text")
    INTEGER = "integer", _("Whole number")
    YEAR = "year", _("Year")
    BOOLEAN = "boolean", _("Yes or no")
    CHOICE = "choice", _("One of a list")
    CHOICES = "choices", _("Several of a list")
    TAGS = "tags", _("Free words")
    EMAIL = "email", _("E-mail address")
    PHONE = "phone", _("Telephone number")
    ADDRESS = "address", _("Postal address")
    DATE = "date", _("Date")


class SurveyState(models.TextChoices):
    """Where a survey stands."""

    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class InvitationKind(models.TextChoices):
    """What a personal link opens."""

    SURVEY = "survey", _("Survey")
    CHOICES = "choices", _("My choices")


class LinkOutcome(models.TextChoices):
    """What came of asking for somebody's link."""

    MADE = "made", _("Made")
    OPEN = "open", _("Was there already")
    ANSWERED = "answered", _("Has been answered")
    REVOKED = "revoked", _("Was withdrawn")
    EXPIRED = "expired", _("Has run out")
    NOTHING_TO_ASK = "nothing_to_ask", _("Nothing to ask")
    OBJECTED = "objected", _("Said no to this use")
    PROTECTED = "protected", _("Protected or deceased")
    UNKNOWN = "unknown", _("No such customer")


class MailState(models.TextChoices):
    """Where a mail stands."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    STOPPED = "stopped", _("Stopped")


class RunState(models.TextChoices):
    """Where a sending stands."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
