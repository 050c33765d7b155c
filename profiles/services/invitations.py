"""Colleagues invited by mail, and new passwords: a personal link with which one chooses a password oneself."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from config.lib.actor import Actor, act_as
from config.lib.mail_text import LINK, one_line, plain
from profiles.models import PasswordRequest, Steward
from profiles.registry import Letter, send_letter
from profiles.selectors import get_company
from profiles.selectors.sign_in_links import is_link_right
from profiles.services.colleagues import (
    ColleagueRefusedError,
    end_sessions,
    give_roles,
    refuse_known_address,
    refuse_weak_password,
)

INVITATION_DAYS = 7
NEW_PASSWORD_HOURS = 4
# Wishes within an hour: for one address, and from one network address (an office may share it).
ADDRESS_WISHES, NETWORK_WISHES = 3, 30


class LinkClosedError(ColleagueRefusedError):
    """A link that was used, replaced, withdrawn, or has run out."""

    def __init__(self) -> None:
        super().__init__(_("This link no longer works. Ask for a new one."), "")


@transaction.atomic
def invite_colleague(
    *,
    email: str,
    name: tuple[str, str],
    roles: Collection[str],
    language: str,
    actor: Actor,
    now: datetime,
) -> Steward:
    """Add a colleague, and mail them a link to a password of their own; `name` is given and family name."""
    act_as(actor)
    refuse_known_address(email)
    steward = Steward(
        email=email.strip().lower(),
        first_name=name[0],
        last_name=name[1],
        language=language,
        is_staff=True,
        invited_at=now,
    )
    steward.set_unusable_password()
    steward.save()
    give_roles(steward, roles)
    _mail_invitation(steward, actor, now)
    return steward


@transaction.atomic
def resend_invitation(*, steward: Steward, actor: Actor, now: datetime) -> Steward:
    """Mail a new link; the one before stops working."""
    held = _locked_invited(steward)
    held.invited_at = now
    _mail_invitation(held, actor, now)
    return held


@transaction.atomic
def withdraw_invitation(*, steward: Steward, actor: Actor) -> None:
    """Take an invitation back: the link stops working, and nobody of that name was ever in."""
    act_as(actor)
    _locked_invited(steward).delete()


@transaction.atomic
def ask_new_password(*, address: str, network: str, now: datetime) -> None:
    """Note that somebody wants a new password for an address; what follows is the same whether it is known or not.

    Beyond so many wishes in an hour for the address or from the network, nothing is noted.
    """
    lately = PasswordRequest.objects.filter(asked_at__gt=now - timedelta(hours=1))
    asked = address.strip().lower()[:254]
    if lately.filter(address=asked).count() >= ADDRESS_WISHES:
        return
    if lately.filter(network=network).count() >= NETWORK_WISHES:
        return
    PasswordRequest.objects.create(address=asked, network=network, asked_at=now)


@transaction.atomic
def answer_password_requests(*, now: datetime) -> int:
    """Mail a link to each colleague among those who asked; return to how many. Wishes of yesterday are forgotten."""
    PasswordRequest.objects.filter(asked_at__lt=now - timedelta(days=1)).delete()
    open_ones = PasswordRequest.objects.select_for_update(skip_locked=True).filter(
        is_answered=False
    )
    wishes = list(open_ones.order_by("pk"))
    asked = {wish.address for wish in wishes}
    people = list(
        Steward.objects.select_for_update()
        .filter(email__in=asked, is_active=True, is_staff=True)
        .order_by("pk")
    )
    for steward in people:
        _mail_new_password(steward, now)
    PasswordRequest.objects.filter(pk__in=[wish.pk for wish in wishes]).update(is_answered=True)
    return len(people)


@transaction.atomic
def set_password_by_link(*, steward: Steward, token: str, password: str, now: datetime) -> Steward:
    """Set the password that somebody chose on their link, once; whoever was signed in as them is so no longer.

    Raises LinkClosedError for a link that was used meanwhile, and ColleagueRefusedError for a weak password.
    """
    held = Steward.objects.select_for_update().get(pk=steward.pk)
    if not is_link_right(held, token, now):
        raise LinkClosedError
    refuse_weak_password(password, held)
    held.set_password(password)
    held.link_expires_at = None
    held.save(update_fields=["password", "link_expires_at"])
    end_sessions(steward=held)
    return held


def _locked_invited(steward: Steward) -> Steward:
    held = Steward.objects.select_for_update().filter(pk=steward.pk).first()
    if held is None or not held.is_invited:
        raise ColleagueRefusedError(
            _("This colleague has come in already, or the invitation was withdrawn."), ""
        )
    return held


def _mail_invitation(steward: Steward, actor: Actor, now: datetime) -> None:
    steward.link_expires_at = now + timedelta(days=INVITATION_DAYS)
    steward.save(update_fields=["link_expires_at", "invited_at"])
    with translation.override(steward.language or None):
        company = get_company()
        subject = _("Your account at %(company)s") % {"company": company.name}
        _send(steward, subject, "office/mail_invitation", {"inviter": plain(actor.label)})


def _mail_new_password(steward: Steward, now: datetime) -> None:
    steward.link_expires_at = now + timedelta(hours=NEW_PASSWORD_HOURS)
    steward.save(update_fields=["link_expires_at"])
    with translation.override(steward.language or None):
        _send(steward, _("A new password for Kjenn"), "office/mail_new_password", {})


def _send(steward: Steward, subject: str, template: str, more: dict[str, str]) -> None:
    context = {
        "company": get_company(),
        "name": plain(steward.first_name),
        "email": steward.email,
        "expires_at": steward.link_expires_at,
        "language": translation.get_language(),
        "title": subject,
        "link": LINK,
        **more,
    }
    send_letter(
        Letter(
            steward_id=steward.pk,
            to_address=steward.email,
            subject=one_line(subject),
            text=render_to_string(f"{template}.txt", context),
            html=render_to_string(f"{template}.html", context),
        )
    )
