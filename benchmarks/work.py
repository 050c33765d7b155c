"""The product's own work, through its services."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F

from config.lib.actor import Actor
from consents.services.imported import make_incoming_table as make_decision_table
from consents.services.imported import record_imported_decisions
from files.models import ExportRun, ImportRun
from files.services.export_orders import order_export
from files.services.exports import write_export
from files.services.receiving import receive_file
from files.services.taking_in import apply_now, decide_now, get_source, undo_now
from profiles.models import Company, ContactPoint, Customer, Source
from profiles.services.recompute import recompute_customers
from profiles.services.records import make_incoming_table, record_values_in_bulk
from segments.models import Segment
from segments.rules.compile import found
from segments.rules.parse import parse
from segments.rules.scope import Moment, Scope
from segments.selectors.catalogue import catalogue_for
from segments.services.runs import queue_refresh, refresh_segment
from segments.services.segments import create_segment, save_version

ME = Actor.system("benchmarks")
# By name: the rule, and what its rate should be beside the scan of a narrow table.
RULES = {
    "country and age": (
        {
            "all": [
                {"field": "fact.country", "operator": "is", "value": "NO"},
                {"field": "fact.birth_year", "operator": "between", "value": [1980, 1990]},
            ]
        },
        "≥ 0.5x",
    ),
    "an interest": (
        {"field": "fact.interests", "operator": "has_any", "value": ["ski"]},
        "≥ 0.5x",
    ),
    "two facts unknown": (
        {
            "all": [
                {"field": "fact.birth_year", "operator": "unknown"},
                {"field": "fact.gender", "operator": "unknown"},
            ]
        },
        "≥ 0.1x",
    ),
    "no purchase for a year": (
        {
            "field": "activity.purchase.count",
            "operator": "is",
            "value": 0,
            "window": {"days": 365},
        },
        "≥ 0.5x",
    ),
    "three purchases in 90 days": (
        {
            "field": "activity.purchase.count",
            "operator": "at_least",
            "value": 3,
            "window": {"days": 90},
        },
        "≥ 0.05x",
    ),
    "may get the newsletter by e-mail": (
        {"field": "contact.newsletter.email", "operator": "may"},
        "≥ 0.05x",
    ),
}
BATCH = 20_000


def prepare() -> None:
    """Migrate, load what ships and describe a company."""
    call_command("migrate", verbosity=0)
    call_command("load_catalogue", verbosity=0)
    Company.objects.create(
        name="Fjell og Vidde AS",
        address="Storgata 1, 0155 Oslo",
        officer_name="Ida Vern",
        officer_email="vern@fjell.example",
        sender_name="Fjell og Vidde",
        sender_email="hei@fjell.example",
        base_url="https://kjenn.fjell.example",
    )


def take_in(path: Path) -> ImportRun:
    """Import the file as the command does."""
    now = datetime.now(UTC)
    with path.open("rb") as file:
        run = receive_file(
            file=file,
            file_name=path.name,
            source=get_source("crm"),
            kind="customers",
            actor=ME,
            now=now,
        )
    run = decide_now(run=run, mapping=None, actor=ME, now=now)
    return apply_now(run=run, actor=ME, now=now)


def clock() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def people() -> int:
    """Return how many customers there are."""
    return Customer.objects.count()


def take_back(run: ImportRun) -> None:
    """Undo an import."""
    undo_now(run=run, actor=ME, now=datetime.now(UTC))


def recompute(customers: int) -> None:
    """Compute so many customers anew."""
    uids = list(Customer.objects.order_by("pk").values_list("pk", flat=True)[:customers])
    for start in range(0, len(uids), BATCH):
        recompute_customers(uids=uids[start : start + BATCH], now=datetime.now(UTC))


def change_some(customers: int) -> None:
    """Let the shop say something new about so many customers."""
    now = datetime.now(UTC)
    with transaction.atomic():
        make_incoming_table()
        with connection.cursor() as cursor:
            cursor.execute(CHANGES, {"now": now, "customers": customers})
        record_values_in_bulk(
            source=Source.objects.get(slug="shop"), actor=ME, now=now, run_id=uuid4()
        )


CHANGES = """
INSERT INTO incoming_record (row_no, customer, is_new, kind, external_id, values, observed_at)
SELECT row_number() OVER (), customer_id, false, 'person', external_id, values || '{"gender": "other"}', %(now)s
FROM profiles_sourcerecord WHERE external_id LIKE 'B%%' ORDER BY external_id LIMIT %(customers)s
"""


def counter_of(rule: object) -> Callable[[], int]:
    """Return what counts whom a rule matches; the catalogue of fields is read before, as a page does once."""
    catalogue = catalogue_for("insight")

    def count() -> int:
        tree = parse(rule, catalogue)
        moment = Moment(now=datetime.now(UTC), scope=Scope())
        return found(tree, catalogue=catalogue, moment=moment).count()

    return count


def make_segment() -> Segment:
    """Make a segment of everybody and fill it."""
    now = datetime.now(UTC)
    segment = create_segment(name="Everybody", purpose="newsletter", actor=ME, now=now)
    save_version(segment=segment, rule={"all": []}, actor=ME, now=now)
    refresh(segment)
    return segment


def refresh(segment: Segment) -> None:
    """Refresh a segment's members."""
    now = datetime.now(UTC)
    run = queue_refresh(segment=segment, actor=ME, now=now)
    refresh_segment(run_uid=run.pk, now=now)


GIVE = """
INSERT INTO incoming_decision
SELECT row_number() OVER (), customer_id, 'newsletter', 'email', 'email', normalised,
       CASE WHEN id %% 50 = 0 THEN 'no' ELSE 'yes' END,
       now() - interval '1 day', 'benchmark'
FROM profiles_contactpoint WHERE kind = 'email' AND id BETWEEN %s AND %s
"""


def give_consent() -> int:
    """Take in what everybody with an e-mail address says of the newsletter, one in fifty no; return how many say."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM profiles_contactpoint")
        first, last = cursor.fetchone()
    given = 0
    for start in range(first, last + 1, 3 * BATCH):
        with transaction.atomic(), connection.cursor() as cursor:
            make_decision_table()
            cursor.execute(GIVE, [start, start + 3 * BATCH - 1])
            counts = record_imported_decisions(
                run_id=uuid4(), source=get_source("crm"), actor=ME, now=datetime.now(UTC)
            )
            given += counts["given"] + counts["refused"]
    return given


def bounce_some() -> None:
    """Let mail to one e-mail address in two hundred have come back: few are then on a step of the staircase."""
    few = ContactPoint.objects.filter(kind="email").annotate(turn=F("pk") % 200).filter(turn=0)
    few.update(bounced_at=datetime.now(UTC))


def export(segment: Segment) -> ExportRun:
    """Export whom the segment reaches for the newsletter by e-mail."""
    now = datetime.now(UTC)
    run = order_export(
        segment=segment,
        purpose="newsletter",
        channel="email",
        recipient="benchmark",
        slugs=[],
        file_format="csv",
        actor=ME,
        now=now,
    )
    write_export(run_id=run.pk, now=now)
    run.refresh_from_db()
    return run


def exported() -> int:
    """Return how many rows the last export has."""
    return ExportRun.objects.latest("number").row_count or 0


def analyse() -> None:
    """Let the planner know what it has, as autovacuum would."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
