"""The room as Django sees it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    """Name the room and join what the rooms below offer."""

    name = "files"
    verbose_name = _("Files")

    def ready(self) -> None:
        """Count the imports of a day, and name imports and exports in histories."""
        from files.admin.addresses import export_name, import_name  # noqa: PLC0415 - models are ready only now
        from files.selectors.figures import imports_between  # noqa: PLC0415
        from profiles import wordbook  # noqa: PLC0415
        from segments.registry import add_day_counter  # noqa: PLC0415

        add_day_counter(imports_between)
        wordbook.add_names("import", lambda: import_name)
        wordbook.add_names("export", lambda: export_name)
