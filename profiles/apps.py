"""The room as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProfilesConfig(AppConfig):
    """Name the room, put its own history on the timeline, and look for contradictions."""

    name = "profiles"
    verbose_name = _("Customers")

    def ready(self) -> None:
        """Join the timeline with activities and with changes of what is known; compare what sources say."""
        from profiles import contradictions, registry, wordbook  # noqa: PLC0415 - models are ready only now
        from profiles.contradiction_kinds import FACTS, TWICE  # noqa: PLC0415
        from profiles.selectors import history  # noqa: PLC0415
        from profiles.selectors.contradictions import contradiction_namer  # noqa: PLC0415

        registry.add_timeline(history.activities)
        registry.add_timeline(history.changes)
        contradictions.add_finder(TWICE)
        contradictions.add_finder(FACTS)
        wordbook.add_names("contradiction", contradiction_namer)
