"""The page behind "How well do we know our customers?": every wanted fact, its trend, and what each source tells."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from config.lib.list_export import export_links, plain, table_response
from config.lib.office import OfficeView, register_page
from config.start.figures import StoredFigures
from config.start.known import known, source_figures, sources
from config.start.learnt import learnt
from profiles.selectors.completeness import facts_known


class HowWellKnownView(OfficeView):
    """Every wanted fact with known, outdated and missing; each number opens as a list where people may be seen."""

    template_name = "config/how_well_known.html"
    permission_required = "profiles.view_attribute"
    title = _("How well do we know our customers?")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the stored figures."""
        figures = StoredFigures(timezone.localdate(timezone.now()))
        return self.page(
            known=known(request, figures, most=None),
            learnt=learnt(figures),
            sources=sources(request),
            facts_links=export_links("admin:how_well_known_export", request, "facts"),
            sources_links=export_links("admin:how_well_known_export", request, "sources"),
        )


class HowWellKnownFileView(OfficeView):
    """One of the page's two tables as a file: numbers, as they were counted."""

    permission_required = "profiles.view_attribute"

    def get(self, request: HttpRequest, table: str, form: str) -> HttpResponse:
        """Return the wanted facts, or what each source tells us."""
        del request
        if table not in _TABLES:
            raise Http404
        headings, rows = _TABLES[table]()
        return table_response(f"known-{table}", form, headings, rows)


def _facts() -> tuple[list[str], list[list[Any]]]:
    headings = [gettext("Fact"), gettext("Known"), gettext("Outdated"), gettext("Missing")]
    facts, counted_at = facts_known()
    at = plain(counted_at)
    rows = [[each.label, each.known, each.outdated, each.missing, at] for each in facts]
    return [*headings, gettext("Counted")], rows


def _sources() -> tuple[list[str], list[list[Any]]]:
    headings = [gettext("Source"), gettext("Customers"), f"{gettext('Their completeness')} (%)"]
    rows = [
        [row.source.label, row.customer_count, row.completeness, plain(row.counted_at)]
        for row in source_figures()
    ]
    return [*headings, gettext("Counted")], rows


_TABLES = {"facts": _facts, "sources": _sources}

register_page(
    "how-well-known/<slug:table>/<slug:form>/",
    HowWellKnownFileView.as_view(),
    "how_well_known_export",
)
register_page("how-well-known/", HowWellKnownView.as_view(), "how_well_known")
