"""Personal links: who has one, what became of it, and revoking it."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action, display

from config.lib.admin import ReadOnlyAdmin
from profiles.admin.badges import badge
from profiles.admin.logged_list import LoggedChangeList
from surveys.models import Invitation
from surveys.selectors.links import LinkState, link_state
from surveys.services.invitations import renew_invitations, revoke_invitations

STATES = {
    LinkState.OPEN: (_("Open"), "ok"),
    LinkState.USED: (_("Used"), "info"),
    LinkState.REVOKED: (_("Revoked"), "bad"),
    LinkState.EXPIRED: (_("Run out"), "warn"),
    LinkState.CLOSED: (_("Survey closed"), "warn"),
}


class LinkChangeList(LoggedChangeList):
    """The links, with whose they are noted in the read log."""

    view = "personal_links"
    subject = "customer_id"


class LinkStateFilter(admin.SimpleListFilter):
    """Keep links by what they can still do."""

    title = _("state")
    parameter_name = "can"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the states that can be told without reading every row."""
        del request, model_admin
        return [(state.value, STATES[state][0]) for state in list(STATES)[:4]]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Narrow the list."""
        del request
        now = timezone.now()
        untouched = Q(revoked_at=None, answered_at=None)
        kept = {
            LinkState.OPEN: untouched & Q(expires_at__gt=now),
            LinkState.USED: Q(answered_at__isnull=False),
            LinkState.REVOKED: Q(revoked_at__isnull=False),
            LinkState.EXPIRED: untouched & Q(expires_at__lte=now),
        }
        chosen = self.value() or ""
        return queryset.filter(kept[LinkState(chosen)]) if chosen in kept else queryset


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """The links; the token itself is shown to nobody."""

    list_display = fields = ("whose", "opens", "state_badge", "made", "runs_out")
    list_display_links = None
    list_select_related = ("customer", "survey")
    list_filter = (LinkStateFilter, ("survey", admin.RelatedOnlyFieldListFilter))
    ordering = ("-created_at", "-pk")
    sortable_by = ()
    actions = ("revoke", "renew")
    empty_icon = "link"
    empty_title = _("No personal link yet")
    empty_text = _("Everybody who is invited to a survey gets a link of their own.")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[LinkChangeList]:
        """Return the list that writes the read log."""
        del request, kwargs
        return LinkChangeList

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Let those revoke links who may send them."""
        return request.user.has_perm("surveys.send_survey")

    @action(description=_("Revoke the chosen links"), permissions=["send"])
    def revoke(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Shut the chosen links at once."""
        count = revoke_invitations(invitations=queryset, now=timezone.now())
        said = ngettext("%(count)s link revoked.", "%(count)s links revoked.", count)
        messages.success(request, said % {"count": count})

    @action(description=_("Give the chosen links a new life"), permissions=["send"])
    def renew(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Make revoked and expired links work again, under a new address each."""
        count = renew_invitations(invitations=queryset, now=timezone.now())
        said = ngettext(
            "%(count)s link works again, under a new address: send it or take it as a file.",
            "%(count)s links work again, under new addresses: send them or take them as a file.",
            count,
        )
        messages.success(request, said % {"count": count})

    @display(description=_("customer"))
    def whose(self, invitation: Invitation) -> str:
        """Return whose link it is."""
        return str(invitation.customer)

    @display(description=_("opens"))
    def opens(self, invitation: Invitation) -> str:
        """Return what the link opens."""
        return str(invitation.survey or invitation.get_kind_display())

    @display(description=_("state"))
    def state_badge(self, invitation: Invitation) -> SafeString:
        """Return what the link can still do."""
        return badge(*STATES[link_state(invitation, timezone.now())])

    @display(description=_("made"))
    def made(self, invitation: Invitation) -> str:
        """Return when it was made."""
        return date_format(localtime(invitation.created_at), "SHORT_DATE_FORMAT")

    @display(description=_("works until"))
    def runs_out(self, invitation: Invitation) -> str:
        """Return the day it runs out."""
        return date_format(localtime(invitation.expires_at), "SHORT_DATE_FORMAT")
