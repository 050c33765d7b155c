"""Personal links as a file, to merge into what people already receive; written on the way out and kept nowhere."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from config.lib.actor import Actor
from config.lib.spreadsheet import safe_cell
from consents.selectors import readable_slugs
from consents.services.disclosures import record_disclosure
from profiles.models import ContactPoint, Customer, Protection, SourceRecord
from profiles.selectors import get_company
from profiles.services.reading import log_read
from segments.models import Membership
from surveys.choices import InvitationKind
from surveys.models import Invitation, Sending
from surveys.selectors.links import survey_link
from surveys.selectors.recipients import ASKING, is_willing

COLUMNS = (
    "customer_id",
    "external_ids",
    "given_name",
    "family_name",
    "email",
    "personal_link",
    "expires_on",
)
# The facts in those columns; the purpose of asking must be allowed to read them (law 4), else the cell stays empty.
FACTS = ("given_name", "family_name", "email")
CHUNK = 1_000


def hand_over_links(
    *, sending: Sending, recipient: str, actor: Actor, now: datetime
) -> Iterator[str]:
    """Record who receives which customers' links, then return the lines of the file.

    The hand-over is written before the first line leaves. Whoever has answered, whose link was revoked or has run
    out, or who may no longer be used, is not in the file.
    """
    links = _open_links(sending, now)
    with transaction.atomic():
        customers = Customer.objects.filter(Exists(links.filter(customer=OuterRef("pk"))))
        reference = f"survey:{sending.survey.slug}"
        slugs = sorted(readable_slugs(ASKING) & set(FACTS))
        record_disclosure(
            recipient=recipient,
            purpose=ASKING,
            channel=sending.channel,
            reference=reference,
            slugs=slugs,
            customers=customers,
            actor=actor,
            now=now,
        )
        log_read(
            actor=actor,
            view="link_file",
            subjects=[],
            count=links.count(),
            purpose=ASKING,
            reference=reference,
            now=now,
        )
    return _lines(links, frozenset(slugs))


def _open_links(sending: Sending, now: datetime) -> QuerySet[Invitation]:
    """Return the links of the survey that are open, of members of the segment who may be used and did not object."""
    member = Membership.objects.filter(segment=sending.segment, customer=OuterRef("customer"))
    shielded = Protection.objects.filter(customer=OuterRef("customer"), lifted_at__isnull=True)
    willing = Customer.objects.filter(is_willing(sending.survey, now))
    return Invitation.objects.filter(
        Exists(member),
        ~Exists(shielded),
        survey=sending.survey,
        kind=InvitationKind.SURVEY,
        revoked_at=None,
        answered_at=None,
        expires_at__gt=now,
        customer__restricted_at=None,
        customer__in=willing,
    ).order_by("pk")


def _lines(links: QuerySet[Invitation], readable: frozenset[str]) -> Iterator[str]:
    """Yield the header, then a line per link, a chunk at a time."""
    company = get_company()
    yield "\ufeff" + _line(COLUMNS)
    last: UUID | None = None
    while chunk := list(
        (links.filter(pk__gt=last) if last else links).select_related("customer")[:CHUNK]
    ):
        last = chunk[-1].pk
        uids = [link.customer_id for link in chunk]
        ids, emails = _external_ids(uids), _emails(uids) if "email" in readable else {}
        for link in chunk:
            yield _line(
                (
                    str(link.customer_id),
                    ids.get(link.customer_id, ""),
                    link.customer.given_name if "given_name" in readable else "",
                    link.customer.family_name if "family_name" in readable else "",
                    emails.get(link.customer_id, ""),
                    survey_link(link, company),
                    f"{link.expires_at:%Y-%m-%d}",
                )
            )


def _line(cells: Iterable[Any]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow(
        safe_cell(str(cell)) for cell in cells
    )
    return out.getvalue()


def _external_ids(uids: list[UUID]) -> dict[UUID, str]:
    """Return the ids under which other systems know them, "crm:17 shop:4", so that the file finds its people again."""
    found: dict[UUID, list[str]] = {}
    rows = (
        SourceRecord.objects.filter(customer__in=uids)
        .exclude(source__kind__in=["survey", "steward"])
        .order_by("source__slug", "external_id")
        .values_list("customer", "source__slug", "external_id")
    )
    for uid, source, external_id in rows:
        found.setdefault(uid, []).append(f"{source}:{external_id}")
    return {uid: " ".join(ids) for uid, ids in found.items()}


def _emails(uids: list[UUID]) -> dict[UUID, str]:
    points = ContactPoint.objects.valid().filter(customer__in=uids, kind="email")
    return dict(points.order_by("is_preferred", "-pk").values_list("customer", "raw"))
