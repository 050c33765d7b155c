"""The room's screens in the back office."""

from profiles.admin.company import CompanyView
from profiles.admin.customer import CustomerAdmin
from profiles.admin.steward import StewardAdmin

__all__ = ["CompanyView", "CustomerAdmin", "StewardAdmin"]
