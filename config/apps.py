"""The admin of this installation: the theme's site under our name."""

from django.contrib.admin.apps import AdminConfig

from config.checks import register_checks


class KjennAdminConfig(AdminConfig):
    """Make every room's `@admin.register` land on our site, and the installation check itself."""

    default_site = "config.admin.KjennAdminSite"

    def ready(self) -> None:
        """Load the rooms' admin modules and the pages that know them all, and register the checks."""
        super().ready()
        import config.search  # noqa: PLC0415 - registers its page, and needs the rooms' models
        import config.transfer  # noqa: PLC0415
        import config.welcome  # noqa: F401, PLC0415
        from config.start import pages  # noqa: F401, PLC0415 - registers itself, like the search

        register_checks()
