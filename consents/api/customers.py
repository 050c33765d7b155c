"""The customer whom a parameter or a body names."""

from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from profiles.models import Customer
from profiles.selectors.retired import find_customer


def customer_named(said: str, *, is_hidden_too: bool = False) -> Customer:
    """Return the customer of an id, a retired one too; raise ValidationError for nobody.

    One whose use is restricted is nobody, except where that must not stop a no.
    """
    try:
        found = find_customer(UUID(said))
    except ValueError:
        found = None
    if found is None or (found.restricted_at is not None and not is_hidden_too):
        raise ValidationError({"customer": [_("There is no such customer.")]})
    return found
