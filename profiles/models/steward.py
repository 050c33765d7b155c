"""The colleagues who sign in."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from config.lib.actor import Actor


class StewardManager(UserManager["Steward"]):
    """Make colleagues by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "Steward":  # type: ignore[override]
        """Create a colleague; the address is kept in lower case."""
        steward = self.model(email=email.strip().lower(), **extra)
        steward.set_password(password)
        steward.save(using=self._db)
        return steward

    def get_by_natural_key(self, username: str | None) -> "Steward":
        """Find the colleague who signs in, however the address was typed."""
        return self.get(email=(username or "").strip().lower())

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "Steward":  # type: ignore[override]
        """Create a colleague who may do everything."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)


INVITED = models.Q(invited_at__isnull=False, last_login__isnull=True)


class Steward(AbstractUser):
    """A person who works in the back office, known by e-mail address; roles are groups."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    # Set for whoever was invited by mail; they have come in once they have signed in.
    invited_at = models.DateTimeField(null=True, editable=False)
    # Until when the newest personal link works; a new link, or its use, ends the ones before.
    link_expires_at = models.DateTimeField(null=True, editable=False)
    # The steps of the guided path that this person completed by opening a page.
    guide_steps = ArrayField(
        models.CharField(max_length=20), default=list, db_default=[], editable=False
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[StewardManager] = StewardManager()

    class Meta:
        verbose_name = _("colleague")
        verbose_name_plural = _("colleagues")
        permissions = [("export_steward", "Can take the list of colleagues along")]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="profiles_steward_email_any_case"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    @property
    def actor(self) -> Actor:
        """Return the person as services know an actor."""
        return Actor.steward(self.pk, str(self))

    @property
    def is_invited(self) -> bool:
        """Return whether they were invited and have not come in yet."""
        return self.invited_at is not None and self.last_login is None
