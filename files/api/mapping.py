"""What the columns of a program's file mean: guessed, looked at, settled."""

from collections.abc import Mapping as MappingType
from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from config.lib.rest.etags import check_match, etag_of
from files.api.examples import MAPPING, MAPPING_SENT
from files.api.runs import OneRunView
from files.api.serializers import MappingSerializer, SettledMappingSerializer
from files.mapping.errors import MappingError
from files.mapping.mapping import Mapping
from files.models import ImportRun
from files.services.columns import OPEN, guess_columns, set_mapping
from files.services.ordering import locked_run


class MappingView(OneRunView):
    """The columns of one import."""

    scopes: ClassVar[MappingType[str, str]] = {"GET": "runs:read", "PUT": "runs:write"}
    serializer_class = SettledMappingSerializer

    @extend_schema(summary="Read what the columns mean", examples=[MAPPING])
    def get(self, request: Request, uid: UUID) -> Response:
        """Return the mapping as it was settled, or else as it is guessed from names and content."""
        del request
        return self._answer(self.access_run(uid))

    @extend_schema(
        summary="Settle what the columns mean",
        request=MappingSerializer,
        examples=[MAPPING, MAPPING_SENT],
    )
    def put(self, request: Request, uid: UUID) -> Response:
        """Settle the columns; those that are not named are left out, and the next file like it is recognised.

        With `If-Match`, only if nobody has settled them otherwise since they were read.
        """
        self.access_run(uid)
        with locked_run(uid) as run:
            check_match(request, etag_of(_said(run)), is_required=False)
            mapping = _mapping(request.data, run.kind)
            return self._answer(self._settle(run, mapping))

    def _settle(self, run: ImportRun, mapping: Mapping) -> ImportRun:
        try:
            return set_mapping(
                run=run, mapping=mapping, actor=self.caller.actor, now=timezone.now()
            )
        except MappingError as error:
            raise ValidationError({"columns": [str(error)]}) from error

    def _answer(self, run: ImportRun) -> Response:
        said = _said(run)
        return Response(said, headers={"ETag": etag_of(said)})


def _said(run: ImportRun) -> dict[str, Any]:
    if run.mapping or run.state not in OPEN:
        return {"is_settled": True, "mapping": run.mapping}
    return {"is_settled": False, "mapping": guess_columns(run=run).to_json()}


def _mapping(data: Any, kind: str) -> Mapping:
    try:
        mapping = Mapping.from_json(data)
    except MappingError as error:
        raise ValidationError({"columns": [str(error)]}) from error
    if mapping.kind != kind:
        raise ValidationError(
            {"kind": [_("The rows of this file are “%(kind)s”.") % {"kind": kind}]}
        )
    return mapping
