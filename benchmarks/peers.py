"""What one would use otherwise, and what nobody can beat: measured in the same run on the same file."""

import csv
from itertools import islice
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Count, Max, Sum
from import_export import resources
from tablib import Dataset

from benchmarks.models import Person
from profiles.models import Customer, CustomerMetric, Event, SourceRecord

ORM_ROWS = 500


class PersonResource(resources.ModelResource):
    """django-import-export as it comes."""

    class Meta:
        model = Person
        import_id_fields = ("number",)
        exclude = ("id",)


COLUMNS = tuple(field.name for field in Person._meta.fields if field.name != "id")  # noqa: SLF001


class CustomerResource(resources.ModelResource):
    """django-import-export's own export of our customers."""

    class Meta:
        model = Customer
        fields = ("uid", "given_name", "family_name", "postal_code", "city", "country")


def make_tables() -> None:
    """Make the peers' tables."""
    with connection.schema_editor() as editor:
        editor.create_model(Person)
    columns = ", ".join(f"{name} text" for name in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE UNLOGGED TABLE benchmarks_raw ({columns})")


def raw_copy(path: Path) -> None:
    """Load the file's bytes into text columns: nothing checked, nothing kept, nothing faster."""
    with connection.cursor() as cursor, path.open("rb") as file:
        cursor.execute("TRUNCATE benchmarks_raw")
        statement = (
            "COPY benchmarks_raw FROM STDIN (FORMAT csv, DELIMITER ';', HEADER, ENCODING 'WIN1252')"
        )
        with cursor.copy(statement) as copy:
            while block := file.read(1 << 20):
                copy.write(block)


def stock_import(path: Path, rows: int) -> None:
    """Import the first rows the way the stock admin does: a dry run, then the same for real."""
    with path.open(encoding="cp1252", newline="") as file:
        reader = csv.reader(file, delimiter=";")
        next(reader)
        dataset = Dataset(*islice(reader, rows), headers=list(COLUMNS))
    for dry_run in (True, False):
        PersonResource().import_data(dataset, dry_run=dry_run, raise_errors=True)


def stock_export(rows: int) -> None:
    """Export customers the way the stock admin does."""
    CustomerResource().export(Customer.objects.all()[:rows]).export("csv")


def bare_copy_out(path: Path) -> None:
    """Write the columns of an audience export straight out of one table."""
    statement = """COPY (SELECT uid, given_name, family_name, postal_code, city, country FROM profiles_customer)
        TO STDOUT (FORMAT csv)"""
    with connection.cursor() as cursor, path.open("wb") as file, cursor.copy(statement) as copy:
        for block in copy:
            file.write(block)


def orm_events() -> None:
    """Write activities one after the other, as a view that loops over its input would; they are taken back."""
    records = list(SourceRecord.objects.order_by("pk")[:ORM_ROWS])
    with transaction.atomic():
        for number, record in enumerate(records):
            Event.objects.update_or_create(
                source_id=record.source_id,
                event_key=f"orm-{number}",
                defaults={
                    "record": record,
                    "customer_id": record.customer_id,
                    "kind": "purchase",
                    "occurred_at": record.observed_at,
                    "amount": 120,
                },
            )
            bought = Event.objects.filter(customer_id=record.customer_id, kind="purchase")
            figures = bought.aggregate(Count("pk"), Sum("amount"), Max("occurred_at"))
            CustomerMetric.objects.filter(customer_id=record.customer_id).update(
                purchase_count=figures["pk__count"],
                purchase_sum=figures["amount__sum"],
                last_purchase_at=figures["occurred_at__max"],
            )
        transaction.set_rollback(True)


def narrow_scan() -> None:
    """Count over a table of five narrow columns without an index: the floor of a rule that reads rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM benchmarks_narrow WHERE country = 'NO' AND born BETWEEN 1980 AND 1990"
        )


def wide_scan() -> None:
    """Count customers by a column that no index answers: the floor of what looks at everybody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM profiles_customer WHERE municipality = 'nowhere'")


def make_narrow() -> None:
    """Copy the columns that a rule reads into a table of their own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE benchmarks_narrow AS SELECT uid, country, birth_year AS born, gender FROM profiles_customer"
        )
        cursor.execute("VACUUM ANALYZE benchmarks_narrow")
