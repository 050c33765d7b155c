"""The people who sign in."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth import password_validation
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CharField, F, Func, Value
from django.utils.translation import gettext as _

from config.lib.actor import Actor, act_as
from config.lib.errors import DomainError
from profiles.choices import Role
from profiles.models import Steward
from profiles.models.steward import INVITED
from profiles.registry import colleague_left


class ColleagueRefusedError(DomainError):
    """A change to a colleague that cannot be made; `field` names the one to look at."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def change_colleague(
    *,
    steward: Steward,
    name: tuple[str, str],
    roles: Collection[str],
    language: str,
    is_active: bool,
    actor: Actor,
) -> Steward:
    """Change a colleague; whoever is no longer active is signed out everywhere at once, and their keys are revoked.

    Raises ColleagueRefusedError where nobody would be left who may manage colleagues, or for one's own account.
    """
    act_as(actor)
    held = Steward.objects.select_for_update().get(pk=steward.pk)
    if held.is_active and not is_active and actor.id == str(held.pk):
        raise ColleagueRefusedError(_("You cannot close your own account."), "is_active")
    held.first_name, held.last_name = name
    held.language = language
    held.is_active = is_active
    if not is_active:
        held.link_expires_at = None
    held.save()
    give_roles(held, roles)
    _refuse_no_administrator()
    if not is_active:
        end_sessions(steward=held)
        colleague_left(str(held.pk))
    return held


@transaction.atomic
def change_own_account(*, steward: Steward, name: tuple[str, str], language: str) -> Steward:
    """Keep what colleagues say of themselves: given and family name, and the language of their back office."""
    act_as(steward.actor)
    held = Steward.objects.select_for_update().get(pk=steward.pk)
    held.first_name, held.last_name = name
    held.language = language
    held.save(update_fields=["first_name", "last_name", "language"])
    return held


def note_guide_step(*, steward: Steward, step: str) -> None:
    """Remember that a colleague has completed a step of the guided path, however often it is said."""
    others = Steward.objects.filter(pk=steward.pk).exclude(guide_steps__contains=[step])
    others.update(
        guide_steps=Func(
            F("guide_steps"), Value(step, CharField(max_length=20)), function="array_append"
        )
    )


def end_sessions(*, steward: Steward) -> int:
    """Sign a colleague out of every browser; return how many."""
    ended = 0
    for session in Session.objects.all().iterator():
        if session.get_decoded().get("_auth_user_id") == str(steward.pk):
            session.delete()
            ended += 1
    return ended


def refuse_known_address(email: str) -> None:
    """Raise ColleagueRefusedError where somebody signs in with this address already, in any case of letters."""
    if Steward.objects.filter(email=email.strip().lower()).exists():
        raise ColleagueRefusedError(_("A colleague with this address is already here."), "email")


def give_roles(steward: Steward, roles: Collection[str]) -> None:
    """Let a colleague have these roles and no others."""
    steward.groups.set(Group.objects.filter(name__in=set(roles) & set(Role.values)))


def refuse_weak_password(password: str, steward: Any) -> None:
    """Raise ColleagueRefusedError, in the validators' own words, for a password that is easy to guess."""
    try:
        password_validation.validate_password(password, steward)
    except ValidationError as error:
        raise ColleagueRefusedError(" ".join(error.messages), "new_password1") from error


def _refuse_no_administrator() -> None:
    """Want somebody who can sign in and manage colleagues; an invitation is a hope."""
    active = Steward.objects.filter(is_active=True).exclude(INVITED)
    if active.filter(is_superuser=True).exists():
        return
    if not active.filter(groups__name=Role.ADMINISTRATOR).exists():
        raise ColleagueRefusedError(
            _("There must be at least one administrator: give the role to a colleague first."),
            "roles",
        )
