"""The ways to reach a customer, and the further keys that name one."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from config.lib.actor import ActorFields
from profiles.choices import ContactKind, PairState, ProtectionKind, RelationshipKind
from profiles.models.customer import Customer
from profiles.models.record import Source


class ContactPointQuerySet(models.QuerySet["ContactPoint"]):
    """Questions about contact points."""

    def valid(self) -> "ContactPointQuerySet":
        """Keep those that can be used today: said by some source, not bounced."""
        return self.filter(valid_until__isnull=True, bounced_at__isnull=True)


class ContactPoint(models.Model):
    """An e-mail address, telephone number or postal address of one customer; consent belongs to it.

    `uid` names it in the ledger through a commitment. Recompute creates one for each value that a record says and
    ends it (valid_until) when no record says it any more.
    """

    # The unique key begins with the customer and answers what an index of its own would.
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="contact_points", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=8, choices=ContactKind)
    raw = models.CharField(_("as given"), max_length=500)
    normalised = models.CharField(max_length=500)
    is_preferred = models.BooleanField(_("used first"), default=False)
    # Unchecked: millions of rows name a handful of sources, which Django protects from deletion.
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    given_at_sale = models.BooleanField(default=False)
    verified_at = models.DateTimeField(_("verified"), null=True)
    bounced_at = models.DateTimeField(_("undeliverable since"), null=True)
    valid_from = models.DateTimeField(db_default=Now())
    valid_until = models.DateTimeField(null=True)

    objects = ContactPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact detail")
        verbose_name_plural = _("contact details")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind", "normalised"], name="profiles_contactpoint_once"
            ),
        ]
        indexes = [
            # Matching a file's row, a visitor's address or an API look-up to customers.
            models.Index(fields=["kind", "normalised"], name="profiles_contactpoint_match"),
        ]

    def __str__(self) -> str:
        return self.raw


class Identifier(models.Model):
    """A further key that names a customer: loyalty card, organisation number, shop id. Not unique on purpose."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=30)
    value = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("further key")
        verbose_name_plural = _("further keys")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind", "value"], name="profiles_identifier_once"
            ),
        ]
        indexes = [models.Index(fields=["kind", "value"], name="profiles_identifier_match")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Relationship(models.Model):
    """Two customers who belong together."""

    kind = models.CharField(max_length=12, choices=RelationshipKind)
    first = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="relations_out")
    second = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="relations_in")

    class Meta:
        verbose_name = _("relationship")
        verbose_name_plural = _("relationships")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "first", "second"], name="profiles_relationship_once"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class DuplicatePair(models.Model):
    """Two customers who may be one; the import queues what it will not settle by itself."""

    first = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="pairs_first")
    second = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="pairs_second")
    reason = models.CharField(_("why"), max_length=60)
    state = models.CharField(_("state"), max_length=10, choices=PairState, default="open")
    run_id = models.UUIDField(null=True)
    found_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="profiles_duplicatepair_once"),
        ]

    def __str__(self) -> str:
        return self.reason


class Merge(ActorFields):
    """Two customers made one, with what is needed to part them again."""

    kept_uid = models.UUIDField()
    retired_uid = models.UUIDField()
    record_ids = models.JSONField(default=list)
    merged_at = models.DateTimeField(db_default=Now())
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")

    def __str__(self) -> str:
        return f"{self.retired_uid} → {self.kept_uid}"


class Protection(ActorFields):
    """What shields a person; lifted by a person with the right to, never by an import (law 12)."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="protections")
    kind = models.CharField(_("kind"), max_length=20, choices=ProtectionKind)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    since = models.DateTimeField(_("since"), db_default=Now())
    lifted_at = models.DateTimeField(_("lifted"), null=True)
    lifted_by = models.CharField(max_length=200, blank=True)
    lifted_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("protection")
        verbose_name_plural = _("protections")
        permissions = [("lift_protection", "Can lift a protection")]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind"],
                name="profiles_protection_active_once",
                condition=models.Q(lifted_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
