"""Questions across the room's models."""

from profiles.selectors.company import find_company, latest_heartbeat

__all__ = ["find_company", "latest_heartbeat"]
