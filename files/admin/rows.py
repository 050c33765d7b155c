"""The rows behind a number: of what would happen, or of what has happened."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from config.lib.admin import acting_person
from config.lib.keyset import KeysetPage
from config.lib.numbers import grouped
from config.lib.office import Crumb, OfficeView, register_page
from files.admin.addresses import get_import, import_crumbs, import_url, rows_query
from files.admin.differences import activity_words
from files.admin.state_words import outcome_note
from files.choices import FileKind, Outcome, RunState
from files.models import PlannedRow, RowOutcome, StagedRow
from files.services.standing import standing_values
from profiles.choices import Sensitivity
from profiles.models import Customer
from profiles.selectors.words import Vocabulary, load_vocabulary
from profiles.services.reading import log_read

_FIRST_FACTS = 4


class RowsView(OfficeView):
    """List the rows of one outcome, page by page."""

    template_name = "files/rows.html"
    permission_required = ("files.view_importrun", "profiles.view_customer")

    def get_title(self) -> str:
        """Return the outcome's name."""
        count = self.run.counts.get(self.outcome, 0)
        text = ngettext("%(outcome)s: %(count)s row", "%(outcome)s: %(count)s rows", count)
        return text % {"outcome": Outcome(self.outcome).label, "count": grouped(count)}

    def get_breadcrumbs(self) -> list[Crumb]:
        """Return the way back to the import."""
        return import_crumbs(self.run)

    def get(self, request: HttpRequest, number: int, outcome: str) -> HttpResponse:
        """Show a page of rows."""
        self.run, self.outcome = get_import(number), outcome
        if outcome not in Outcome.values:
            raise Http404
        is_plan = self.run.state == RunState.DECIDED
        rows: Any = PlannedRow.objects if is_plan else RowOutcome.objects
        found: KeysetPage[Any] = KeysetPage(
            rows.filter(run=self.run, outcome=outcome), ("row_no",), request.GET.dict()
        )
        staged = self._staged(found.items) if is_plan else {}
        known = self._known(found.items)
        lines = [self._line(row, staged, known) for row in found.items]
        return self.page(
            note=outcome_note(outcome),
            list_query=rows_query(self.run, outcome),
            list_count=self.run.counts.get(outcome),
            lines=lines,
            has_words=any(line["says"] for line in lines),
            has_reasons=any(line["reason"] or line["problems"] for line in lines),
            pages=found,
            back_url=import_url(self.run),
        )

    def _staged(self, rows: Sequence[Any]) -> dict[int, tuple[str, dict[str, Any]]]:
        """Return what the file says in each row, in short, and what of it was not understood."""
        words = load_vocabulary()
        sees_private = self.request.user.has_perm("profiles.see_private")
        of_events = self.run.kind == FileKind.EVENTS
        found = StagedRow.objects.filter(run=self.run, row_no__in=[row.row_no for row in rows])
        standing = standing_values(self.run, [row for row in found if row.stands])
        return {
            row.row_no: (
                activity_words(row.event or {})
                if of_events
                else _in_short(
                    standing.get(row.row_no) or row.values, words, sees_private=sees_private
                ),
                row.raw or {},
            )
            for row in found
        }

    def _known(self, rows: Iterable[Any]) -> dict[UUID, Customer]:
        """Return the customers of these rows who exist, and note that they were seen."""
        uids = {row.customer if isinstance(row, PlannedRow) else row.customer_uid for row in rows}
        names = ("uid", "given_name", "family_name", "organisation_name")
        found = Customer.objects.only(*names).in_bulk([uid for uid in uids if uid])
        if found:
            log_read(
                actor=acting_person(self.request),
                view="import_rows",
                subjects=sorted(found),
                reference=self.run.reference,
                now=timezone.now(),
            )
        return found

    def _line(
        self,
        row: Any,
        staged: dict[int, tuple[str, dict[str, Any]]],
        known: dict[UUID, Customer],
    ) -> dict[str, Any]:
        uid = row.customer if isinstance(row, PlannedRow) else row.customer_uid
        customer = known.get(uid) if uid else None
        says, raw = staged.get(row.row_no) or ("", row.raw or {})
        return {
            "row_no": row.row_no,
            "reason": row.reason,
            "says": says or " · ".join(cell for cell in raw.get("cells", []) if cell),
            "name": customer.display_name if customer else "",
            "url": reverse("admin:profiles_customer_change", args=[uid]) if customer else "",
            "problems": [f"{column}: {why}" for column, why in raw.get("problems", [])],
        }


def _in_short(values: dict[str, Any], words: Vocabulary, *, sees_private: bool) -> str:
    """Return the first facts of a row; private ones only to those who may see them."""
    shown = (
        words.words(slug, values[slug])
        for slug, fact in words.attributes.items()
        if slug in values and (sees_private or fact.sensitivity == Sensitivity.ORDINARY)
    )
    return " · ".join([text for text in shown if text][:_FIRST_FACTS])


register_page("files/<int:number>/rows/<str:outcome>/", RowsView.as_view(), "files_import_rows")
