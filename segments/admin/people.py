"""The people on a step of the staircase, and why somebody is in a segment or not; whoever looks is written down."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.lib.admin import acting_person
from config.lib.office import Crumb, OfficeView
from consents.choices import Channel
from consents.selectors import find_purpose
from consents.selectors.reach import STEPS
from profiles.models import Customer
from profiles.services.reading import log_read
from segments.admin.frame import SegmentPage, segment_url
from segments.selectors.explained import explanation
from segments.selectors.members import segments_of
from segments.selectors.narrowings import STEP_OF, stair_address
from segments.selectors.reach import Stair, people_on

SEE_PEOPLE = ("segments.view_segment", "profiles.view_customer")


class PeopleView(SegmentPage):
    """The people on one step, page after page, each with the basis, or the reason why not."""

    template_name = "segments/people.html"
    permission_required = SEE_PEOPLE

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Know the purpose, the channel and the step."""
        purpose = find_purpose(kwargs["purpose"])
        if (
            purpose is None
            or kwargs["channel"] not in Channel.values
            or kwargs["step"] not in STEPS
        ):
            raise Http404
        self.purpose = purpose
        return super().dispatch(request, *args, **kwargs)

    def get_title(self) -> str:
        """Return the step's name."""
        is_fallen = "fell" in self.request.GET
        label = str(STEPS[self.kwargs["step"]])
        return _("Fell out: %(step)s") % {"step": label} if is_fallen else label

    def get(self, request: HttpRequest, purpose: str, channel: str, step: str) -> HttpResponse:
        """Show one page, and write down who saw whom."""
        now = timezone.now()
        stair = Stair(self.segment, purpose, channel, step, "fell" in request.GET)
        found = people_on(stair, request.GET.dict(), now=now)
        self._log(request, [row.customer.pk for row in found.rows], now)
        return self.page(
            found=found,
            first_url="?fell=1" if stair.fell else "?",
            is_first=not {"after", "from"} & set(request.GET),
            purpose_label=self.purpose.label,
            channel_label=Channel(channel).label,
            step=step,
            order_url=self._order_url(),
            list_query=""
            if stair.is_audience
            else urlencode({STEP_OF.parameter: stair_address(stair)}),
            back_url=f"{segment_url(self.segment)}?purpose={purpose}&channel={channel}",
        )

    def _order_url(self) -> str:
        """Return where the audience is ordered, or the members' records."""
        may, said = self.request.user.has_perm, {"segment": self.segment.slug}
        if "fell" in self.request.GET:
            return ""
        if self.kwargs["step"] == "reachable" and may("files.export_audience"):
            said |= {"purpose": self.purpose.slug, "channel": self.kwargs["channel"]}
            return f"{reverse('admin:files_exportrun_add')}?{urlencode(said)}"
        if self.kwargs["step"] == "members" and may("files.export_records"):
            return f"{reverse('admin:files_records_add')}?{urlencode(said)}"
        return ""

    def _log(self, request: HttpRequest, uids: list[Any], now: Any) -> None:
        log_read(
            actor=acting_person(request),
            view="segment_people",
            subjects=uids,
            purpose=self.purpose.slug,
            reference=(
                f"segment:{self.segment.slug} channel:{self.kwargs['channel']} step:{self.kwargs['step']}"
            ),
            now=now,
        )


class WhyView(SegmentPage):
    """Why one customer is in a segment, or not: every condition with its answer."""

    template_name = "segments/why.html"
    permission_required = SEE_PEOPLE

    def get_title(self) -> str:
        """Return the question."""
        return _("Why in, or not?")

    def get(self, request: HttpRequest, uid: Any) -> HttpResponse:
        """Show the answers as of now, beside the membership as stored."""
        customer = get_object_or_404(Customer, pk=uid)
        now = timezone.now()
        log_read(
            actor=acting_person(request),
            view="segment_why",
            subjects=[customer.pk],
            purpose=self.segment.purpose_id,
            reference=f"segment:{self.segment.slug}",
            now=now,
        )
        found = explanation(self.segment, customer, now)
        holds = found.holds
        return self.page(
            customer=customer,
            reasons=found.reasons,
            refusal=found.refusal,
            membership=found.membership,
            holds=holds,
            may_see_private=request.user.has_perm("profiles.see_private"),
            is_behind=holds is not None and holds != (found.membership is not None),
        )


class CustomerSegmentsView(OfficeView):
    """Every segment, and whether one customer is in it."""

    template_name = "segments/customer.html"
    title = gettext_lazy("Segments of this customer")
    permission_required = SEE_PEOPLE

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way back to the card."""
        card = reverse("admin:profiles_customer_change", args=[self.customer.pk])
        return [
            (_("Customers"), reverse("admin:profiles_customer_changelist")),
            (self.customer.display_name, card),
        ]

    def get(self, request: HttpRequest, uid: Any) -> HttpResponse:
        """Show the segments."""
        self.customer = get_object_or_404(Customer, pk=uid)
        log_read(
            actor=acting_person(request),
            view="segments_of_customer",
            subjects=[self.customer.pk],
            now=timezone.now(),
        )
        return self.page(customer=self.customer, rows=segments_of(self.customer))
