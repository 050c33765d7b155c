"""The rows of a list on their way out: ordered for a purpose, which decides which columns go along."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from config.lib.actor import Actor, actor_columns
from config.lib.narrowing import cleaned
from config.lib.patience import within
from config.lib.statistics import expected_count
from consents.selectors import find_purpose, readable_slugs
from files.choices import ExportFormat, ExportKind
from files.models import ExportRun
from files.services.export_orders import ExportRefusedError, check_facts, queue_export
from files.services.lists import LISTS, PeopleList, Reading

# A count that takes longer is not waited for; the confirmation then names the planner's estimate.
COUNT_MS = 800


def order_list(  # noqa: PLR0913 - which list, narrowed by what, for what, to whom, as what, by whom, when
    *,
    list_code: str,
    narrowed_by: Mapping[str, str],
    purpose: str,
    recipient: str,
    file_format: str,
    actor: Actor,
    now: datetime,
) -> ExportRun:
    """Queue the file of a list as it is searched and filtered; a second click on the same order finds the first.

    Raise ExportRefusedError for a list or purpose that is unknown, and where the purpose may not read what the list is
    narrowed by.
    """
    if not recipient.strip():
        raise ExportRefusedError(_("Say who receives the file."), "recipient")
    if file_format not in ExportFormat.values:
        raise ExportRefusedError(_("An export is a CSV or an Excel file."), "file_format")
    found = get_list(list_code)
    said = cleaned(found.narrowings, narrowed_by)
    check_list_allowed(found, said, purpose)
    order = {
        "kind": ExportKind.LIST,
        "list_code": list_code,
        "narrowed_by": said,
        "segment": None,
        "purpose": purpose,
        "channel": "",
        "recipient": recipient.strip()[:200],
        "slugs": found.facts(reading_of(said, purpose, now)),
        "file_format": file_format,
        **actor_columns(actor),
    }
    return queue_export(order, now)


def get_list(code: str) -> PeopleList:
    """Return the list of that code; raise ExportRefusedError where there is none."""
    if code not in LISTS:
        raise ExportRefusedError(_("There is no such list."))
    return LISTS[code]


def reading_of(said: Mapping[str, str], purpose: str, now: datetime) -> Reading:
    """Return what the columns are asked with."""
    return Reading(purpose, readable_slugs(purpose), said, now)


def check_list_allowed(found: PeopleList, said: Mapping[str, str], purpose: str) -> None:
    """Raise ExportRefusedError where law 4 is broken; asked when a list is ordered and when it is written."""
    if find_purpose(purpose) is None:
        raise ExportRefusedError(
            _("There is no purpose “%(purpose)s”.") % {"purpose": purpose}, "purpose"
        )
    if found.needs and not said.get(found.needs):
        raise ExportRefusedError(_("There is no such list."))
    check_narrowing(found, said, purpose)
    found.check(said, purpose)


def check_narrowing(found: PeopleList, said: Mapping[str, str], purpose: str) -> None:
    """Refuse a list that was chosen by facts which the purpose may not read."""
    chosen = (each for each in found.narrowings if said.get(each.parameter))
    read = (each.facts(said[each.parameter]) for each in chosen)
    check_facts(purpose, sorted(frozenset[str]().union(*read)))


def rows_of(found: PeopleList, said: Mapping[str, str], now: datetime) -> tuple[int, bool]:
    """Return how many rows a list has, as it was counted or else as it is, and whether that is no exact number."""
    stored = found.counted(said)
    return about_how_many(found.shown(said, now)) if stored is None else (stored, True)


def about_how_many(rows: QuerySet) -> tuple[int, bool]:
    """Return how many rows there are, and whether that is an estimate because counting took too long (law 8)."""
    count = within(COUNT_MS, rows.order_by().count)
    return (_estimated(rows), True) if count is None else (count, False)


def _estimated(rows: QuerySet) -> int:
    """Return what the planner expects, to two digits: more would pretend to know."""
    count = expected_count(rows)
    return round(count, -max(len(str(count)) - 2, 0))
