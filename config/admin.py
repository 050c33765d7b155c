"""The back office as one site."""

from unfold.sites import UnfoldAdminSite


class KjennAdminSite(UnfoldAdminSite):
    """The admin site that every room registers with."""
