"""Named audiences, their editions, who is in, and the runs that keep them."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from config.lib.actor import ActorFields
from profiles.models import Customer
from segments.choices import EnteredBy, LeftBecause, RunState


class Segment(models.Model):
    """A named audience with the purpose that it acts for (law 4)."""

    slug = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    purpose = models.ForeignKey(
        "consents.Purpose",
        verbose_name=_("purpose"),
        on_delete=models.PROTECT,
        related_name="segments",
        # By its code, so that `purpose_id` is what selectors of consents take and no join is needed.
        to_field="slug",
    )
    member_count = models.IntegerField(_("members"), null=True, editable=False)
    counted_at = models.DateTimeField(_("counted"), null=True, editable=False)
    is_active = models.BooleanField(_("in use"), default=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")

    def __str__(self) -> str:
        return self.name


class SegmentVersion(ActorFields):
    """An immutable edition of a segment's conditions, with the sentence that says them."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    rule = models.JSONField()
    sentence = models.TextField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("edition of a segment")
        verbose_name_plural = _("editions of segments")
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "number"], name="segments_version_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.segment} {self.number}"


class Membership(models.Model):
    """One customer in one segment, since when and under which edition."""

    # The unique pair (segment, customer) answers what an index of its own would.
    segment = models.ForeignKey(
        Segment, on_delete=models.CASCADE, related_name="memberships", db_index=False
    )
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="memberships")
    version = models.ForeignKey(SegmentVersion, on_delete=models.PROTECT, related_name="+")
    entered_by = models.CharField(max_length=8, choices=EnteredBy, default="rule")
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            # Also serves "the members of this segment".
            models.UniqueConstraint(
                fields=["segment", "customer"], name="segments_membership_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} in {self.segment}"


class FormerMembership(models.Model):
    """Who left a segment, when and why."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="former")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField()
    reason = models.CharField(max_length=12, choices=LeftBecause)

    class Meta:
        verbose_name = _("former member")
        verbose_name_plural = _("former members")
        indexes = [
            # Who left a segment, newest first.
            models.Index(fields=["segment", "-left_at"], name="segments_former_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} left {self.segment}"


class SegmentRun(ActorFields):
    """One refresh of a segment: a row with a state (law 7)."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="runs")
    version = models.ForeignKey(SegmentVersion, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=RunState, default="queued")
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    step = models.PositiveSmallIntegerField(default=0)
    step_count = models.PositiveSmallIntegerField(default=0)
    member_count = models.IntegerField(_("members"), null=True)
    entered_count = models.IntegerField(_("came in"), null=True)
    left_count = models.IntegerField(_("left"), null=True)
    queued_at = models.DateTimeField(db_default=Now())
    leased_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("refresh")
        verbose_name_plural = _("refreshes")
        constraints = [
            # A second click while one refresh waits or runs joins it.
            models.UniqueConstraint(
                fields=["segment"],
                name="segments_run_open_once",
                condition=models.Q(state__in=["queued", "running"]),
            ),
        ]
        indexes = [models.Index(fields=["segment", "-queued_at"], name="segments_run_latest")]

    def __str__(self) -> str:
        return f"{self.segment} {self.get_state_display()}"


class StairList(models.Model):
    """Who was counted on a stair of a staircase, in the order of names, where they are few of all; many are walked.

    A stair is the places of the lowest and the highest last step of those on it. Without a segment the staircase is
    that of everybody. Written with the number it belongs to, so that the list is as quick as the number.
    """

    segment = models.ForeignKey(
        Segment, on_delete=models.CASCADE, related_name="stair_lists", null=True
    )
    purpose = models.CharField(max_length=60)
    channel = models.CharField(max_length=8)
    lowest = models.SmallIntegerField()
    highest = models.SmallIntegerField()
    customers = ArrayField(models.UUIDField(), default=list)

    class Meta:
        verbose_name = _("list of who may be contacted")
        verbose_name_plural = _("lists of who may be contacted")
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "purpose", "channel", "lowest", "highest"],
                name="segments_stair_list_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.segment} {self.purpose} {self.channel} {self.lowest}-{self.highest}"


class ReachFigure(models.Model):
    """The staircase of law 5 for one segment, purpose and channel, as counted by a run (law 8)."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="reach_figures")
    purpose = models.CharField(max_length=60)
    channel = models.CharField(max_length=8)
    steps = models.JSONField()
    counted_at = models.DateTimeField()
    outdated_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("who may be contacted")
        verbose_name_plural = _("who may be contacted")
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "purpose", "channel"], name="segments_reach_once"
            ),
        ]
        indexes = [
            # The timetable's search for figures that are older than the people they count.
            models.Index(
                fields=["outdated_at"],
                name="segments_reach_outdated",
                condition=models.Q(outdated_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.segment} {self.purpose} {self.channel}"


class DailyFigure(models.Model):
    """One number of one day, for trends; written by the timetable, never by a request."""

    day = models.DateField()
    name = models.CharField(max_length=60)
    scope = models.CharField(max_length=120, blank=True)
    value = models.BigIntegerField()
    counted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("figure of a day")
        verbose_name_plural = _("figures of days")
        constraints = [
            models.UniqueConstraint(
                fields=["name", "scope", "day"], name="segments_dailyfigure_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
