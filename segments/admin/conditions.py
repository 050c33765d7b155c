"""The conditions of a segment, edited with a form: every button posts, so it works without JavaScript.

`static/segments/conditions.js` posts the same buttons in the background and puts the answer in place; asked for a
fragment, the page answers with its changing part alone.
"""

from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from config.lib.admin import acting_person
from config.lib.numbers import grouped
from segments.admin.frame import SegmentPage, segment_url
from segments.forms.draft import ROOT, DraftGroup, Place, edit, new_draft
from segments.forms.screen import problems, screen
from segments.forms.translate import as_rule, posted, stored
from segments.rules.catalog import Catalogue
from segments.rules.errors import RuleError
from segments.rules.explain import sentence
from segments.rules.parse import parse
from segments.selectors.catalogue import catalogue_for
from segments.selectors.graph import latest_version
from segments.services.preview import Estimate, preview_count
from segments.services.runs import queue_refresh
from segments.services.segments import save_version

UNPROCESSABLE = 422


@dataclass(slots=True)
class _Answer:
    """What the page says of the conditions as they stand on it."""

    about: str = ""
    words: str = ""
    errors: dict[Place, list[str]] = field(default_factory=dict)


class ConditionsView(SegmentPage):
    """Edit the conditions; nothing is kept until they are saved."""

    template_name = "segments/conditions.html"
    title = gettext_lazy("Conditions")
    permission_required = "segments.change_segment"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the conditions in use, or those of an earlier edition."""
        number = request.GET.get("edition", "")
        version = latest_version(self.segment)
        if number.isdecimal():
            version = self.segment.versions.filter(number=number[:9]).first() or version
        draft = stored(version.rule) if version else new_draft()
        return self._show(draft, self._catalogue(), _Answer())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Do what the pressed button says."""
        draft, catalogue = posted(request.POST), self._catalogue()
        action, _blank, place = request.POST.get("do", "").partition(" ")
        if action == "save":
            return self._save(request, draft, catalogue)
        if action == "count":
            answer = self._count(draft, catalogue)
            if request.headers.get("Accept", "").startswith("application/json"):
                return JsonResponse({"about": answer.about, "words": answer.words})
            return self._show(draft, catalogue, answer)
        edit(draft, action, place)
        return self._show(draft, catalogue, _Answer())

    def _save(
        self, request: HttpRequest, draft: DraftGroup, catalogue: Catalogue
    ) -> HttpResponseBase:
        """Save an edition and refresh the members in the background."""
        rule, places = as_rule(draft, catalogue)
        actor, now = acting_person(request), timezone.now()
        try:
            save_version(segment=self.segment, rule=rule, actor=actor, now=now)
        except RuleError as refusal:
            answer = _Answer(errors=_at_places(refusal, places))
            return self._show(draft, catalogue, answer, UNPROCESSABLE)
        queue_refresh(segment=self.segment, actor=actor, now=now)
        self.say(_("The conditions are saved. The members are being found now."))
        return self.back()

    def _count(self, draft: DraftGroup, catalogue: Catalogue) -> _Answer:
        """Return about how many the conditions find, and the conditions as a sentence."""
        rule, places = as_rule(draft, catalogue)
        try:
            words = sentence(parse(rule, catalogue), catalogue)
            estimate = preview_count(
                rule=rule,
                purpose=self.segment.purpose_id,
                leaving_out=self.segment.slug,
                now=timezone.now(),
            )
        except RuleError as refusal:
            return _Answer(
                about=_("Not counted: a condition is not finished."),
                errors=_at_places(refusal, places),
            )
        return _Answer(about=_about(estimate), words=words)

    def _show(
        self, draft: DraftGroup, catalogue: Catalogue, answer: _Answer, status: int = 200
    ) -> TemplateResponse:
        is_fragment = self.request.headers.get("X-Fragment") == "1"
        return self.page(
            status=status,
            template="segments/parts/conditions.html" if is_fragment else "",
            tree=screen(draft, catalogue, answer.errors),
            answer=answer,
            has_errors=bool(answer.errors),
            problems=problems(draft, answer.errors),
            purpose=self.segment.purpose,
            cancel_url=segment_url(self.segment),
        )

    def _catalogue(self) -> Catalogue:
        return catalogue_for(self.segment.purpose_id, leaving_out=self.segment.slug)


def _at_places(refusal: RuleError, places: dict[tuple[int, ...], Place]) -> dict[Place, list[str]]:
    """Return the problems by the place on the screen that each belongs to."""
    found: dict[Place, list[str]] = {}
    for problem in refusal.problems:
        found.setdefault(places.get(problem.path, ROOT), []).append(problem.message)
    return found


def _about(estimate: Estimate) -> str:
    if estimate.count is None:
        return _("Counting takes too long; save to have it counted in the background.")
    text = ngettext("About %(count)s customer.", "About %(count)s customers.", estimate.count)
    return text % {"count": grouped(estimate.count)}
