"""The mail server, as an administrator set it; the environment goes before it (selectors/mail_server.py)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from profiles.choices import MailSecurity


class MailServer(models.Model):
    """Where mails are handed over; the single row has id 1."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    host = models.CharField(_("server"), max_length=253, blank=True)
    port = models.PositiveIntegerField(_("port"), default=587)
    username = models.CharField(_("user name"), max_length=320, blank=True)
    # Encrypted under a key that is not in the database (profiles/services/mail_server.py).
    password = models.TextField(blank=True, editable=False)
    security = models.CharField(
        _("encryption"), max_length=8, choices=MailSecurity, default=MailSecurity.STARTTLS
    )

    class Meta:
        verbose_name = _("mail server")
        verbose_name_plural = _("mail server")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="profiles_mailserver_single"),
        ]

    def __str__(self) -> str:
        return self.host
