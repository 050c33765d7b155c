"""The room's screens in the back office."""

from profiles.admin.company import CompanyView
from profiles.admin.steward import StewardAdmin

__all__ = ["CompanyView", "StewardAdmin"]
