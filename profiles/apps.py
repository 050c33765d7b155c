"""The room as Django sees it."""

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    """Name the room and put its own history on the timeline."""

    name = "profiles"

    def ready(self) -> None:
        """Join the timeline with activities and with changes of what is known."""
        from profiles import registry  # noqa: PLC0415 - models are ready only now
        from profiles.selectors import history  # noqa: PLC0415

        registry.add_timeline(history.activities)
        registry.add_timeline(history.changes)
