"""What the screens about one segment share."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from config.lib.office import Crumb, OfficeView
from segments.models import Segment

VIEW = "segments.view_segment"


def list_crumb() -> Crumb:
    """Return the way back to the list."""
    return _("Segments"), reverse("admin:segments_segment_changelist")


def segment_url(segment: Segment) -> str:
    """Return the address of a segment's page."""
    return reverse("admin:segments_segment_change", args=[segment.pk])


class SegmentPage(OfficeView):
    """A screen about one segment."""

    segment: Segment
    is_segment_itself = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Check the permission, then find the segment."""
        if not self.has_permission():
            return self.handle_no_permission()
        found = Segment.objects.select_related("purpose")
        self.segment = get_object_or_404(found, pk=kwargs.pop("pk"))
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way back to the list, and to the segment."""
        back = [] if self.is_segment_itself else [(self.segment.name, segment_url(self.segment))]
        return [list_crumb(), *back]

    def page(self, *, status: int = 200, template: str = "", **context: Any) -> TemplateResponse:
        """Answer with the page, which knows the segment."""
        return super().page(
            status=status, template=template, **{"segment": self.segment, **context}
        )

    def back(self) -> HttpResponseRedirect:
        """Go to the segment's page."""
        return HttpResponseRedirect(segment_url(self.segment))
