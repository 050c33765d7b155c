"""Personal links: who has one, what became of it, and revoking it."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action, display

from config.lib.admin import ReadOnlyAdmin
from config.lib.dropdowns import dropdown
from config.lib.numbers import grouped
from profiles.admin.badges import badge
from profiles.admin.logged_list import LoggedList
from surveys.models import Invitation
from surveys.selectors.links import LinkState, link_state
from surveys.selectors.narrowings import LINK_NARROWINGS, LINK_STATES
from surveys.services.invitations import renew_invitations, revoke_invitations

TONES = {
    LinkState.OPEN: "ok",
    LinkState.USED: "info",
    LinkState.REVOKED: "bad",
    LinkState.EXPIRED: "warn",
    LinkState.CLOSED: "warn",
}


@admin.register(Invitation)
class InvitationAdmin(LoggedList, ReadOnlyAdmin):
    """The links; the token itself is shown to nobody."""

    logged_as = "personal_links"
    logged_subject = "customer_id"
    list_display = fields = ("whose", "opens", "state_badge", "made", "runs_out")
    list_display_links = None
    list_select_related = ("customer", "survey")
    list_filter = tuple(dropdown(each) for each in LINK_NARROWINGS)
    list_filter_submit = True
    list_before_template = "surveys/links_note.html"
    ordering = ("-created_at", "-pk")
    sortable_by = ()
    actions = ("revoke", "renew")
    empty_icon = "link"
    empty_title = _("No personal link yet")
    empty_link = (_("See surveys"), "admin:surveys_survey_changelist")
    empty_text = _("Everybody who is invited to a survey gets a link of their own.")

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Let those revoke links who may send them."""
        return request.user.has_perm("surveys.send_survey")

    @action(description=_("Revoke the chosen links"), permissions=["send"])
    def revoke(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Shut the chosen links at once."""
        count = revoke_invitations(invitations=queryset, now=timezone.now())
        said = ngettext("%(count)s link revoked.", "%(count)s links revoked.", count)
        messages.success(request, said % {"count": grouped(count)})

    @action(description=_("Renew the chosen links"), permissions=["send"])
    def renew(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Make revoked and expired links work again, under a new address each."""
        count = renew_invitations(invitations=queryset, now=timezone.now())
        said = ngettext(
            "%(count)s link works again, under a new address: send it or take it as a file.",
            "%(count)s links work again, under new addresses: send them or take them as a file.",
            count,
        )
        messages.success(request, said % {"count": grouped(count)})

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
        state = link_state(invitation, timezone.now())
        return badge(LINK_STATES[state], TONES[state])

    @display(description=_("made"))
    def made(self, invitation: Invitation) -> str:
        """Return when it was made."""
        return date_format(localtime(invitation.created_at), "SHORT_DATE_FORMAT")

    @display(description=_("works until"))
    def runs_out(self, invitation: Invitation) -> str:
        """Return the day it runs out."""
        return date_format(localtime(invitation.expires_at), "SHORT_DATE_FORMAT")
