"""Customers' records on their way out: all of them or a segment's, for a purpose that may read the chosen facts."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from config.lib.actor import Actor, actor_columns
from config.lib.narrowing import cleaned
from consents.selectors import find_purpose
from files.choices import ExportFormat, ExportKind
from files.models import ExportRun
from files.services.export_orders import (
    ExportRefusedError,
    check_facts,
    check_segment,
    queue_export,
)
from files.services.list_orders import check_narrowing
from files.services.lists import CUSTOMERS
from segments.models import Segment


def order_records(  # noqa: PLR0913 - whom, for what, to whom, which facts, as what, by whom, when
    *,
    segment: Segment | None,
    narrowed_by: Mapping[str, str] | None = None,
    purpose: str,
    recipient: str,
    slugs: Sequence[str],
    file_format: str,
    actor: Actor,
    now: datetime,
) -> ExportRun:
    """Queue a file of records; a second click on the same order finds the first.

    `narrowed_by` is what the list of customers is narrowed by, where they are chosen there. Raise ExportRefusedError
    for a purpose or fact that is unknown or not allowed, and for a file of no facts.
    """
    if not recipient.strip():
        raise ExportRefusedError(_("Say who receives the file."), "recipient")
    if file_format not in ExportFormat.values:
        raise ExportRefusedError(_("An export is a CSV or an Excel file."), "file_format")
    said = cleaned(CUSTOMERS.narrowings, narrowed_by or {})
    check_records_allowed(segment=segment, purpose=purpose, slugs=slugs, narrowed_by=said)
    order = {
        "kind": ExportKind.RECORDS,
        "list_code": CUSTOMERS.code if said else "",
        "narrowed_by": said,
        "segment": segment,
        "purpose": purpose,
        "channel": "",
        "recipient": recipient.strip()[:200],
        "slugs": list(dict.fromkeys(slugs)),
        "file_format": file_format,
        **actor_columns(actor),
    }
    return queue_export(order, now)


def check_records_allowed(
    *,
    segment: Segment | None,
    purpose: str,
    slugs: Sequence[str],
    narrowed_by: Mapping[str, str],
) -> None:
    """Raise ExportRefusedError where law 4 is broken; asked when records are ordered and when they are written."""
    if find_purpose(purpose) is None:
        raise ExportRefusedError(
            _("There is no purpose “%(purpose)s”.") % {"purpose": purpose}, "purpose"
        )
    if not slugs:
        raise ExportRefusedError(_("Choose at least one fact."), "slugs")
    check_facts(purpose, slugs)
    check_narrowing(CUSTOMERS, narrowed_by, purpose)
    if segment is not None:
        check_segment(segment, purpose, seen=set())
