"""What comes in as a body: understood whole, or refused."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.serializers import Serializer


def checked_body(serializer_class: type[Serializer], request: Request) -> dict[str, Any]:
    """Return the body as its serializer understands it; raise ValidationError for a field that it does not know.

    A misspelt field must not look as if it had been taken.
    """
    serializer = serializer_class(data=request.data)
    serializer.is_valid(raise_exception=True)
    unknown = [name for name in request.data if name not in serializer.fields]
    if unknown:
        raise ValidationError({name[:60]: [_("This is not known here.")] for name in unknown})
    return dict(serializer.validated_data)
