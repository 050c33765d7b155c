"""The room as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SegmentsConfig(AppConfig):
    """Name the room and join what the rooms below offer."""

    name = "segments"
    verbose_name = _("Segments")

    def ready(self) -> None:
        """Follow changes of single customers, join the customer card, and let commits wake the worker."""
        from profiles import registry, wordbook  # noqa: PLC0415 - models are ready only now
        from segments import tasks  # noqa: F401, PLC0415 - joins segments.wake
        from segments.admin.card import segments_section  # noqa: PLC0415
        from segments.selectors.members import comings_and_goings  # noqa: PLC0415
        from segments.selectors.words import segment_names  # noqa: PLC0415
        from segments.services.following import follow_changes  # noqa: PLC0415

        registry.add_change_listener(follow_changes)
        registry.add_card_section(20, segments_section)
        registry.add_timeline(comings_and_goings)
        wordbook.add_names("segment", lambda: segment_names().get)
