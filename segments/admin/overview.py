"""The list of segments, and one segment at a glance."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.lib.admin import acting_person
from config.lib.errors import DomainError
from config.lib.list_export import export_links
from config.lib.narrowing import asked
from config.lib.office import OfficeView
from consents.choices import Channel, PurposeKind
from consents.selectors import purposes
from segments.admin.frame import VIEW, SegmentPage
from segments.selectors.catalogue import catalogue_for
from segments.selectors.graph import latest_version
from segments.selectors.list_narrowings import SEGMENT_NARROWINGS
from segments.selectors.reach import ReachRow, reach_figure, reach_table, stairs
from segments.selectors.state import latest_run, progress, segment_lines, state_of
from segments.selectors.words import in_words
from segments.services.runs import queue_refresh

CHANGE = "segments.change_segment"


class SegmentListView(OfficeView):
    """Every segment with its size, its age and its state."""

    template_name = "segments/list.html"
    title = gettext_lazy("Segments")
    permission_required = VIEW

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the list."""
        said = request.GET.dict()
        filters = asked(SEGMENT_NARROWINGS, said)
        return self.page(
            lines=segment_lines(timezone.now(), said),
            filters=filters,
            is_narrowed=any(each.value for each in filters),
            may_see_people=request.user.has_perm("profiles.view_customer"),
            may_add=request.user.has_perm("segments.add_segment"),
            export_links=export_links("admin:segments_segment_export", request),
        )


class SegmentView(SegmentPage):
    """One segment: who it is, how many, how fresh, and who of them may be contacted."""

    template_name = "segments/segment.html"
    permission_required = VIEW
    is_segment_itself = True

    def get_title(self) -> str:
        """Return the segment's name."""
        return self.segment.name

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what was stored; nothing is counted here (law 8)."""
        now, segment = timezone.now(), self.segment
        version, run = latest_version(segment), latest_run(segment)
        catalogue = catalogue_for(segment.purpose_id, leaving_out=segment.slug)
        editions = segment.versions.order_by("-number")[:20]
        return self.page(
            version=version,
            words=in_words(version, catalogue) if version else "",
            run=run,
            state=state_of(segment, version, run, now),
            progress=progress(run) if run else None,
            versions=[(edition, in_words(edition, catalogue)) for edition in editions],
            may_change=request.user.has_perm(CHANGE),
            may_delete=request.user.has_perm("segments.delete_segment"),
            may_see_people=request.user.has_perm("profiles.view_customer"),
            export_links=export_links("admin:segments_segment_editions", request, segment.pk),
            **self._reach(request),
        )

    def _reach(self, request: HttpRequest) -> dict[str, Any]:
        """Return the table of all purposes and channels, and the staircase that was asked for."""
        table = reach_table(self.segment)
        if not table:
            return {"table": []}
        offered = {row.slug: row.label for row in table}
        purpose, channel = request.GET.get("purpose", ""), request.GET.get("channel", "")
        purpose = purpose if purpose in offered else self._first(table)
        channel = channel if channel in Channel.values else Channel.EMAIL.value
        figure = reach_figure(self.segment, purpose, channel)
        return {
            "table": table,
            "channels": list(Channel),
            "purpose": purpose,
            "purpose_label": offered[purpose],
            "channel": channel,
            "channel_label": Channel(channel).label,
            "figure": figure,
            "steps": stairs(figure) if figure else [],
            "reach_links": export_links("admin:segments_segment_reach", request, self.segment.pk),
        }

    def _first(self, table: list[ReachRow]) -> str:
        """Return the purpose to begin with: the segment's own, else the marketing that reaches most by e-mail."""
        if table[0].slug == self.segment.purpose_id:
            return table[0].slug
        marketing = {
            purpose.slug for purpose in purposes(PurposeKind.CONTACT) if purpose.is_marketing
        }
        rows = [row for row in table if row.slug in marketing] or table
        return max(rows, key=lambda row: row.cells[0][1] or 0).slug


class RefreshView(SegmentPage):
    """Queue a refresh."""

    permission_required = CHANGE

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Queue it, or say why not."""
        try:
            queue_refresh(segment=self.segment, actor=acting_person(request), now=timezone.now())
        except DomainError as refusal:
            self.warn(refusal)
        return self.back()


class ProgressView(SegmentPage):
    """Answer progress.js."""

    permission_required = VIEW

    def get(self, request: HttpRequest) -> HttpResponse:
        """Return how far the newest refresh has come."""
        del request
        run = latest_run(self.segment)
        done = {"share": 100, "text": _("Done."), "finished": True}
        return JsonResponse(progress(run) if run else done)
