"""The people behind a number of "Who may be contacted": everybody of the last step of law 5, as of now."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.lib.admin import acting_person
from config.lib.office import OfficeView
from consents.choices import Channel, PurposeKind
from consents.selectors import PurposeInfo, find_purpose
from profiles.services.reading import log_read
from segments.selectors.everybody import Contact, reachable_page, stored_number


class ReachableView(OfficeView):
    """Everybody who may be contacted for a purpose through a channel; every page is noted in the read log."""

    template_name = "segments/reachable.html"
    permission_required = ("segments.view_segment", "profiles.view_customer")
    title = _("May be contacted now")
    purpose: PurposeInfo

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Know the purpose and the channel."""
        purpose = find_purpose(kwargs["purpose"])
        is_known = purpose is not None and kwargs["channel"] in Channel.values
        if purpose is None or not is_known or purpose.kind != PurposeKind.CONTACT:
            raise Http404
        self.purpose = purpose
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, purpose: str, channel: str) -> HttpResponse:
        """Show one page, and write down who saw whom."""
        contact = Contact(purpose, channel, timezone.now())
        page = reachable_page(contact, request.GET.dict())
        uids = [row.customer.pk for row in page.rows]
        if uids:
            log_read(
                actor=acting_person(request),
                view="reachable",
                subjects=uids,
                purpose=purpose,
                reference=f"channel:{channel}",
                now=contact.now,
            )
        return self.page(
            found=page,
            is_first=not request.GET,
            stored=stored_number(contact),
            purpose=self.purpose,
            channel=Channel(channel),
        )
