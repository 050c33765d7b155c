"""The golden record: computed from the sources' records, never typed over (law 1)."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from profiles.choices import CustomerKind

# recompute keeps the order æ/ä, ø/ö, å, that of Norwegian and Danish. Swedish and Finnish put å first: the same
# key with its last three places turned round, kept by an index of its own.
EASTERN = models.Func(
    models.F("sort_key"), models.Value("{|}"), models.Value("|}{"),
    function="translate", output_field=models.CharField(),
)  # fmt: skip
_EASTERN_LANGUAGES = frozenset({"sv", "fi"})


def name_order() -> tuple[str, str]:
    """Return by what a list `with_name_order` is ordered for its reader, as an index holds it."""
    is_eastern = (get_language() or "").split("-")[0] in _EASTERN_LANGUAGES
    return ("eastern_key" if is_eastern else "sort_key", "uid")


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Questions about customers that only ever narrow."""

    def active(self) -> "CustomerQuerySet":
        """Leave out those whose use is restricted (GDPR article 18)."""
        return self.filter(restricted_at__isnull=True)

    def with_name_order(self) -> "CustomerQuerySet":
        """Add the key that Swedish and Finnish readers' lists are ordered by; see `name_order`."""
        return self.annotate(eastern_key=EASTERN)

    def search(self, words: str) -> "CustomerQuerySet":
        """Keep those whose search text holds every word; served by profiles_customer_search."""
        found = self
        for word in words.lower().split():
            found = found.filter(search_text__contains=word)
        return found


class Customer(models.Model):
    """A person or an organisation as we know them; every column but restriction is written by recompute."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=CustomerKind, default="person")
    given_name = models.CharField(_("given name"), max_length=200, blank=True)
    family_name = models.CharField(_("family name"), max_length=200, blank=True)
    organisation_name = models.CharField(_("organisation"), max_length=300, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True)
    birth_year = models.SmallIntegerField(_("year of birth"), null=True)
    gender = models.CharField(_("gender"), max_length=60, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    region = models.CharField(_("region"), max_length=200, blank=True)
    municipality = models.CharField(_("municipality"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    city = models.CharField(_("town"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    lifecycle_stage = models.CharField(_("lifecycle stage"), max_length=60, blank=True)
    interests = ArrayField(
        models.CharField(max_length=200), verbose_name=_("interests"), default=list
    )
    attributes = models.JSONField(_("facts"), default=dict)
    search_text = models.TextField(default="")
    sort_key = models.CharField(max_length=400, default="", db_collation="C")
    restricted_at = models.DateTimeField(_("use restricted since"), null=True)
    created_at = models.DateTimeField(_("known since"), db_default=Now())
    updated_at = models.DateTimeField(_("changed"), db_default=Now())

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        permissions = [
            ("see_private", "Can see private facts"),
        ]
        indexes = [
            # Search box of the admin and the API: every word is a substring of search_text.
            # A pending list of 64 MB halves its upkeep during imports.
            GinIndex(
                fields=["search_text"],
                name="profiles_customer_search",
                opclasses=["gin_trgm_ops"],
                gin_pending_list_limit=65_536,
            ),
            # Equality of a fact in a rule: attributes @> {"slug": value}.
            GinIndex(
                fields=["attributes"],
                name="profiles_customer_facts",
                opclasses=["jsonb_path_ops"],
                gin_pending_list_limit=65_536,
            ),
            # Rules on interests: interests && {…}.
            GinIndex(fields=["interests"], name="profiles_customer_interests"),
            # The list in name order, page after page by (sort_key, uid).
            models.Index(fields=["sort_key", "uid"], name="profiles_customer_by_name"),
            # The same for readers whose å comes before ä and ö.
            models.Index(EASTERN, "uid", name="profiles_customer_by_name_east"),
            # The list in order of change, and "what changed this week".
            models.Index(fields=["-updated_at", "-uid"], name="profiles_customer_by_change"),
            # "New this week", counted by the timetable: a few pages per million.
            BrinIndex(fields=["created_at"], name="profiles_customer_created", autosummarize=True),
            # The few whose use is restricted: the list's filter.
            models.Index(
                fields=["restricted_at"],
                name="profiles_customer_restricted",
                condition=models.Q(restricted_at__isnull=False),
            ),
            # Organisations, where they are few: the list's filter, and facts that only they can have.
            models.Index(
                fields=["uid"],
                name="profiles_customer_organisation",
                condition=models.Q(kind="organisation"),
            ),
            # Rules on country and age, covered by the index alone; with the key, by which objections are left out.
            models.Index(
                fields=["country", "birth_year"],
                include=["uid"],
                name="profiles_customer_country_born",
            ),
            # Rules and filters on place.
            models.Index(fields=["country", "postal_code"], name="profiles_customer_place"),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """Return the name that a list shows; a customer known only by an id says so."""
        person = f"{self.given_name} {self.family_name}".strip()
        return person or self.organisation_name or str(_("Customer without a name"))


class CustomerOrigin(models.Model):
    """Where each fact of a customer came from: slug → [record id, day it was said, source slug]."""

    customer = models.OneToOneField(
        Customer, primary_key=True, on_delete=models.CASCADE, related_name="origin"
    )
    origins = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("source and date")
        verbose_name_plural = _("sources and dates")

    def __str__(self) -> str:
        return str(self.customer_id)


class CustomerMetric(models.Model):
    """What changes often, in one narrow row a customer; a constraint of the database demands it of everybody."""

    customer = models.OneToOneField(
        Customer, primary_key=True, on_delete=models.CASCADE, related_name="metric"
    )
    completeness = models.SmallIntegerField(_("completeness"), default=0)
    missing = ArrayField(models.CharField(max_length=60), verbose_name=_("missing"), default=list)
    stale = ArrayField(models.CharField(max_length=60), verbose_name=_("outdated"), default=list)
    next_stale_on = models.DateField(null=True)
    event_count = models.IntegerField(_("activities"), default=0)
    first_event_at = models.DateTimeField(null=True)
    last_event_at = models.DateTimeField(null=True)
    purchase_count = models.IntegerField(_("purchases"), default=0)
    purchase_sum = models.DecimalField(_("spent"), max_digits=16, decimal_places=2, default=0)
    first_purchase_at = models.DateTimeField(null=True)
    last_purchase_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("figures of a customer")
        verbose_name_plural = _("figures of customers")
        indexes = [
            # The hourly task that finds customers of whom a fact has just grown old.
            models.Index(
                fields=["next_stale_on"],
                name="profiles_metric_next_stale",
                condition=models.Q(next_stale_on__isnull=False),
            ),
            # Filters and rules on how well somebody is known.
            models.Index(fields=["completeness"], name="profiles_metric_completeness"),
            # "Of whom is this fact missing": the list's filter, rules on gaps (2 MB per million, measured).
            GinIndex(fields=["missing"], name="profiles_metric_missing"),
            GinIndex(fields=["stale"], name="profiles_metric_stale"),
            # Rules "bought since", "has not bought since", covered by the index alone.
            models.Index(
                fields=["last_purchase_at"], include=["customer"], name="profiles_metric_bought"
            ),
        ]

    def __str__(self) -> str:
        return str(self.customer_id)


class RetiredId(models.Model):
    """An id that once named a customer; it keeps leading to the one who holds the facts now."""

    uid = models.UUIDField(primary_key=True)
    customer = models.ForeignKey(
        Customer, null=True, on_delete=models.SET_NULL, related_name="retired_ids"
    )
    retired_at = models.DateTimeField(db_default=Now())
    reason = models.CharField(max_length=20)

    class Meta:
        verbose_name = _("retired id")
        verbose_name_plural = _("retired ids")

    def __str__(self) -> str:
        return str(self.uid)
