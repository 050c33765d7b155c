"""What persons ask of us by right (GDPR chapter III), and every change of it."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from config.lib.actor import ActorFields
from consents.choices import (
    FREE_OF_PROOF,
    IDENTIFIED,
    IdentityState,
    RequestChannel,
    RequestOutcome,
    RequestRight,
    RequestStep,
)
from profiles.models import Customer

SOON = timedelta(days=7)
_PROOF_NEEDED = ("done", "partly")


class SubjectRequestQuerySet(models.QuerySet["SubjectRequest"]):
    """Questions about requests that only ever narrow."""

    def open(self) -> "SubjectRequestQuerySet":
        """Keep those that wait for an answer."""
        return self.filter(closed_at=None)

    def overdue(self, today: date) -> "SubjectRequestQuerySet":
        """Keep the open ones whose last day has passed."""
        return self.open().filter(deadline__lt=today)

    def due_soon(self, today: date) -> "SubjectRequestQuerySet":
        """Keep the open ones whose last day is today or within seven days."""
        return self.open().filter(deadline__range=(today, today + SOON))


class SubjectRequest(models.Model):
    """One request: it holds no more of the person than it takes to answer, and goes three years after its end."""

    received_at = models.DateTimeField(_("received"))
    channel = models.CharField(_("came by"), max_length=12, choices=RequestChannel)
    right = models.CharField(_("asks for"), max_length=16, choices=RequestRight)
    # No constraint: the request is the proof that we answered, and outlives the customer's erasure as a bare id.
    customer = models.ForeignKey(
        Customer,
        verbose_name=_("customer"),
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="subject_requests",
    )
    asker_name = models.CharField(_("name of who asks"), max_length=200, blank=True)
    asker_contact = models.CharField(_("where to answer"), max_length=200, blank=True)
    identity = models.CharField(
        _("identity"), max_length=12, choices=IdentityState, default=IdentityState.NOT_ASKED
    )
    due_on = models.DateField(_("month ends"))
    extended_to = models.DateField(_("extended until"), null=True)
    extension_reason = models.TextField(_("reason for more time"), max_length=1_000, blank=True)
    extension_told_on = models.DateField(_("person told on"), null=True)
    deadline = models.GeneratedField(
        expression=Coalesce("extended_to", "due_on"),
        output_field=models.DateField(_("answer by")),
        db_persist=True,
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handled by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    notes = models.TextField(_("notes"), max_length=2_000, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=RequestOutcome, blank=True)
    refusal_reason = models.TextField(_("reason for the refusal"), max_length=1_000, blank=True)
    told_of_remedies = models.BooleanField(_("told where to complain"), default=False)
    fee = models.DecimalField(_("fee"), max_digits=9, decimal_places=2, null=True)
    keep_until = models.DateField(_("kept until"), null=True)
    # What a form was shown with, so that it registers once however often it is sent.
    form_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = SubjectRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request of a person")
        verbose_name_plural = _("requests of persons")
        permissions = [("export_subjectrequest", "Can take the list of requests along")]
        constraints = [
            models.CheckConstraint(
                name="consents_request_extended_whole",
                condition=Q(extended_to=None, extension_told_on=None, extension_reason="")
                | Q(extended_to__gt=F("due_on"), extension_told_on__lte=F("due_on"))
                & ~Q(extension_reason=""),
            ),
            models.CheckConstraint(
                name="consents_request_closed_whole",
                condition=Q(closed_at=None, outcome="", keep_until=None)
                | Q(closed_at__isnull=False, keep_until__isnull=False) & ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="consents_request_refused_with_reason",
                condition=~Q(outcome="refused") | Q(told_of_remedies=True) & ~Q(refusal_reason=""),
            ),
            # Nobody gets data, or has it changed, without being the person.
            models.CheckConstraint(
                name="consents_request_done_for_the_person",
                condition=~Q(outcome__in=_PROOF_NEEDED)
                | Q(identity__in=[state.value for state in IDENTIFIED])
                | Q(right__in=[right.value for right in FREE_OF_PROOF]),
            ),
            models.CheckConstraint(
                name="consents_request_fee_positive", condition=Q(fee=None) | Q(fee__gt=0)
            ),
            # One tap, or twenty, on "My choices" while the first waits for its answer.
            models.UniqueConstraint(
                name="consents_request_by_link_once",
                fields=["customer", "right"],
                condition=Q(closed_at=None, channel="my_choices"),
            ),
        ]
        indexes = [
            # What is open, the most urgent first: the list and the start page.
            models.Index(
                fields=["deadline", "id"],
                name="consents_request_open",
                condition=Q(closed_at=None),
            ),
            # What may be forgotten.
            models.Index(
                fields=["keep_until"],
                name="consents_request_kept",
                condition=Q(keep_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Request no. %(number)s") % {"number": self.pk})

    @property
    def is_open(self) -> bool:
        """Say whether the person still waits for an answer."""
        return self.closed_at is None

    @property
    def needs_proof(self) -> bool:
        """Say whether it may only be done for somebody whose identity is known."""
        return self.right not in FREE_OF_PROOF and self.identity not in IDENTIFIED

    @property
    def asker(self) -> str:
        """Return who asks, as a list shows it."""
        if self.customer is not None:
            return self.customer.display_name
        return self.asker_name or self.asker_contact or str(_("A customer who is no longer here"))


class RequestChange(ActorFields):
    """One step of a request: added, never changed, and gone only with a request whose time is over (trigger)."""

    request = models.ForeignKey(SubjectRequest, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(_("when"))
    step = models.CharField(_("step"), max_length=12, choices=RequestStep)
    # Column → what stood before, and after.
    changes = models.JSONField(default=dict)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("step of a request")
        verbose_name_plural = _("steps of requests")

    def __str__(self) -> str:
        return f"{self.request_id} {self.step}"
