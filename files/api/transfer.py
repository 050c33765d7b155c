"""Files over the wire: uploads of bounded size, and downloads that are not JSON."""

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import JSONRenderer

from config.lib.rest.problems import TooLargeProblem

_FIELDS = 1 << 20  # what the parts around the file may add


class UploadParser(MultiPartParser):
    """A parser that refuses a file which is too large before it is read."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the parsed form; raise TooLargeProblem (413) naming the limit."""
        request = (parser_context or {})["request"]
        limit = settings.KJENN_UPLOAD_LIMIT_MB
        if int(request.META.get("CONTENT_LENGTH") or 0) > (limit << 20) + _FIELDS:
            raise TooLargeProblem(
                _(
                    "The file is larger than %(limit)s MB, which is the most that this installation takes."
                )
                % {"limit": limit}
            )
        return super().parse(stream, media_type, dict(parser_context or {}))


class CsvRenderer(JSONRenderer):
    """Lets a caller ask for CSV; the file is streamed past it, and only a problem is written here, as JSON."""

    media_type = "text/csv"
    format = "csv"


class WorkbookRenderer(CsvRenderer):
    """Lets a caller ask for a workbook."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    format = "xlsx"
