"""The product's own work, through its services."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from django.core.management import call_command
from django.db import connection, transaction

from config.lib.actor import Actor
from consents.services.imported import make_incoming_table, record_imported_decisions
from files.models import ExportRun
from files.services.export_orders import order_export
from files.services.exports import write_export
from files.services.receiving import receive_file
from files.services.taking_in import apply_now, decide_now, get_source
from profiles.models import Company, Customer
from profiles.services.recompute import recompute_customers
from segments.models import Segment
from segments.rules.compile import matching
from segments.rules.parse import parse
from segments.rules.scope import Moment, Scope
from segments.selectors.catalogue import catalogue_for
from segments.services.runs import queue_refresh, refresh_segment
from segments.services.segments import create_segment, save_version

ME = Actor.system("benchmarks")
RULES = {
    "country and age": {
        "all": [
            {"field": "fact.country", "operator": "is", "value": "NO"},
            {"field": "fact.birth_year", "operator": "between", "value": [1980, 1990]},
        ]
    },
    "an interest": {"field": "fact.interests", "operator": "has_any", "value": ["ski"]},
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


def take_in(path: Path) -> dict[str, int]:
    """Import the file as the command does; return the outcomes."""
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
    return dict(apply_now(run=run, actor=ME, now=now).counts)


def recompute_everybody() -> None:
    """Compute every customer anew."""
    uids = list(Customer.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(uids), BATCH):
        recompute_customers(uids=uids[start : start + BATCH], now=datetime.now(UTC))


def count_rule(rule: object) -> int:
    """Count whom a rule matches."""
    catalogue = catalogue_for("insight")
    tree = parse(rule, catalogue)
    moment = Moment(now=datetime.now(UTC), scope=Scope())
    return matching(tree, Customer.objects.all(), catalogue=catalogue, moment=moment).count()


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
SELECT row_number() OVER (), customer_id, 'newsletter', 'email', 'email', normalised, 'yes',
       now() - interval '1 day', 'benchmark'
FROM profiles_contactpoint WHERE kind = 'email' AND id BETWEEN %s AND %s
"""


def give_consent() -> int:
    """Take in a yes to the newsletter from everybody with an e-mail address; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM profiles_contactpoint")
        first, last = cursor.fetchone()
    given = 0
    for start in range(first, last + 1, 3 * BATCH):
        with transaction.atomic(), connection.cursor() as cursor:
            make_incoming_table()
            cursor.execute(GIVE, [start, start + 3 * BATCH - 1])
            counts = record_imported_decisions(
                run_id=uuid4(), source=get_source("crm"), actor=ME, now=datetime.now(UTC)
            )
            given += counts["given"]
    return given


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


def analyse() -> None:
    """Let the planner know what it has, as autovacuum would."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
