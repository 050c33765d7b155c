"""Questions across the room's models."""

from profiles.selectors.company import (
    CompanyMissingError,
    find_company,
    get_company,
    latest_heartbeat,
)

__all__ = ["CompanyMissingError", "find_company", "get_company", "latest_heartbeat"]
