"""The admin of this installation: the theme's site under our name."""

from django.contrib.admin.apps import AdminConfig


class KjennAdminConfig(AdminConfig):
    """Make every room's `@admin.register` land on our site."""

    default_site = "config.admin.KjennAdminSite"
