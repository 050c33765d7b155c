"""How old something is, in words."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

register = template.Library()

_MOMENT = timedelta(minutes=1)


@register.filter
def ago(at: datetime) -> str:
    """Return "12 minutes ago", and "a moment ago" within the first minute."""
    now = timezone.now()  # noqa: TID251 - a template hands over no clock
    if now - at < _MOMENT:
        return _("a moment ago")
    return _("%(time)s ago") % {"time": timesince(at, now)}
