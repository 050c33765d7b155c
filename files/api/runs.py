"""Imports over the API: those of the key's own source, from the upload to the undo."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config.lib.rest.problems import TooLargeProblem
from config.lib.rest.views import ApiView, ListView
from files.api.examples import RUN_AT_WORK, RUN_DECIDED, RUN_RECEIVED
from files.api.serializers import RunSerializer, UploadSerializer
from files.api.transfer import UploadParser
from files.filters import RunFilterSet
from files.models import ImportRun
from files.services.bringing import bring_file
from files.services.ordering import order_decision, order_taking_in, order_undo
from files.services.receiving import FileTooLargeError
from files.services.runs import discard_run
from files.tasks import advance_run
from files.waking import wake


class OneRunView(ApiView):
    """What views of one import have in common."""

    serializer_class: Any = RunSerializer

    def access_run(self, uid: UUID) -> ImportRun:
        """Return an import of the key's own source; any other is like none."""
        found = ImportRun.objects.select_related("source")
        return get_object_or_404(found, pk=uid, source__slug=self.caller.source)

    def moved(self, run: ImportRun) -> Response:
        """Wake a worker and answer with the import; ask for it at `Location` until it has finished."""
        wake(advance_run, run_id=str(run.pk))
        where = reverse("api-run", args=[run.pk])
        return Response(RunSerializer(run).data, status=202, headers={"Location": where})


class RunListView(ListView):
    """The imports of the key's own source."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "runs:read", "POST": "runs:write"}
    needs_token = ("POST",)
    parser_classes = [UploadParser]
    parameters = ("fields",)
    queryset = ImportRun.objects.none()
    serializer_class = RunSerializer
    filterset_class = RunFilterSet
    orders: ClassVar[Mapping[str, Sequence[str]]] = {"-number": ("-number",)}

    def get_queryset(self) -> QuerySet[ImportRun]:
        """Return the source's imports."""
        return ImportRun.objects.filter(source__slug=self.caller.source).select_related("source")

    @extend_schema(summary="List imports", examples=[RUN_DECIDED])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return a page of the imports of the key's own source, the newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        summary="Upload a file",
        request={"multipart/form-data": UploadSerializer},
        responses={201: RunSerializer},
        examples=[RUN_RECEIVED],
    )
    def post(self, request: Request) -> Response:
        """Keep a file, as `multipart/form-data`; nothing of it is taken in yet.

        Next: look at `mapping`, change it if it is not right, and order `decide`.
        """
        serializer = UploadSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        said = serializer.validated_data
        try:
            run = bring_file(
                file=said["file"],
                file_name=said["file"].name,
                kind=said["kind"],
                source=self.caller.source,
                new_source=None,
                currency=said["currency"],
                actor=self.caller.actor,
                now=timezone.now(),
            )
        except FileTooLargeError as error:
            raise TooLargeProblem(str(error)) from error
        where = reverse("api-run", args=[run.pk])
        return Response(RunSerializer(run).data, status=201, headers={"Location": where})


class RunView(OneRunView):
    """One import."""

    scopes: ClassVar[Mapping[str, str]] = {"GET": "runs:read"}
    parameters = ("fields",)

    @extend_schema(summary="Follow an import", examples=[RUN_DECIDED])
    def get(self, request: Request, uid: UUID) -> Response:
        """Return how far an import is and what came of it; ask again until `progress.finished`."""
        del request
        return Response(self.get_serializer(self.access_run(uid)).data)


class DecideView(OneRunView):
    """Find out what would happen."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": "runs:write"}

    @extend_schema(
        summary="Work out what a file would change",
        request=None,
        responses={202: RunSerializer},
        examples=[RUN_AT_WORK],
    )
    def post(self, request: Request, uid: UUID) -> Response:
        """Read the whole file and decide what would become of each row; nothing else is written.

        Columns that nobody has settled are taken as guessed. Follow it until its state is `decided`.
        """
        del request
        run = self.access_run(uid)
        return self.moved(order_decision(run=run, actor=self.caller.actor, now=timezone.now()))


class ApplyView(OneRunView):
    """Take in what was decided."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": "runs:write"}

    @extend_schema(
        summary="Take a file in",
        request=None,
        responses={202: RunSerializer},
        examples=[RUN_AT_WORK],
    )
    def post(self, request: Request, uid: UUID) -> Response:
        """Give the go-ahead for what was decided; follow it until its state is `done`.

        A second call changes nothing.
        """
        del request
        run = self.access_run(uid)
        return self.moved(order_taking_in(run=run, actor=self.caller.actor, now=timezone.now()))


class UndoView(OneRunView):
    """Take an import back."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": "runs:write"}

    @extend_schema(
        summary="Undo an import",
        request=None,
        responses={202: RunSerializer},
        examples=[RUN_AT_WORK],
    )
    def post(self, request: Request, uid: UUID) -> Response:
        """Take back what a file brought, values included; what was changed since stays, and so does every no.

        Follow it until its state is `undone`. A second call changes nothing.
        """
        del request
        run = self.access_run(uid)
        return self.moved(order_undo(run=run, actor=self.caller.actor, now=timezone.now()))


class DiscardView(OneRunView):
    """Give an import up."""

    scopes: ClassVar[Mapping[str, str]] = {"POST": "runs:write"}

    @extend_schema(summary="Discard a file", request=None, examples=[RUN_DECIDED])
    def post(self, request: Request, uid: UUID) -> Response:
        """Give up a file of which nothing was taken in, and remove it from the server.

        A second call changes nothing.
        """
        del request
        run = self.access_run(uid)
        if run.state != "discarded":
            discard_run(run=run, actor=self.caller.actor, now=timezone.now())
        return Response(RunSerializer(run).data)
