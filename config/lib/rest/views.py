"""The views that every resource derives from: scope, parameters, idempotency and the one shape of errors."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from config.lib.rest.caller import Caller
from config.lib.rest.pages import KeysetPagination
from config.lib.rest.storable import refuse_unstorable

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_LONGEST_TOKEN = 255


class ApiView(GenericAPIView):
    """One address of the API.

    `scopes` maps each method to the scope that it needs; a method without one is refused (default deny). `parameters`
    are the query parameters that GET understands beside those of filters and pages. A method in `needs_token` must
    carry an Idempotency-Key; one that `is_repeatable` needs none: the same call gets the same answer by itself, which
    holds what must not be kept.
    """

    http_method_names = ["get", "head", "post", "put", "patch", "delete"]
    scopes: ClassVar[Mapping[str, str]] = {}
    parameters: ClassVar[Collection[str]] = ()
    needs_token: ClassVar[Collection[str]] = ()
    is_repeatable: ClassVar[bool] = False
    pagination_class: Any = None
    filterset_class: Any = None
    queryset: Any = None

    @property
    def caller(self) -> Caller:
        """Return who calls."""
        caller: Caller = self.request.auth  # type: ignore[assignment]
        return caller

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, and put every error into its one shape."""
        self.args, self.kwargs = args, kwargs
        self.request = self.initialize_request(request, *args, **kwargs)
        self.headers = self.default_response_headers
        try:
            self.initial(self.request, *args, **kwargs)
            answer = self._act()
        except Exception as error:  # noqa: BLE001 - the handler tells faults of ours from those of the caller
            answer = self.handle_exception(error)
        self.response = self.finalize_response(self.request, answer, *args, **kwargs)
        return self.response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Ask who calls, count the call, and only then look at what is asked."""
        del args
        self.format_kwarg = None
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(
            request
        )
        self.perform_authentication(request)
        self.check_throttles(request)
        self.check_permissions(request)
        self._refuse_unstorable(request, kwargs)
        self.refuse_unknown_parameters(request)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Add what every answer carries."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        for name, value in getattr(request, "rate_headers", {}).items():
            answer[name] = value
        if "Cache-Control" not in answer:
            answer["Cache-Control"] = "private, no-cache"
        return answer

    def known_parameters(self) -> frozenset[str]:
        """Return the query parameters that this call understands."""
        if self.request.method in WRITES:
            return frozenset()
        filters = self.filterset_class.base_filters if self.filterset_class else ()
        pages = self.pagination_class.parameters if self.pagination_class else ()
        return frozenset(self.parameters) | frozenset(filters) | frozenset(pages)

    def refuse_unknown_parameters(self, request: Request) -> None:
        """Refuse a parameter that would be ignored: a misspelt filter must not show everybody."""
        known = self.known_parameters()
        unknown = [name for name in request.query_params if name not in known]
        if unknown:
            way_out = ", ".join(sorted(known)) or _("none")
            raise ValidationError(
                {
                    name[:60]: [
                        _("This parameter is not known here. Known are: %(names)s.")
                        % {"names": way_out}
                    ]
                    for name in unknown
                }
            )

    def sparse_names(self) -> Collection[str]:
        """Return what `?fields=` may name; a view with the parameter "fields" has a serializer."""
        fields: Mapping[str, Any] = vars(self.get_serializer_class())["_declared_fields"]
        return list(fields)

    def get_serializer_context(self) -> dict[str, Any]:
        """Add which fields were asked for; none means all."""
        return {**super().get_serializer_context(), "fields": self.wanted_fields()}

    def wanted_fields(self) -> frozenset[str] | None:
        """Return what `?fields=` names; raise ValidationError for what this key cannot read."""
        if "fields" not in self.parameters or "fields" not in self.request.query_params:
            return None
        wanted = frozenset(filter(None, self.request.query_params["fields"].split(",")))
        unknown = sorted(wanted - frozenset(self.sparse_names()))
        if unknown or not wanted:
            raise ValidationError(
                {
                    "fields": [
                        _("“%(name)s” is not a field that this key can read here.")
                        % {"name": (unknown or [""])[0][:60]}
                    ]
                }
            )
        return wanted

    def _act(self) -> Response:
        """Call the method's own function; a write with an Idempotency-Key at most once."""
        method = str(self.request.method)
        handler = getattr(self, method.lower(), self.http_method_not_allowed)
        token = self.request.headers.get("Idempotency-Key", "")
        if method in self.needs_token and not token:
            raise ParseError(
                _("Send an Idempotency-Key, so that a repeated call is not done twice.")
            )
        if method not in WRITES or not token or self.is_repeatable:
            answer: Response = handler(self.request, *self.args, **self.kwargs)
            return answer
        if len(token) > _LONGEST_TOKEN or not token.isprintable() or not token.isascii():
            raise ParseError(_("An Idempotency-Key is at most 255 printable characters."))
        return self.caller.once(
            token,
            fingerprint(self.request),
            lambda: handler(self.request, *self.args, **self.kwargs),
        )

    def _refuse_unstorable(self, request: Request, kwargs: Mapping[str, Any]) -> None:
        try:
            refuse_unstorable([dict(request.query_params), kwargs])
        except ValueError as error:
            raise ParseError(str(error)) from error


class ListView(ApiView):
    """A list in pages: write `get_queryset`, `serializer_class`, `orders`; `shown` hears of every page.

    `orders` maps what `?ordering=` may say to columns that together are unique; the first is the usual one.
    """

    is_list = True
    pagination_class = KeysetPagination
    filter_backends = (DjangoFilterBackend,)
    orders: ClassVar[Mapping[str, Sequence[str]]] = {}

    def known_parameters(self) -> frozenset[str]:
        """Return the query parameters, with the order where there is a choice."""
        choice = {"ordering"} if len(self.orders) > 1 else set()
        return super().known_parameters() | (choice if self.request.method not in WRITES else set())

    def allowed_orders(self) -> Mapping[str, Sequence[str]]:
        """Return the orders that this caller may ask for."""
        return self.orders

    def get_order(self) -> Sequence[str]:
        """Return the columns of the order that was asked for."""
        orders = self.allowed_orders()
        said = self.request.query_params.get("ordering") or next(iter(orders))
        if said not in orders:
            raise ValidationError(
                {
                    "ordering": [
                        _("Order by one of: %(names)s.") % {"names": ", ".join(orders)},
                    ]
                }
            )
        return orders[said]

    def shown(self, rows: list[Any]) -> None:
        """Note who was shown; a list of people overrides this with the read log."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer with one page."""
        del request, args, kwargs
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        answer = self.get_paginated_response(self.get_serializer(list(rows), many=True).data)
        self.shown(list(rows))
        return answer

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow by the filters, where the view has some."""
        return super().filter_queryset(queryset) if self.filterset_class else queryset


def fingerprint(request: Request) -> str:
    """Return the digest of method, address and body, files included; version 1 of the API."""
    digest = hashlib.sha256(f"v1 {request.method} {request.get_full_path()}\n".encode())
    for part in _parts(request):
        digest.update(part)
    return digest.hexdigest()


def _parts(request: Request) -> Iterator[bytes]:
    files = request.FILES
    data = request.data
    fields = dict(data.lists()) if isinstance(data, QueryDict) else data
    fields = {name: said for name, said in fields.items() if name not in files} if files else fields
    yield json.dumps(fields, sort_keys=True, cls=DjangoJSONEncoder).encode()
    for name in sorted(files):
        yield f"\n{name} {files[name].name}\n".encode()
        yield from files[name].chunks()
        files[name].seek(0)
