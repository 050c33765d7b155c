"""The list of activities as a file."""

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from files.services.export_columns import Column
from files.services.lists.people_list import PeopleList, Reading, moment, number, text, who, words
from profiles.choices import EventKind
from profiles.models import Event, Source
from profiles.selectors.narrowings import EVENT_NARROWINGS


def _columns(reading: Reading) -> list[Column]:
    sources = [(source.pk, source.label) for source in Source.objects.all()]
    return [
        moment(_("When"), "occurred_at"),
        words(_("Kind"), "kind", EventKind.choices),
        *who(reading),
        number(_("Amount"), "amount"),
        text(_("Currency"), "currency"),
        text(_("Channel"), "channel"),
        words(_("Source"), "source_id", sources),
    ]


ACTIVITIES = PeopleList(
    "activities",
    gettext_lazy("Activities"),
    ("profiles.view_event",),
    EVENT_NARROWINGS,
    lambda _said: Event.objects.order_by("-pk"),
    F("customer_id"),
    _columns,
)
