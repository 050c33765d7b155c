"""The room as Django sees it."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Name the room."""

    name = "surveys"
