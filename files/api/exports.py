"""Audiences as files over the API: ordered for a purpose of the key, followed and fetched by that key alone."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from config.lib.rest.bodies import checked_body
from config.lib.rest.problems import ConflictProblem
from config.lib.rest.views import ApiView, ListView
from files.api.examples import EXPORT, EXPORT_QUEUED, ORDER
from files.api.serializers import ExportSerializer, OrderSerializer
from files.api.transfer import CsvRenderer, WorkbookRenderer
from files.api.wanted import check_facts, check_purpose
from files.choices import ExportState
from files.models import ExportRun
from files.services.export_orders import ExportRefusedError, get_segment, order_export
from files.services.export_upkeep import file_name_of, log_download
from files.tasks import write_export
from files.waking import wake

# What the service calls by another name than a program does.
_FIELDS = {"slugs": "facts", "file_format": "format"}


class ExportsView(ApiView):
    """What views of exports have in common."""

    def own_exports(self) -> QuerySet[ExportRun]:
        """Return what this very key has ordered."""
        actor = self.caller.actor
        found = ExportRun.objects.filter(actor_id=actor.id, actor_kind=actor.kind)
        return found.select_related("segment")


class ExportListView(ExportsView, ListView):
    """The exports that this key has ordered."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "exports:read", "POST": "exports:write"}
    needs_token = ("POST",)
    parameters = ("fields",)
    queryset = ExportRun.objects.none()
    serializer_class = ExportSerializer
    orders: ClassVar[Mapping[str, Sequence[str]]] = {"-number": ("-number",)}

    def get_queryset(self) -> QuerySet[ExportRun]:
        """Return the key's own."""
        return self.own_exports()

    @extend_schema(summary="List exports", examples=[EXPORT])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return a page of the exports that this key has ordered, the newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        summary="Order an audience as a file",
        request=OrderSerializer,
        responses={202: ExportSerializer},
        examples=[ORDER, EXPORT_QUEUED],
    )
    def post(self, request: Request) -> Response:
        """Order a file of those in a segment who may be contacted for a purpose of the key through a channel.

        Follow it at `Location` until its state is `done`, and fetch its `file`.
        """
        said = checked_body(OrderSerializer, request)
        check_purpose(self.caller, said["purpose"])
        check_facts(self.caller, said["facts"], field="facts")
        run = self._order(said)
        wake(write_export, run_id=str(run.pk))
        where = reverse("api-export", args=[run.pk])
        return Response(ExportSerializer(run).data, status=202, headers={"Location": where})

    def _order(self, said: dict[str, Any]) -> ExportRun:
        try:
            return order_export(
                segment=get_segment(said["segment"]),
                purpose=said["purpose"],
                channel=said["channel"],
                recipient=said["recipient"],
                slugs=said["facts"],
                file_format=said["format"],
                actor=self.caller.actor,
                now=timezone.now(),
            )
        except ExportRefusedError as error:
            field = _FIELDS.get(error.field, error.field)
            raise ValidationError({field: [str(error)]}) from error


class ExportView(ExportsView):
    """One export."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "exports:read"}
    parameters = ("fields",)
    serializer_class = ExportSerializer

    @extend_schema(summary="Follow an export", examples=[EXPORT])
    def get(self, request: Request, uid: UUID) -> Response:
        """Return how far an export is, and later how many of its customers may no longer be contacted."""
        del request
        return Response(self.get_serializer(get_object_or_404(self.own_exports(), pk=uid)).data)


class ExportFileView(ExportsView):
    """The file of one export."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "exports:read"}
    renderer_classes = [JSONRenderer, CsvRenderer, WorkbookRenderer]

    @extend_schema(
        summary="Fetch the file of an export",
        responses={
            (200, "text/csv"): OpenApiTypes.BINARY,
            (200, WorkbookRenderer.media_type): OpenApiTypes.BINARY,
        },
    )
    def get(self, request: Request, uid: UUID) -> FileResponse:
        """Return the file, once it is written and for as long as it is kept; the read log says so."""
        del request
        run = get_object_or_404(self.own_exports(), pk=uid)
        if run.state in {ExportState.QUEUED, ExportState.RUNNING}:
            raise ConflictProblem(
                _("The file is not written yet: ask for the export’s state first.")
            )
        log_download(run=run, actor=self.caller.actor, now=timezone.now())
        return FileResponse(
            default_storage.open(run.stored_as), as_attachment=True, filename=file_name_of(run)
        )
