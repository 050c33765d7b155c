"""JSON as it may come in: of bounded size and depth, with nothing in it that cannot be kept."""

from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from config.lib.rest.problems import TooLargeProblem
from config.lib.rest.storable import refuse_unstorable

# A batch of 1,000 activities with ten lines each is about 1 MB.
LARGEST_BODY = 5 * 1024 * 1024


class StrictJSONParser(JSONParser):
    """A parser that refuses what would fail later: the body's size, its depth, NUL, halves of characters, NaN."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the parsed body; raise ParseError (400) or TooLargeProblem (413)."""
        request = (parser_context or {})["request"]
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
            raise TooLargeProblem
        try:
            data = super().parse(stream, media_type, dict(parser_context or {}))
            refuse_unstorable(data)
        except RecursionError as error:
            raise ParseError(_("The JSON is nested too deeply.")) from error
        except ValueError as error:
            raise ParseError(str(error)) from error
        return data
