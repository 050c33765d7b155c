"""What data may be used for, on which basis, and the words in which consent is asked."""

import hashlib

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from config.lib.languages import in_language
from consents.choices import Basis, Channel, PurposeKind
from profiles.models import Attribute


class Purpose(models.Model):
    """Something that data may be used for, or a person reached for; a parent's no is a no to its children."""

    slug = models.SlugField(_("code"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=PurposeKind)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    is_marketing = models.BooleanField(_("marketing"), default=False)
    labels = models.JSONField(_("name for customers"), default=dict)
    office_labels = models.JSONField(_("name for colleagues"), default=dict, blank=True)
    descriptions = models.JSONField(_("explanation"), default=dict, blank=True)
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("purpose")
        verbose_name_plural = _("purposes")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Return the name for colleagues in the reader's language; where none is set, the one for customers."""
        return in_language(self.office_labels) or self.customer_label

    @property
    def customer_label(self) -> str:
        """Return the name that customers read, in the reader's language."""
        return in_language(self.labels)

    @property
    def description(self) -> str:
        """Return what will be done, in the reader's language."""
        return in_language(self.descriptions)


class PurposeBasis(models.Model):
    """One lawful basis of a purpose through a channel, in one country or any."""

    purpose = models.ForeignKey(Purpose, on_delete=models.CASCADE, related_name="bases")
    channel = models.CharField(_("channel"), max_length=8, choices=Channel, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    basis = models.CharField(_("basis"), max_length=20, choices=Basis)
    law = models.CharField(_("law"), max_length=200, blank=True)
    notes = models.JSONField(_("note"), default=dict, blank=True)

    class Meta:
        verbose_name = _("lawful basis")
        verbose_name_plural = _("lawful bases")
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "channel", "country", "basis"], name="consents_purposebasis_once"
            ),
        ]

    def __str__(self) -> str:
        return self.get_basis_display()

    @property
    def note(self) -> str:
        """Return what to heed, in the reader's language."""
        return in_language(self.notes)


class AttributePurpose(models.Model):
    """One purpose that may read one fact (law 4)."""

    attribute = models.ForeignKey(Attribute, on_delete=models.CASCADE, related_name="purpose_links")
    purpose = models.ForeignKey(Purpose, on_delete=models.CASCADE, related_name="attribute_links")

    class Meta:
        verbose_name = _("purpose of a fact")
        verbose_name_plural = _("purposes of facts")
        constraints = [
            models.UniqueConstraint(
                fields=["attribute", "purpose"], name="consents_attributepurpose_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attribute} → {self.purpose}"


class Wording(models.Model):
    """The exact text in which consent is asked: immutable, named by the SHA-256 of its content."""

    sha256 = models.CharField(max_length=64, primary_key=True, editable=False)
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="wordings")
    language = models.CharField(_("language"), max_length=5)
    version = models.PositiveIntegerField(_("version"), default=1)
    channels = models.JSONField(_("channels"), default=list)
    text = models.TextField(_("text"))
    is_current = models.BooleanField(_("in use"), default=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "language", "version"], name="consents_wording_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.language} v{self.version}"

    def digest(self) -> str:
        """Return the content address: purpose, language, channels and text, length-prefixed."""
        parts = [self.purpose.slug, self.language, ",".join(self.channels), self.text]
        canonical = "".join(f"{len(part.encode())}:{part}" for part in parts)
        return hashlib.sha256(canonical.encode()).hexdigest()
