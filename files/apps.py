"""The room as Django sees it."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Name the room."""

    name = "files"
