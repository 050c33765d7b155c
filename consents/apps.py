"""The room as Django sees it."""

from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    """Name the room."""

    name = "consents"
