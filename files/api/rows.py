"""What became of each row: told to the key that brought the file, because rows and reasons hold what was in it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from config.lib.rest.problems import ConflictProblem
from config.lib.rest.views import ListView
from files.api.examples import ROW
from files.api.runs import OneRunView
from files.api.serializers import RowSerializer
from files.api.transfer import CsvRenderer
from files.choices import RunState
from files.filters import RowFilterSet
from files.models import ImportRun, RowOutcome
from files.services.failed_rows import failed_rows
from profiles.services.reading import log_read

_TAKEN_IN = (RunState.DONE, RunState.UNDOING, RunState.UNDONE)


class OwnRunView(OneRunView):
    """What views of the rows of one import have in common."""

    def access_own_run(self, uid: UUID) -> ImportRun:
        """Return an import that this key brought; raise ConflictProblem for one that somebody else did."""
        run = self.access_run(uid)
        actor = self.caller.actor
        if (run.actor_kind, run.actor_id) != (actor.kind, actor.id):
            raise ConflictProblem(
                _("Somebody else brought this file: its rows can be read in the back office.")
            )
        return run


class RowListView(OwnRunView, ListView):
    """The rows of one import."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "runs:read"}
    queryset = RowOutcome.objects.none()
    serializer_class = RowSerializer
    filterset_class = RowFilterSet
    orders: ClassVar[Mapping[str, Sequence[str]]] = {"row": ("row_no",)}

    def get_queryset(self) -> QuerySet[RowOutcome]:
        """Return what became of the rows."""
        self.run = self.access_own_run(self.kwargs["uid"])
        return RowOutcome.objects.filter(run=self.run)

    def shown(self, rows: list[RowOutcome]) -> None:
        """Write whom the key saw into the read log."""
        log_read(
            actor=self.caller.actor,
            view="api_run_rows",
            subjects=[row.customer_uid for row in rows if row.customer_uid],
            purpose=self.caller.reason,
            reference=self.run.reference,
            now=timezone.now(),
        )

    @extend_schema(summary="List what became of each row", examples=[ROW])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return a page of rows with outcome, reason and customer, once the file is taken in.

        Only for the key that brought the file.
        """
        return super().get(request, *args, **kwargs)


class FailedRowsView(OwnRunView):
    """The rows that did not land, back as a file."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "runs:read"}
    renderer_classes = [JSONRenderer, CsvRenderer]

    @extend_schema(
        summary="Fetch the failed rows",
        responses={(200, "text/csv"): OpenApiTypes.STR},
    )
    def get(self, request: Request, uid: UUID) -> StreamingHttpResponse:
        """Return the rows that could not be taken in, as they were, with row number and reason, as CSV.

        Only for the key that brought the file.
        """
        del request
        run = self.access_own_run(uid)
        if run.state not in _TAKEN_IN:
            raise ConflictProblem(_("Take the file in first: then its failed rows are known."))
        log_read(
            actor=self.caller.actor,
            view="api_run_failed_rows",
            subjects=[],
            count=run.counts.get("refused", 0) + run.counts.get("blocked", 0),
            purpose=self.caller.reason,
            reference=run.reference,
            now=timezone.now(),
        )
        name = f"{slugify(Path(run.file_name).stem) or 'file'}-failed.csv"
        return StreamingHttpResponse(
            failed_rows(run),
            content_type="text/csv",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
