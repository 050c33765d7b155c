"""The list of personal links as a file; the addresses themselves open what is personal, and are not in it."""

from datetime import datetime

from django.db.models import Case, F, Q, TextField, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from files.services.export_columns import Column
from files.services.lists.people_list import PeopleList, Reading, moment, who
from surveys.choices import InvitationKind, SurveyState
from surveys.models import Invitation
from surveys.selectors.links import LinkState
from surveys.selectors.narrowings import LINK_NARROWINGS, LINK_STATES, link_can


def _columns(reading: Reading) -> list[Column]:
    opens = Coalesce(
        F("survey__name"), Value(str(InvitationKind.CHOICES.label)), output_field=TextField()
    )
    return [
        *who(reading),
        Column(_("Opens"), opens),
        Column(_("State"), _state(reading.now)),
        moment(_("Made"), "created_at"),
        moment(_("Opened"), "opened_at"),
        moment(_("Answered"), "answered_at"),
        moment(_("Works until"), "expires_at"),
    ]


def _state(now: datetime) -> Case:
    """Return what a link can still do; the first reason that holds is the one that is told."""
    closed = Q(survey__isnull=False) & ~Q(survey__state=SurveyState.OPEN)
    reasons = [
        (link_can(LinkState.REVOKED, now), LinkState.REVOKED),
        (link_can(LinkState.USED, now), LinkState.USED),
        (link_can(LinkState.EXPIRED, now), LinkState.EXPIRED),
        (closed, LinkState.CLOSED),
    ]
    whens = [When(holds, then=Value(str(LINK_STATES[state]))) for holds, state in reasons]
    return Case(*whens, default=Value(str(LINK_STATES[LinkState.OPEN])), output_field=TextField())


LINKS = PeopleList(
    "links",
    gettext_lazy("Personal links"),
    ("surveys.view_invitation",),
    LINK_NARROWINGS,
    lambda _said: Invitation.objects.order_by("-created_at", "-pk"),
    F("customer_id"),
    _columns,
)
