"""Pages of a long list by the key of its last row, so that the thousandth page costs what the first does."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.signing import b64_decode, b64_encode
from django.db.models import Model, Q, QuerySet

ModelT = TypeVar("ModelT", bound=Model)
PAGE_SIZE = 50


class KeysetPage(Generic[ModelT]):
    """One page of a queryset ordered by columns that together are unique, e.g. ("sort_key", "uid").

    `parameters` are the address's own (request.GET.dict()); `after` and `before` in it hold the key to start from, and
    a key that makes no sense starts at the beginning. At most `size` + 1 rows are read.
    """

    def __init__(
        self,
        rows: QuerySet[ModelT],
        order: Sequence[str],
        parameters: dict[str, str],
        size: int = PAGE_SIZE,
    ) -> None:
        self._order = tuple(order)
        self._kept = {k: v for k, v in parameters.items() if k not in {"after", "before"}}
        back = _key(rows, parameters.get("before", ""), self._order)
        forth = None if back else _key(rows, parameters.get("after", ""), self._order)
        found = list(_slice(rows, self._order, back or forth, is_back=back is not None)[: size + 1])
        has_more = len(found) > size
        self.items: list[ModelT] = found[:size]
        if back is not None:
            self.items.reverse()
        self.has_next = has_more if back is None else True
        self.has_previous = has_more if back is not None else forth is not None

    @property
    def next_query(self) -> str:
        """Return the query string of the page after this one."""
        return self._query("after", self.items[-1:])

    @property
    def previous_query(self) -> str:
        """Return the query string of the page before this one."""
        return self._query("before", self.items[:1])

    def query_after(self, row: ModelT) -> str:
        """Return the query string of the page that begins after a row."""
        return self._query("after", [row])

    def _query(self, name: str, row: list[ModelT]) -> str:
        if not row:
            return urlencode(self._kept)
        values = [_value(row[0], column) for column in self._order]
        text = json.dumps(values, cls=_WholeMoments).encode()
        return urlencode({**self._kept, name: b64_encode(text).decode()})


class _WholeMoments(DjangoJSONEncoder):
    """Writes moments whole: cut to milliseconds, a key would lie before its row, and rows come twice or never."""

    def default(self, o: Any) -> Any:
        """Return a moment with its microseconds, anything else as Django does."""
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def _value(row: Model, column: str) -> Any:
    value: Any = row
    for part in column.lstrip("-").split("__"):
        value = getattr(value, part)
    return value


def _key(rows: QuerySet[Any], text: str, order: tuple[str, ...]) -> list[Any] | None:
    """Return the key in the address; nothing where it is no key of these rows."""
    try:
        values = json.loads(b64_decode(text.encode())) if text else None
        if not isinstance(values, list) or len(values) != len(order) or None in values:
            return None
        _slice(rows, order, values, is_back=False)  # a value of the wrong type is refused here
    except (TypeError, ValueError, ValidationError):
        return None
    return values


def _slice(
    rows: QuerySet[ModelT], order: tuple[str, ...], key: list[Any] | None, *, is_back: bool
) -> QuerySet[ModelT]:
    ordered = rows.order_by(*(_turned(column) if is_back else column for column in order))
    if key is None:
        return ordered
    beyond, same = Q(), Q()
    for column, value in zip(order, key, strict=True):
        operator = "lt" if column.startswith("-") is not is_back else "gt"
        name = column.lstrip("-")
        beyond |= same & Q(**{f"{name}__{operator}": value})
        same &= Q(**{name: value})
    # The first column alone narrows the index scan; the rest settles ties.
    first = order[0].lstrip("-")
    edge = "lte" if order[0].startswith("-") is not is_back else "gte"
    return ordered.filter(Q(**{f"{first}__{edge}": key[0]}), beyond)


def _turned(column: str) -> str:
    return column[1:] if column.startswith("-") else f"-{column}"
