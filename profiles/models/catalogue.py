"""The catalogue of facts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from config.lib.languages import in_language
from profiles.choices import AppliesTo, CustomerKind, DataType, Family, Sensitivity


class AttributeQuerySet(models.QuerySet["Attribute"]):
    """Questions about the catalogue."""

    def usable(self) -> "AttributeQuerySet":
        """Leave out what is switched off."""
        return self.filter(is_enabled=True)

    def wanted(self) -> "AttributeQuerySet":
        """Keep what the company has chosen to know (law 11)."""
        return self.usable().filter(is_wanted=True)

    def for_kind(self, kind: str) -> "AttributeQuerySet":
        """Keep what can be known about a person or an organisation."""
        return self.filter(applies_to__in=[kind, AppliesTo.BOTH])


class Attribute(models.Model):
    """One fact that can be known about a customer; its values live in records and on the customer."""

    slug = models.SlugField(_("code"), max_length=60, unique=True)
    family = models.CharField(_("family"), max_length=20, choices=Family)
    data_type = models.CharField(_("type"), max_length=12, choices=DataType)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    applies_to = models.CharField(_("known about"), max_length=12, choices=AppliesTo)
    sensitivity = models.CharField(_("sensitivity"), max_length=10, choices=Sensitivity)
    labels = models.JSONField(_("name"), default=dict)
    helps = models.JSONField(_("explanation"), default=dict, blank=True)
    column = models.CharField(max_length=40, blank=True, editable=False)
    half_life_days = models.PositiveIntegerField(
        _("valid for (days)"), default=0, help_text=_("0 means: never outdated.")
    )
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    is_enabled = models.BooleanField(_("in use"), default=True)
    is_wanted = models.BooleanField(_("wanted"), default=False)
    position = models.PositiveIntegerField(default=0)

    objects = AttributeQuerySet.as_manager()

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_wanted=False) | models.Q(is_enabled=True),
                name="profiles_attribute_wanted_is_enabled",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Return the name in the reader's language."""
        return in_language(self.labels)

    def applies(self, kind: str) -> bool:
        """Say whether this can be known about a person or an organisation."""
        return self.applies_to in {AppliesTo.BOTH, CustomerKind(kind)}


class AttributeOption(models.Model):
    """One allowed value of a choice; an income band carries its bounds and currency."""

    attribute = models.ForeignKey(Attribute, on_delete=models.CASCADE, related_name="options")
    slug = models.CharField(_("code"), max_length=60)
    labels = models.JSONField(_("name"), default=dict)
    band_min = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    band_max = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints = [
            models.UniqueConstraint(
                fields=["attribute", "slug"], name="profiles_attributeoption_slug_once"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Return the name in the reader's language."""
        return in_language(self.labels)
