"""The company that this installation serves: the one controller."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Currency(models.TextChoices):
    """The currencies that income bands and amounts are kept in."""

    NOK = "NOK", "NOK"
    SEK = "SEK", "SEK"
    DKK = "DKK", "DKK"
    EUR = "EUR", "EUR"
    ISK = "ISK", "ISK"
    USD = "USD", "USD"


class Company(models.Model):
    """The controller's own details, asked once on the first page; the single row has id 1."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.CharField(_("company name"), max_length=200)
    organisation_number = models.CharField(_("organisation number"), max_length=40, blank=True)
    address = models.TextField(_("postal address"), max_length=500)
    officer_name = models.CharField(_("data-protection contact"), max_length=200)
    officer_email = models.EmailField(_("their e-mail address"))
    sender_name = models.CharField(_("sender name of mails"), max_length=200)
    sender_email = models.EmailField(_("sender address of mails"))
    base_url = models.URLField(
        _("address of this installation"),
        help_text=_("The web address that customers can reach; personal links start with it."),
    )
    default_country = models.CharField(_("country"), max_length=2, default="NO")
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default="NOK")
    default_language = models.CharField(_("language of customers"), max_length=5, default="nb")
    # Nobody of this company exists; every page says so.
    is_made_up = models.BooleanField(default=False, db_default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("company")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="profiles_company_single"),
        ]

    def __str__(self) -> str:
        return self.name
