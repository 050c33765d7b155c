"""What sources and the ledger say of those whom a file calls subscribed although they said no."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from consents.choices import NO, Channel, Method
from consents.models import Decision, DecisionState, SaidYes, Subject
from consents.selectors.purposes import purpose_names
from profiles.contradictions import Said
from profiles.selectors.contradictions import source_names


def said_about_consent(rows: Sequence[Any]) -> Mapping[UUID, Sequence[Said]]:
    """Return each yes that a source claims, then each no with where it was said: five queries a page."""
    subjects = dict(
        Subject.objects.filter(customer__in=[row.customer_id for row in rows]).values_list(
            "pk", "customer_id"
        )
    )
    names = purpose_names()
    found: dict[UUID, list[Said]] = defaultdict(list)
    for claim in SaidYes.objects.filter(subject__in=subjects).select_related("source"):
        words = _("Yes: %(what)s") % {"what": _what(claim, names)}
        at = claim.occurred_at or claim.said_at
        found[subjects[claim.subject_id]].append(Said(claim.source.label, words, at))
    for entry, where in _noes(list(subjects)):
        words = _("No: %(what)s") % {"what": _what(entry, names)}
        found[subjects[entry.subject]].append(Said(where, words, entry.occurred_at))
    return found


def _noes(subjects: Sequence[UUID]) -> list[tuple[Decision, str]]:
    standing = DecisionState.objects.filter(subject__in=subjects, state__in=NO)
    entries = list(Decision.objects.filter(seq__in=standing.values("seq")).order_by("-occurred_at"))
    sources = source_names()
    return [(entry, sources.get(entry.source) or _how(entry.method)) for entry in entries]


def _how(method: str) -> str:
    return str(Method(method).label) if method in Method.values else method


def _what(said: SaidYes | Decision, names: Mapping[str, str]) -> str:
    purpose = names.get(said.purpose, said.purpose)
    is_known = said.channel in Channel.values
    return f"{purpose}, {Channel(said.channel).label}" if is_known else purpose
