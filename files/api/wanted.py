"""What a program asks for, held against its key (law 4)."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from config.lib.rest.caller import Caller


def check_purpose(caller: Caller, purpose: str) -> str:
    """Return the purpose; raise ValidationError where the key does not act for it."""
    if purpose not in caller.purposes:
        raise ValidationError(
            {
                "purpose": [
                    _("This key does not act for “%(purpose)s”. It acts for: %(known)s.")
                    % {"purpose": purpose[:60], "known": ", ".join(sorted(caller.purposes))}
                ]
            }
        )
    return purpose


def check_facts(caller: Caller, slugs: Collection[str], *, field: str) -> None:
    """Raise ValidationError for a fact that the key may not read; whether the purpose may is asked by the service."""
    closed = [slug for slug in slugs if slug not in caller.facts]
    if closed:
        raise ValidationError(
            {
                field: [
                    _("“%(name)s” is not a fact that this key can read.") % {"name": closed[0][:60]}
                ]
            }
        )
