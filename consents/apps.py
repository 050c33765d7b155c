"""The room as Django sees it."""

from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    """Name the room and join what the room below offers."""

    name = "consents"

    def ready(self) -> None:
        """Open the purpose gate, and load purposes with the catalogue."""
        from consents.selectors import readable_slugs  # noqa: PLC0415 - models are ready only now
        from consents.services.catalogue import load_purposes  # noqa: PLC0415
        from profiles import registry  # noqa: PLC0415

        registry.join_purpose_gate(readable_slugs)
        registry.add_catalogue(load_purposes)
