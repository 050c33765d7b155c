"""What customers did."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from profiles.choices import EventKind
from profiles.models.customer import Customer
from profiles.models.record import Source, SourceRecord


class Product(models.Model):
    """Something that can be bought; a group stands above its products."""

    code = models.CharField(_("code"), max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=300, blank=True)
    group = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="products"
    )

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")

    def __str__(self) -> str:
        return self.name or self.code


class Campaign(models.Model):
    """Something that was offered or sent, which an activity may answer."""

    code = models.CharField(_("code"), max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=300, blank=True)
    offer = models.CharField(_("offer"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")

    def __str__(self) -> str:
        return self.name or self.code


class Event(models.Model):
    """One activity, once per (source, key); `record` never changes, `customer` follows merges."""

    # Neither has an index of its own: the unique pair (source, key) and the timeline begin with them.
    source = models.ForeignKey(
        Source,
        verbose_name=_("source"),
        on_delete=models.PROTECT,
        related_name="events",
        db_index=False,
    )
    event_key = models.CharField(max_length=120)
    record = models.ForeignKey(SourceRecord, on_delete=models.CASCADE, related_name="events")
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="events", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind)
    occurred_at = models.DateTimeField(_("when"))
    channel = models.CharField(_("channel"), max_length=20, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=2, null=True)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    campaign = models.ForeignKey(
        Campaign, null=True, on_delete=models.PROTECT, related_name="events", db_index=False
    )
    run_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.UniqueConstraint(fields=["source", "event_key"], name="profiles_event_once"),
        ]
        indexes = [
            # The timeline, and the recount of one customer's figures.
            models.Index(fields=["customer", "-occurred_at"], name="profiles_event_timeline"),
            # Rules over purchases, in a window or of all time, answered by the index alone.
            models.Index(
                fields=["occurred_at"],
                include=["customer", "amount", "currency"],
                name="profiles_event_bought",
                condition=models.Q(kind="purchase"),
            ),
            # Who answered a campaign, and whether a campaign is in use.
            models.Index(
                fields=["campaign"],
                name="profiles_event_by_campaign",
                condition=models.Q(campaign__isnull=False),
            ),
            # Undo of a run.
            models.Index(
                fields=["run_id"],
                name="profiles_event_by_run",
                condition=models.Q(run_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.occurred_at:%Y-%m-%d}"


class EventLine(models.Model):
    """One product of a purchase."""

    # The unique pair (event, position) answers what an index of its own would.
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField(default=1)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="lines")
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=2, null=True)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, null=True)

    class Meta:
        verbose_name = _("line of a purchase")
        verbose_name_plural = _("lines of purchases")
        constraints = [
            models.UniqueConstraint(fields=["event", "position"], name="profiles_eventline_once"),
        ]

    def __str__(self) -> str:
        return str(self.product)
