"""Whether this key may do this: what is not named is refused."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import MethodNotAllowed, NotAuthenticated, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class HasScope(BasePermission):
    """Want a key, and in it the scope that the view names for the method."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Raise what is missing; a view without scopes answers nobody."""
        if request.auth is None:
            raise NotAuthenticated(_("Send a key: Authorization: Bearer …"))
        method = "GET" if request.method == "HEAD" else str(request.method)
        scope = getattr(view, "scopes", {}).get(method)
        if scope is None:
            raise MethodNotAllowed(method)
        if scope not in request.auth.scopes:  # type: ignore[union-attr]
            raise PermissionDenied(_("This key lacks the scope %(scope)s.") % {"scope": scope})
        return True


class IsColleague(BasePermission):
    """Want a signed-in colleague, and say so: a key was perhaps sent, but it is not what is wanted."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Raise what is missing."""
        del view
        if not request.user.is_staff:
            raise PermissionDenied(_("Only colleagues see it."))
        return True
