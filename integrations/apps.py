"""The room as Django sees it."""

from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    """Name the room."""

    name = "integrations"
