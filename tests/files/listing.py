"""Order the file of a list; read one once it is written."""

import csv
import io

from django.core.files.storage import default_storage
from django.utils import timezone

from files.models import ExportRun
from files.services.exports import write_export
from files.services.list_orders import order_list
from tests.factories import NOW, TESTER


def order(code: str, **said) -> ExportRun:
    return order_list(
        **{
            "list_code": code,
            "narrowed_by": {},
            "purpose": "customer_care",
            "recipient": "The auditor",
            "file_format": "csv",
            "actor": TESTER,
            "now": NOW,
            **said,
        }
    )


def rows_in(run: ExportRun, chunk: int = 2) -> list[dict[str, str]]:
    assert write_export(run_id=run.pk, now=timezone.now(), chunk=chunk), (
        ExportRun.objects.get().error
    )
    run.refresh_from_db()
    with default_storage.open(run.stored_as) as file:
        text = file.read().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))
