"""One invitation: where it stands, sent anew or taken back."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.lib.admin import acting_person
from config.lib.office import Crumb, OfficeView, register_page
from profiles.models import Steward
from profiles.registry import wake_mail
from profiles.selectors.sign_in_links import is_link_open
from profiles.services.invitations import resend_invitation, withdraw_invitation


class _InvitationView(OfficeView):
    """A screen about somebody who has been invited; whoever has come in has a page of another kind."""

    permission_required = "profiles.add_steward"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the colleague."""
        found = Steward.objects.filter(pk=kwargs.pop("pk")).first()
        if found is None:
            raise Http404
        self.colleague = found
        if not found.is_invited:
            return HttpResponseRedirect(reverse("admin:profiles_steward_change", args=[found.pk]))
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way here."""
        return [(_("Colleagues"), reverse("admin:profiles_steward_changelist"))]


class InvitationView(_InvitationView):
    """Show the invitation; sending it anew makes a new link."""

    template_name = "office/invitation.html"

    def get_title(self) -> str:
        """Name who is awaited."""
        return _("Invitation to %(name)s") % {"name": self.colleague}

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show where it stands."""
        del request
        return self.page(
            colleague=self.colleague, is_open=is_link_open(self.colleague, timezone.now())
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Send it anew."""
        resend_invitation(steward=self.colleague, actor=acting_person(request), now=timezone.now())
        wake_mail()
        self.say(_("A new mail is on its way; the link of the one before no longer works."))
        return HttpResponseRedirect(request.path)


class WithdrawView(_InvitationView):
    """Ask before an invitation is taken back."""

    template_name = "office/confirm.html"
    title = gettext_lazy("Withdraw the invitation")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask."""
        del request
        said = {"name": self.colleague, "email": self.colleague.email}
        return self.page(
            question=_("Withdraw the invitation to %(name)s (%(email)s)?") % said,
            points=[
                _("The link in the mail stops working at once."),
                _("You can invite the same address again later."),
            ],
            confirm_label=_("Withdraw"),
            cancel_url=reverse("admin:colleague_invitation", args=[self.colleague.pk]),
            danger=True,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Withdraw."""
        withdraw_invitation(steward=self.colleague, actor=acting_person(request))
        self.say(_("The invitation is withdrawn."))
        return HttpResponseRedirect(reverse("admin:profiles_steward_changelist"))


register_page("colleagues/<int:pk>/invitation/", InvitationView.as_view(), "colleague_invitation")
register_page("colleagues/<int:pk>/withdraw/", WithdrawView.as_view(), "colleague_withdraw")
