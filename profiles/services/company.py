"""The company that this installation serves."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from config.lib.actor import Actor, act_as
from config.lib.errors import DomainError
from profiles.models import Company, Customer


class CompanyRefusedError(DomainError):
    """Details that cannot be the company's; `field` names the one to look at."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyDetails:
    """What is asked about the company."""

    name: str
    organisation_number: str
    address: str
    officer_name: str
    officer_email: str
    sender_name: str
    sender_email: str
    base_url: str
    default_country: str
    currency: str
    default_language: str


@transaction.atomic
def describe_company(*, details: CompanyDetails, actor: Actor, is_made_up: bool = False) -> Company:
    """Set the company on the first day, or change its details; its id never changes, nor whether it exists.

    Raises CompanyRefusedError where money is already kept in another currency.
    """
    act_as(actor)
    company = Company.objects.select_for_update().first() or Company(is_made_up=is_made_up)
    _refuse_other_currency(company, details)
    for name in CompanyDetails.__slots__:
        setattr(company, name, getattr(details, name))
    company.base_url = company.base_url.rstrip("/")
    company.save()
    return company


def _refuse_other_currency(company: Company, details: CompanyDetails) -> None:
    if not company.name or company.currency == details.currency or not Customer.objects.exists():
        return
    raise CompanyRefusedError(
        _("Amounts are already kept in %(currency)s, so the currency cannot be changed.")
        % {"currency": company.currency},
        "currency",
    )
