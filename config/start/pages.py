"""The page behind "How well do we know our customers?": every wanted fact, its trend, and what each source tells."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.lib.office import OfficeView, register_page
from config.start.figures import StoredFigures
from config.start.known import known, sources
from config.start.learnt import learnt


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
        )


register_page("how-well-known/", HowWellKnownView.as_view(), "how_well_known")
