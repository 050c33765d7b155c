"""Facts of the catalogue on their way to another installation."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.lib.transfer import Cell, JsonCell, SettingResource, register_setting
from profiles.models import Attribute
from profiles.services.settings import FACT_FIELDS, keep_fact, keep_options


class AttributeResource(SettingResource):
    """Names, explanations, validity, weight and options; type and sensitivity ship with the fact."""

    code = "facts"
    title = gettext_lazy("Facts and their options")
    text = gettext_lazy("Names, how long they hold, how much they count. What a fact is stays.")
    is_closed = True
    see_permission = "profiles.view_attribute"
    change_permissions = ("profiles.change_attribute",)
    language_fields = {"labels": "name", "helps": "explanation"}

    slug = Cell("slug")
    half_life_days = Cell("half_life_days", int)
    weight = Cell("weight", int)
    is_enabled = Cell("is_enabled", bool)
    options = JsonCell("option_names", dict)

    class Meta(SettingResource.Meta):
        model = Attribute
        fields = ("slug", "half_life_days", "weight", "is_enabled", "options")

    def load_parts(self, instance: Any) -> None:
        """Read the options: code to names."""
        rows = instance.options.order_by("position", "pk") if instance.pk else ()
        instance.option_names = {row.slug: row.labels for row in rows}

    def keep(self, instance: Any, *, is_new: bool) -> None:
        """Change the fact; options are added and named, never taken away."""
        del is_new
        values = {name: getattr(instance, name) for name in FACT_FIELDS}
        keep_fact(fact=instance, values=values, actor=self.actor, now=self.now)
        options = instance.option_names or {}
        if not isinstance(options, dict):
            raise ValidationError(_("Options are written as {code: {language: name}}."))
        keep_options(fact=instance, options=options, actor=self.actor)


register_setting(AttributeResource)
