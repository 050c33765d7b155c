"""Whom the files contradict each other about, as a file: one kind at a time; what each file says is on the cards."""

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.lib.narrowing import Choices, Narrowing
from files.services.export_columns import Column
from files.services.lists.people_list import PeopleList, Reading, name_of_customer, text, who
from profiles.models import Contradiction, ContradictionFigure
from profiles.selectors.contradictions import kind_of, sides, source_names

SEPARATOR = "~"


def _of_kind(rows: QuerySet[Any], said: str, now: datetime) -> QuerySet[Any]:
    del now
    kind, _sign, scope = said.partition(SEPARATOR)
    return rows.filter(kind=kind, scope=scope)


def _kinds() -> Choices:
    """Return what is contradicted, between whom."""
    names = source_names()
    found = []
    for row in ContradictionFigure.objects.order_by("kind", "scope"):
        kind = kind_of(row.kind)
        if kind is not None:
            found.append((f"{row.kind}{SEPARATOR}{row.scope}", kind.title(sides(row.scope, names))))
    return found


def _columns(reading: Reading) -> list[Column]:
    columns = [*who(reading), text(_("Other customer’s id"), "other")]
    if reading.names():
        columns.append(Column(_("Other customer’s name"), name_of_customer(reading, "other")))
    return columns


OF_KIND = Narrowing("of", gettext_lazy("What is contradicted"), _of_kind, _kinds)
CONTRADICTIONS = PeopleList(
    "contradictions",
    gettext_lazy("What the files say about each other"),
    ("profiles.view_customer",),
    (OF_KIND,),
    lambda _said: Contradiction.objects.order_by("pk"),
    F("customer_id"),
    _columns,
    needs=OF_KIND.parameter,
    other=F("other"),
)
