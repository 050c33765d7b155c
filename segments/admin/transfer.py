"""Segments on their way to another installation: what they mean, never who is in them."""

from typing import Any

from django.utils.translation import gettext_lazy

from config.lib.transfer import Cell, JsonCell, SettingResource
from segments.models import Segment
from segments.selectors.graph import latest_version
from segments.services.segments import create_segment, save_version, update_segment


class SegmentResource(SettingResource):
    """Name, purpose and conditions; conditions that differ become a new edition."""

    code = "segments"
    title = gettext_lazy("Segments")
    text = gettext_lazy("Names, purposes and conditions, without members.")
    see_permission = "segments.view_segment"
    change_permissions = ("segments.add_segment", "segments.change_segment")

    slug = Cell("slug")
    name = Cell("name")
    description = Cell("description")
    purpose = Cell("purpose_id")
    conditions = JsonCell("rule", type(None))

    class Meta(SettingResource.Meta):
        model = Segment
        fields = ("slug", "name", "description", "purpose", "conditions")

    def load_parts(self, instance: Any) -> None:
        """Read the conditions in force."""
        version = latest_version(instance) if instance.pk else None
        instance.rule = version.rule if version else None

    def keep(self, instance: Any, *, is_new: bool) -> None:
        """Make or change the segment; its purpose must be able to read what the conditions ask."""
        said = {
            "name": instance.name,
            "purpose": instance.purpose_id,
            "description": instance.description,
            "actor": self.actor,
            "now": self.now,
        }
        if is_new:
            segment = create_segment(slug=instance.slug, **said)
        else:
            segment = update_segment(segment=Segment.objects.get(pk=instance.pk), **said)
        if instance.rule:
            save_version(segment=segment, rule=instance.rule, actor=self.actor, now=self.now)
