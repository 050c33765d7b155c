"""Name, purpose and explanation of a segment; making one, deleting one."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.lib.admin import acting_person
from config.lib.errors import DomainError
from config.lib.office import Crumb, OfficeView
from segments.admin.frame import SegmentPage, list_crumb, segment_url
from segments.forms.details import SegmentForm
from segments.selectors.uses import uses_of
from segments.services.segments import create_segment, delete_segment, update_segment

UNPROCESSABLE = 422


class NewSegmentView(OfficeView):
    """Name a new segment and its purpose; its conditions come next."""

    template_name = "office/form.html"
    title = gettext_lazy("New segment")
    permission_required = "segments.add_segment"

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way back to the list."""
        return [list_crumb()]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        del request
        return self._show(SegmentForm(initial={"purpose": "marketing"}))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Make the segment and go on to its conditions."""
        form = SegmentForm(request.POST)
        if not form.is_valid():
            return self._show(form, UNPROCESSABLE)
        try:
            segment = create_segment(
                **form.cleaned(), actor=acting_person(request), now=timezone.now()
            )
        except DomainError as refusal:
            form.add_error("name", str(refusal))
            return self._show(form, UNPROCESSABLE)
        return HttpResponseRedirect(reverse("admin:segments_segment_conditions", args=[segment.pk]))

    def _show(self, form: SegmentForm, status: int = 200) -> HttpResponse:
        return self.page(
            status=status,
            form=form,
            submit_label=_("Go on to the conditions"),
            cancel_url=reverse("admin:segments_segment_changelist"),
        )


class EditSegmentView(SegmentPage):
    """Change a segment's name, purpose or explanation."""

    template_name = "office/form.html"
    title = gettext_lazy("Name and purpose")
    permission_required = "segments.change_segment"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form with what stands."""
        del request
        segment = self.segment
        return self._show(
            SegmentForm(
                initial={
                    "name": segment.name,
                    "purpose": segment.purpose_id,
                    "description": segment.description,
                }
            )
        )

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Save; a purpose that may not read the conditions' facts is refused."""
        form = SegmentForm(request.POST)
        if not form.is_valid():
            return self._show(form, UNPROCESSABLE)
        changes: dict[str, Any] = form.cleaned()
        try:
            update_segment(
                segment=self.segment, **changes, actor=acting_person(request), now=timezone.now()
            )
        except DomainError as refusal:
            form.add_error("purpose", str(refusal))
            return self._show(form, UNPROCESSABLE)
        self.say(_("Saved."))
        return self.back()

    def _show(self, form: SegmentForm, status: int = 200) -> HttpResponse:
        return self.page(status=status, form=form, cancel_url=segment_url(self.segment))


class DeleteSegmentView(SegmentPage):
    """Delete a segment that nothing builds on."""

    template_name = "segments/delete.html"
    permission_required = "segments.delete_segment"

    def get_title(self) -> str:
        """Return the question."""
        return _("Delete “%(segment)s”") % {"segment": self.segment.name}

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask, or say what still builds on it."""
        del request
        return self.page(
            uses=uses_of(self.segment),
            question=_("Delete this segment?"),
            points=[
                _("Its conditions, their earlier editions and the list of its members go."),
                _("The customers themselves stay as they are."),
            ],
            confirm_label=_("Delete the segment"),
            cancel_url=segment_url(self.segment),
            danger=True,
        )

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Delete, or say why not."""
        name = self.segment.name
        try:
            delete_segment(segment=self.segment, actor=acting_person(request))
        except DomainError as refusal:
            self.warn(refusal)
            return HttpResponseRedirect(request.path)
        self.say(_("“%(segment)s” is deleted.") % {"segment": name})
        return HttpResponseRedirect(reverse("admin:segments_segment_changelist"))
