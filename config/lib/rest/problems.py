"""The one shape of every error: problem+json (RFC 9457), with the field at fault and the way out."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, status
from rest_framework.response import Response

from config.lib.errors import DomainError

CONTENT_TYPE = "application/problem+json"
_log = logging.getLogger(__name__)


class ConflictProblem(exceptions.APIException):
    """The state of things forbids it; asking again changes nothing."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


class GoneProblem(exceptions.APIException):
    """What the id named has been erased."""

    status_code = status.HTTP_410_GONE
    default_code = "gone"
    default_detail = gettext_lazy("What this id named has been erased for good.")


class BusyProblem(exceptions.Throttled):
    """Somebody else is at it: ask again in a moment."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "busy"
    default_detail = gettext_lazy("The first call with this Idempotency-Key is still under way.")
    extra_detail_singular = extra_detail_plural = ""


class PreconditionFailedProblem(exceptions.APIException):
    """It has changed since the caller read it."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "changed"
    default_detail = gettext_lazy(
        "This has changed since you read it: read it again, and send the new ETag as If-Match."
    )


class TooLargeProblem(exceptions.APIException):
    """The body is larger than this address takes."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = gettext_lazy("The body is too large: send fewer items in one call.")


class KeyReusedProblem(exceptions.APIException):
    """The Idempotency-Key belongs to another call."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "idempotency_key_reused"
    default_detail = gettext_lazy(
        "This Idempotency-Key was sent with another call before: use a new one for a new call."
    )


class PreconditionRequiredProblem(exceptions.APIException):
    """A change needs the version that it was made from."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_code = "version_needed"
    default_detail = gettext_lazy(
        "Send If-Match with the ETag that you read, so that nobody's newer change is lost."
    )


class UnavailableProblem(exceptions.Throttled):
    """The database cannot answer just now; the call has changed nothing."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "unavailable"
    default_detail = gettext_lazy("Nothing was done: the database is busy. Try again in a moment.")
    extra_detail_singular = extra_detail_plural = ""


def problem_of(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Turn whatever was raised into a problem; DRF's EXCEPTION_HANDLER."""
    known = _known(error)
    if known is None:
        return _unexpected(error, context)
    answer = Response(_body(known), status=known.status_code, content_type=CONTENT_TYPE)
    if location := getattr(known, "location", ""):
        answer["Location"] = location
    if challenge := getattr(known, "auth_header", ""):
        answer["WWW-Authenticate"] = challenge
    if wait := getattr(known, "wait", None):
        answer["Retry-After"] = str(int(wait))
    return answer


def _known(error: Exception) -> exceptions.APIException | None:
    """Return the error as DRF knows errors, or nothing for a fault of ours."""
    if isinstance(error, exceptions.APIException):
        return error
    if isinstance(error, OperationalError):
        _log.error("The database could not answer a call of the API", exc_info=error)
        return UnavailableProblem(wait=5)
    if isinstance(error, DomainError):
        field = getattr(error, "field", "")
        return (
            exceptions.ValidationError({field: [str(error)]})
            if field
            else ConflictProblem(str(error))
        )
    return _known_to_django(error)


def _known_to_django(error: Exception) -> exceptions.APIException | None:
    if isinstance(error, Http404):
        return exceptions.NotFound(_("There is nothing at this address."))
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(error, RequestDataTooBig):
        return TooLargeProblem()
    if isinstance(error, SuspiciousOperation):  # such as a form with too many fields
        return exceptions.ParseError()
    return None


def _unexpected(error: Exception, context: Mapping[str, Any]) -> Response:
    """Log a fault of ours as Django would, and say no more than that it is one."""
    request = context.get("request")
    got_request_exception.send(sender=None, request=getattr(request, "_request", request))
    _log.error("A call of the API failed", exc_info=error)
    fault = exceptions.APIException(
        _("Something went wrong here. Try again; the same call is safe.")
    )
    return Response(_body(fault), status=fault.status_code, content_type=CONTENT_TYPE)


def _body(error: exceptions.APIException) -> dict[str, Any]:
    """Return the members of a problem; `errors` where single fields are at fault."""
    if isinstance(error, exceptions.ValidationError):
        found = errors_of(error)
        return {
            "type": "urn:kjenn:problem:invalid",
            "title": _("Some of what was sent cannot be used"),
            "status": error.status_code,
            "detail": " ".join(entry["message"] for entry in found[:3]),
            "errors": found,
        }
    code = error.get_codes()
    return {
        "type": f"urn:kjenn:problem:{code if isinstance(code, str) else error.default_code}",
        "title": _title(error.status_code),
        "status": error.status_code,
        "detail": str(error.detail),
    }


def errors_of(error: exceptions.ValidationError) -> list[dict[str, str]]:
    """Return the fields at fault, each with its sentence, as `errors` lists them."""
    return [{"field": field, "message": text} for field, text in _flat(error.detail, "")]


def _title(code: int) -> str:
    titles = {
        308: _("Moved"),
        400: _("This call cannot be read"),
        401: _("Who calls?"),
        403: _("Not allowed for this key"),
        404: _("Not found"),
        405: _("Not possible here"),
        406: _("No such format"),
        409: _("Not possible as things are"),
        410: _("Gone"),
        412: _("Changed in the meantime"),
        413: _("Too large"),
        415: _("No such content type"),
        422: _("Idempotency-Key used before"),
        428: _("Version needed"),
        429: _("Too many calls"),
        503: _("Not just now"),
    }
    return titles.get(code, _("Something went wrong"))


def _flat(detail: Any, field: str) -> Iterator[tuple[str, str]]:
    """Yield each message with the path of its field: items.3.amount; '' for the whole."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            own = "" if name == "non_field_errors" else str(name)
            yield from _flat(inner, ".".join(filter(None, (field, own))))
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            is_text = isinstance(inner, str)
            yield from _flat(inner, field if is_text else f"{field}.{index}".lstrip("."))
    else:
        yield field, str(detail)
