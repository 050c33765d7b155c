"""A customer by id, for a program: found, moved, erased or unknown."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import APIException, NotFound

from config.lib.rest.problems import GoneProblem
from profiles.models import Customer
from profiles.selectors.for_callers import find_readable
from profiles.selectors.retired import find_retired


class MovedProblem(APIException):
    """The customer goes by another id since two were made one."""

    status_code = status.HTTP_308_PERMANENT_REDIRECT
    default_code = "moved"

    def __init__(self, location: str) -> None:
        super().__init__(_("Two customers were made one: use the new address."))
        self.location = location


def access_customer(uid: UUID, source: str, *, url_name: str, **names: str) -> Customer:
    """Return the customer; raise 308 for an id that was retired, 410 for one erased, 404 for any other.

    One whose use is restricted (GDPR article 18) is like none. `names` are what else the address names.
    """
    found = find_readable(uid, source)
    if found is not None:
        return found
    retired = find_retired(uid)
    if retired is None:
        raise NotFound(_("There is no such customer."))
    if retired.customer_id is None:
        raise GoneProblem
    raise MovedProblem(reverse(url_name, kwargs={**names, "uid": retired.customer_id}))
