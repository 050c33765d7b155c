"""Wanted facts: the company chooses what it wants to know, and for what (law 11)."""

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from config.lib.admin import acting_person
from config.lib.errors import DomainError
from config.lib.numbers import grouped
from config.lib.office import Crumb, OfficeView, register_page
from config.lib.statistics import estimated_count
from consents.selectors.officer import wanted_without_purpose
from consents.selectors.wanted import (
    WITHOUT_PURPOSE,
    counted_at,
    selectable_purposes,
    to_be_let_go,
    wanted_choices,
)
from consents.services.wanted import WantedChange, choose_wanted_facts
from profiles.models import Customer, RecomputeRun
from profiles.selectors.recomputation import open_recomputation


class WantedFactsView(OfficeView):
    """Show the catalogue by family, and keep what is chosen."""

    template_name = "consents/wanted.html"
    permission_required = "profiles.change_attribute"
    title = gettext_lazy("Wanted facts")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way here."""
        return [(_("Settings"), None)]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what is wanted now."""
        del request
        return self._show()

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Keep the choice; completeness follows in the background."""
        wanted = set(request.POST.getlist("wanted"))
        shown = request.POST.getlist("shown")
        purposes = {slug: request.POST.getlist(f"purposes-{slug}") for slug in shown}
        try:
            change = choose_wanted_facts(
                wanted={slug: purposes.get(slug, []) for slug in wanted},
                unwanted={slug: of for slug, of in purposes.items() if slug not in wanted},
                actor=acting_person(request),
                now=timezone.now(),
            )
        except DomainError as refusal:
            return self._show(refusal=str(refusal), wanted=wanted, purposes=purposes, status=422)
        self.say(_sentence(change))
        return HttpResponseRedirect(reverse("admin:wanted_facts"))

    def _show(
        self,
        *,
        refusal: str = "",
        wanted: set[str] | None = None,
        purposes: dict[str, list[str]] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """Answer with the page; after a refusal with what was chosen still in it."""
        is_narrowed = WITHOUT_PURPOSE in self.request.GET
        only = {fact.slug for fact in wanted_without_purpose()} if is_narrowed else None
        families = wanted_choices(only=only)
        run = open_recomputation()
        return self.page(
            status=status,
            families=families,
            purposes=selectable_purposes(),
            chosen=wanted
            if wanted is not None
            else {c.fact.slug for f in families for c in f.choices if c.fact.is_wanted},
            chosen_purposes=purposes
            or {c.fact.slug: list(c.purposes) for f in families for c in f.choices},
            is_narrowed=is_narrowed,
            let_go=to_be_let_go(families),
            counted_at=counted_at(families),
            refusal=refusal,
            run=run,
            progress=progress_of(run) if run else None,
        )


class RecomputeProgressView(OfficeView):
    """How far completeness has come, as JSON for the bar on the page."""

    permission_required = "profiles.change_attribute"

    def get(self, request: HttpRequest) -> JsonResponse:
        """Answer with share and sentence; finished when nothing is open."""
        del request
        run = open_recomputation()
        if run is None:
            return JsonResponse({"share": 100, "text": _("Done."), "finished": True})
        return JsonResponse({**progress_of(run), "finished": False})


def progress_of(run: RecomputeRun) -> dict[str, object]:
    """Return the share of customers done, by the table's estimated size, in per cent and in words."""
    whole = max(estimated_count(Customer), run.done_count, 1)
    text = ngettext(
        "Completeness is being computed anew: %(done)s customer done.",
        "Completeness is being computed anew: %(done)s customers done.",
        run.done_count,
    ) % {"done": grouped(run.done_count)}
    return {"share": min(99, 100 * run.done_count // whole), "text": text}


def _sentence(change: WantedChange) -> str:
    """Return how many facts changed, in words."""
    count = len({*change.added, *change.dropped, *change.purposes_changed})
    if not count:
        return _("Nothing was changed.")
    changed = ngettext("%(count)s fact changed", "%(count)s facts changed", count) % {
        "count": count
    }
    return _("%(changed)s: %(added)s wanted from now on, %(dropped)s no longer.") % {
        "changed": changed,
        "added": len(change.added),
        "dropped": len(change.dropped),
    }


register_page("facts/wanted/", WantedFactsView.as_view(), "wanted_facts")
register_page("facts/wanted/progress/", RecomputeProgressView.as_view(), "wanted_facts_progress")
