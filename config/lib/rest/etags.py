"""Versions of what was read, so that a change is made to what the caller saw (RFC 9110, section 13)."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from rest_framework.request import Request

from config.lib.rest.problems import PreconditionFailedProblem, PreconditionRequiredProblem


def etag_of(representation: Any) -> str:
    """Return the strong ETag of what a caller sees, quotes included."""
    text = json.dumps(representation, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"))
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def is_unchanged(request: Request, etag: str) -> bool:
    """Say whether the caller holds this very version already: answer 304 then."""
    return _names(request.headers.get("If-None-Match", ""), etag)


def check_match(request: Request, etag: str, *, is_required: bool = True) -> None:
    """Let a change pass only if it was made from this version.

    Raises PreconditionRequiredProblem (428) without If-Match where it is required, PreconditionFailedProblem (412)
    where the version is another. Call it with the row locked.
    """
    said = request.headers.get("If-Match", "")
    if not said:
        if is_required:
            raise PreconditionRequiredProblem
        return
    if not _names(said, etag):
        raise PreconditionFailedProblem


def _names(header: str, etag: str) -> bool:
    tags = [tag.strip().removeprefix("W/") for tag in header.split(",")]
    return "*" in tags or etag in tags
