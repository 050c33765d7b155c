"""The list of segments, and what stands on the page of one of them, as files; no person stands in them."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from config.lib.list_export import MOST_ROWS, plain, table_response
from config.lib.office import OfficeView
from consents.choices import Channel
from consents.selectors.reach import STEPS
from segments.admin.frame import VIEW, SegmentPage
from segments.selectors.catalogue import catalogue_for
from segments.selectors.reach import reach_figures
from segments.selectors.state import segment_lines
from segments.selectors.words import in_words


class SegmentListFileView(OfficeView):
    """The segments as a file: what each is for and how many are in it; no person stands in it."""

    permission_required = VIEW

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        """Return the segments that the list shows, with their conditions in words."""
        headings = [
            _("Segment"),
            capfirst(_("code")),
            _("Purpose"),
            _("Conditions"),
            _("Members"),
            _("Counted"),
            _("State"),
        ]
        rows = [
            [
                line.segment.name,
                line.segment.slug,
                line.segment.purpose.label,
                line.sentence,
                line.segment.member_count,
                plain(line.segment.counted_at),
                line.state.label,
            ]
            for line in segment_lines(timezone.now(), request.GET.dict())
        ]
        return table_response("segments", form, headings, rows)


class ReachFileView(SegmentPage):
    """The staircases of every purpose and channel as a file: numbers, as they were counted."""

    permission_required = VIEW

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        """Return one row a staircase."""
        del request
        headings = [_("Purpose"), _("Channel"), *map(str, STEPS.values()), _("Counted")]
        rows = [
            [
                purpose,
                Channel(figure.channel).label,
                *(step["count"] for step in figure.steps),
                plain(figure.counted_at),
            ]
            for purpose, figure in reach_figures(self.segment)
        ]
        return table_response(f"{self.segment.slug}-reach", form, headings, rows)


class EditionsFileView(SegmentPage):
    """Every edition of a segment's conditions as a file; the page shows the newest."""

    permission_required = VIEW

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        """Return one row an edition, the newest first."""
        del request
        segment = self.segment
        catalogue = catalogue_for(segment.purpose_id, leaving_out=segment.slug)
        headings = [_("Edition"), _("Conditions"), _("Saved"), _("By")]
        rows = [
            [each.number, in_words(each, catalogue), plain(each.created_at), each.actor_name]
            for each in segment.versions.order_by("-number")[:MOST_ROWS]
        ]
        return table_response(f"{segment.slug}-editions", form, headings, rows)
