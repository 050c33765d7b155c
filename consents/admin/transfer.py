"""Purposes and consent texts on their way to another installation."""

from typing import Any

from django.utils.translation import gettext_lazy

from config.lib.transfer import Cell, CodesCell, JsonCell, SettingResource, register_setting
from consents.models import AttributePurpose, Purpose, Wording
from consents.services.purposes import (
    BASIS_FIELDS,
    PURPOSE_FIELDS,
    keep_bases,
    keep_facts_of_purpose,
    keep_purpose,
    publish_wordings,
)
from consents.services.wanted import keep_wanted_fact
from profiles.choices import Sensitivity
from profiles.models import Attribute


class PurposeResource(SettingResource):
    """Names, explanations, lawful bases, and the facts that each purpose may read."""

    code = "purposes"
    title = gettext_lazy("Purposes, their lawful bases and facts")
    text = gettext_lazy("What each purpose is called, rests on and may read.")
    is_closed = True
    see_permission = "consents.view_purpose"
    change_permissions = ("consents.change_purpose", "profiles.change_attribute")
    language_fields = {
        "office_labels": "name",
        "labels": "name_for_customers",
        "descriptions": "explanation",
    }

    slug = Cell("slug")
    is_active = Cell("is_active", bool)
    bases = JsonCell("basis_rows", list)
    facts = CodesCell("fact_slugs")

    class Meta(SettingResource.Meta):
        model = Purpose
        fields = ("slug", "is_active", "bases", "facts")

    def load_parts(self, instance: Any) -> None:
        """Read the bases and the facts."""
        instance.basis_rows, instance.fact_slugs = [], []
        if instance.pk:
            order = ("channel", "country", "basis")
            instance.basis_rows = list(instance.bases.order_by(*order).values(*BASIS_FIELDS))
            links = instance.attribute_links.order_by("attribute__slug")
            instance.fact_slugs = list(links.values_list("attribute__slug", flat=True))

    def keep(self, instance: Any, *, is_new: bool) -> None:
        """Change the purpose, its bases and its facts."""
        del is_new
        values = {name: getattr(instance, name) for name in PURPOSE_FIELDS}
        keep_purpose(purpose=instance, values=values, actor=self.actor)
        keep_bases(purpose=instance, bases=instance.basis_rows or [], actor=self.actor)
        keep_facts_of_purpose(purpose=instance, slugs=instance.fact_slugs, actor=self.actor)


class WantedFactResource(SettingResource):
    """Which facts are wanted, and what each is needed for (law 11)."""

    code = "wanted-facts"
    title = gettext_lazy("Wanted facts")
    text = gettext_lazy("Which facts you want to know, and what each one is needed for.")
    is_closed = True
    see_permission = "profiles.view_attribute"
    change_permissions = ("profiles.change_attribute",)

    slug = Cell("slug")
    is_wanted = Cell("is_wanted", bool)
    purposes = CodesCell("purpose_slugs")

    class Meta(SettingResource.Meta):
        model = Attribute
        fields = ("slug", "is_wanted", "purposes")

    def get_queryset(self) -> Any:
        """Return the facts that can be wanted."""
        usable = Attribute.objects.usable().exclude(sensitivity=Sensitivity.SPECIAL)
        return usable.order_by("position", "pk")

    def load_parts(self, instance: Any) -> None:
        """Read the purposes in use."""
        links = AttributePurpose.objects.filter(attribute=instance, purpose__is_active=True)
        slugs = links.order_by("purpose__slug").values_list("purpose__slug", flat=True)
        instance.purpose_slugs = list(slugs)

    def keep(self, instance: Any, *, is_new: bool) -> None:
        """Keep what the row says of the fact."""
        del is_new
        keep_wanted_fact(
            fact=instance,
            is_wanted=instance.is_wanted,
            purposes=instance.purpose_slugs,
            actor=self.actor,
            now=self.now,
        )


class WordingResource(SettingResource):
    """The consent texts in use; a text that differs becomes a new version, and no version changes."""

    code = "consent-texts"
    title = gettext_lazy("Consent texts")
    text = gettext_lazy("The texts in use. A text that differs is published as a new version.")
    see_permission = "consents.view_wording"
    change_permissions = ("consents.add_wording",)

    purpose = Cell("purpose_slug")
    language = Cell("language")
    channels = CodesCell("channels")
    wording = Cell("text")

    class Meta(SettingResource.Meta):
        model = Wording
        fields = ("purpose", "language", "channels", "wording")
        import_id_fields = ("purpose", "language")
        clean_model_instances = False  # the service makes the row; a version is never changed

    def get_queryset(self) -> Any:
        """Return the texts in use."""
        used = Wording.objects.filter(is_current=True).select_related("purpose")
        return used.order_by("purpose__position", "language")

    def load_parts(self, instance: Any) -> None:
        """Read the code of the purpose."""
        instance.purpose_slug = instance.purpose.slug if instance.purpose_id else ""

    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        """Return the text in use for the row's purpose and language."""
        del instance_loader
        found = self.get_queryset().filter(
            purpose__slug=str(row["purpose"]).strip(), language=str(row["language"]).strip()
        )
        wording = found.first()
        if wording is not None:
            self.load_parts(wording)
            wording.channels = sorted(wording.channels)
        return wording

    def keep(self, instance: Any, *, is_new: bool) -> None:
        """Publish the text."""
        del is_new
        purpose = Purpose.objects.filter(slug=instance.purpose_slug).first()
        if purpose is None:
            raise self.unknown(instance.purpose_slug)
        publish_wordings(
            purpose=purpose,
            texts={instance.language: instance.text},
            channels=instance.channels,
            actor=self.actor,
        )


register_setting(PurposeResource)
register_setting(WantedFactResource)
register_setting(WordingResource)
