"""The rows of an import as a file: what would become of each, or what became of it.

What the file says in a row stays in the file that came; a reason that may quote a cell goes along only for a purpose
that may read every fact among the columns (law 4).
"""

from datetime import datetime
from typing import Any

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.lib.narrowing import Choices, Narrowing, equal
from files.choices import Outcome, RunState
from files.mapping import targets
from files.models import ImportRun, PlannedRow, RowOutcome
from files.services.export_columns import Column
from files.services.lists.people_list import (
    PeopleList,
    Reading,
    Said,
    name_of_customer,
    number,
    who,
    words,
)
from profiles.models import Attribute, Customer

# The facts that cells hold which are read into something else first.
_READ_INTO = {
    "full_name": ("given_name", "family_name"),
    "customer_email": ("email",),
    **dict.fromkeys(targets.ADDRESS_TARGETS, ("postal_address",)),
}
# Until it is taken in, the plan is what is known of each row.
_PLANNED = (RunState.DECIDED, RunState.APPLYING)


def _of_import(rows: QuerySet[Any], value: str, now: datetime) -> QuerySet[Any]:
    """Leave the rows as they are: which import's they are decides which table they stand in."""
    del value, now
    return rows


def _imports() -> Choices:
    numbers = ImportRun.objects.order_by("-number").values_list("number", flat=True)
    return [(str(each), _("Import no. %(number)s") % {"number": each}) for each in numbers]


OF_IMPORT = Narrowing("import", gettext_lazy("import"), _of_import, _imports)
OF_OUTCOME = equal("outcome", gettext_lazy("outcome"), lambda: Outcome.choices)


def _run(said: Said) -> ImportRun | None:
    return ImportRun.objects.filter(number=said[OF_IMPORT.parameter]).first()


def _rows(said: Said) -> QuerySet[Any]:
    """Return the rows; who does not exist yet, or not any more, is nobody."""
    run = _run(said)
    is_plan = run is not None and run.state in _PLANNED
    rows: QuerySet[Any] = PlannedRow.objects.all() if is_plan else RowOutcome.objects.all()
    known = Customer.objects.filter(pk=OuterRef("customer" if is_plan else "customer_uid"))
    of_run = rows.filter(run=run).order_by("row_no")
    found: QuerySet[Any] = of_run.annotate(customer_id=Subquery(known.values("pk")[:1]))
    return found


def _columns(reading: Reading) -> list[Column]:
    reason: Any = F("reason")
    if not _may_quote(reading):
        reason = Case(
            When(outcome=Outcome.REFUSED, then=Value("")), default=reason, output_field=TextField()
        )
    return [
        number(_("Row"), "row_no"),
        words(_("Outcome"), "outcome", Outcome.choices),
        *who(reading, name_of_customer(reading, "customer_id")),
        Column(_("Why"), reason),
    ]


def _may_quote(reading: Reading) -> bool:
    return frozenset(_facts_of(reading.said)) <= reading.facts


def _facts_of(said: Said) -> list[str]:
    """Return the facts that the file's columns hold."""
    run = _run(said)
    read = [each["target"] for each in (run.mapping.get("columns", []) if run else [])]
    found = {slug for target in read for slug in _READ_INTO.get(target, (target,))}
    return sorted(Attribute.objects.filter(slug__in=found).values_list("slug", flat=True))


def _facts(reading: Reading) -> list[str]:
    quoted = _facts_of(reading.said) if _may_quote(reading) else []
    return list(dict.fromkeys([*reading.names(), *quoted]))


def _counted(said: Said) -> int | None:
    """Return the number that the import's page shows."""
    run = _run(said)
    if run is None or not run.counts:
        return None
    outcome = said.get(OF_OUTCOME.parameter)
    return int(run.counts.get(outcome, 0) if outcome else sum(run.counts.values()))


IMPORT_ROWS = PeopleList(
    "import_rows",
    gettext_lazy("Rows of an import"),
    ("files.view_importrun", "profiles.view_customer"),
    (OF_IMPORT, OF_OUTCOME),
    _rows,
    F("customer_id"),
    _columns,
    _facts,
    needs=OF_IMPORT.parameter,
    key="row_no",
    counted=_counted,
)
