"""Questions across the room's models."""

from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from config.lib.errors import DomainError
from profiles.models import Company, Heartbeat


def latest_heartbeat() -> datetime | None:
    """Return when any worker last showed life, or nothing."""
    found: datetime | None = Heartbeat.objects.aggregate(last=Max("beaten_at"))["last"]
    return found


def find_company() -> Company | None:
    """Return the company, or nothing before it has been set."""
    return Company.objects.first()


class CompanyMissingError(DomainError):
    """The company has not been described yet, and its id stands in every consent entry."""


def get_company() -> Company:
    """Return the company; raise CompanyMissingError before it has been set."""
    company = find_company()
    if company is None:
        raise CompanyMissingError(
            _("Describe the company first: sign in and fill in the first page (Settings, Company).")
        )
    return company
