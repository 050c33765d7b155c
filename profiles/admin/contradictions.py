"""What the files say about each other: the sentences with their numbers, and the people behind each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from config.lib.admin import acting_person
from config.lib.keyset import KeysetPage
from config.lib.list_export import export_links, plain, table_response
from config.lib.office import Crumb, OfficeView, register_page
from profiles.contradictions import ContradictionKind, Said
from profiles.models import Attribute, Contradiction, Customer
from profiles.selectors.contradictions import (
    compared_at,
    contradicted,
    contradiction_namer,
    contradictions_counted,
    kind_of,
    sides,
    source_names,
)
from profiles.services.pairs import tell_apart
from profiles.services.reading import log_read

TITLE = _("What the files say about each other")
OF_WHAT = _("What is contradicted")


@dataclass(frozen=True, slots=True)
class ContradictedLine:
    """One customer of the page: what each source says, and whom else it concerns."""

    row: Contradiction
    customer: Customer
    said: Sequence[Said]


class ContradictionsView(OfficeView):
    """Every sentence with its number and time; a number leads to its people where they may be seen."""

    template_name = "profiles/contradictions.html"
    permission_required = "profiles.view_attribute"
    title = TITLE

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what was counted."""
        found = contradictions_counted()
        return self.page(
            contradictions=found,
            compared_at=compared_at(),
            export_links=export_links("admin:contradictions_export", request) if found else [],
        )


class ContradictionsFileView(OfficeView):
    """What was counted as a file: numbers, and no person."""

    permission_required = "profiles.view_attribute"

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        """Return one row a kind and pair of sources."""
        del request
        name = contradiction_namer()
        headings = [str(OF_WHAT), gettext("Customers"), gettext("Counted")]
        rows = [
            [name(f"{each.kind}~{each.scope}"), each.count, plain(each.counted_at)]
            for each in contradictions_counted()
        ]
        return table_response("contradictions", form, headings, rows)


class ContradictedView(OfficeView):
    """The customers of one kind, page after page, each with what every source says and the way out."""

    template_name = "profiles/contradicted.html"
    permission_required = "profiles.view_customer"
    kind: ContradictionKind

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Know the kind, and between whom."""
        found = kind_of(kwargs["kind"])
        if found is None:
            raise Http404
        self.kind, self.scope = found, request.GET.get("between", "")
        return super().dispatch(request, *args, **kwargs)

    def get_title(self) -> str:
        """Return what is contradicted."""
        return self.kind.title(sides(self.scope, source_names()))

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way back to all of them."""
        return [(str(TITLE), reverse("admin:contradictions"))]

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Show one page, and write down who saw whom."""
        pager = KeysetPage(contradicted(kind, self.scope), ("pk",), request.GET.dict())
        said = self.kind.said(pager.items)
        self._log(request, pager.items)
        return self.page(
            kind=self.kind,
            list_query=urlencode({"of": f"{kind}~{self.scope}"}),
            pager=pager,
            compared_at=compared_at(),
            corrections=self._corrections(),
            lines=[
                ContradictedLine(row, row.customer, said.get(row.customer_id, ()))
                for row in pager.items
            ],
        )

    def _corrections(self) -> list[Attribute]:
        """Return the facts that this colleague may correct here."""
        if not self.kind.slugs or not self.request.user.has_perm("profiles.change_customer"):
            return []
        return list(Attribute.objects.usable().filter(slug__in=self.kind.slugs).order_by("pk"))

    def _log(self, request: HttpRequest, rows: Sequence[Contradiction]) -> None:
        seen = {row.customer_id for row in rows} | {row.other for row in rows if row.other}
        if seen:
            log_read(
                actor=acting_person(request),
                view="contradictions",
                subjects=sorted(seen),
                reference=f"contradiction:{self.kind.slug}~{self.scope}"[:120],
                now=timezone.now(),
            )


class TellApartView(OfficeView):
    """Say that two customers who look alike are two."""

    permission_required = "profiles.change_customer"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Note it; a second click finds the pair gone and says the same."""
        row = Contradiction.objects.filter(pk=pk).first()
        kind = row.kind if row is not None else "twice"
        if row is not None and row.other is not None:
            other = get_object_or_404(Customer, pk=row.other)
            tell_apart(
                one=row.customer, other=other, actor=acting_person(request), now=timezone.now()
            )
        self.say(_("Noted: they are two customers, and are not shown as one again."))
        return HttpResponseRedirect(reverse("admin:contradicted", args=[kind]))


register_page(
    "contradictions/export/<slug:form>/", ContradictionsFileView.as_view(), "contradictions_export"
)
register_page("contradictions/", ContradictionsView.as_view(), "contradictions")
register_page("contradictions/<slug:kind>/", ContradictedView.as_view(), "contradicted")
register_page("contradictions/twice/<int:pk>/two/", TellApartView.as_view(), "tell_apart")
