"""The room as Django sees it."""

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    """Name the room."""

    name = "profiles"
