"""The room as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntegrationsConfig(AppConfig):
    """Name the room and join what the rooms below offer."""

    name = "integrations"
    verbose_name = _("Keys for programs")

    def ready(self) -> None:
        """Describe keys to the schema, and end the keys of a colleague who leaves."""
        from integrations import openapi  # noqa: F401, PLC0415 - models are ready only now
        from integrations.services.keys import revoke_keys_of  # noqa: PLC0415
        from profiles import registry  # noqa: PLC0415

        registry.add_departure_listener(revoke_keys_of)
