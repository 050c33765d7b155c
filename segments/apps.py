"""The room as Django sees it."""

from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    """Name the room."""

    name = "segments"
