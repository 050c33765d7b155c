"""What an import would change or has changed, in words: facts, consents, and a few rows before and after."""

from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from consents.choices import Channel
from consents.selectors import purposes
from files.choices import FileKind, Outcome
from files.models import ImportRun
from profiles.choices import EventKind, Sensitivity
from profiles.selectors.words import Vocabulary, day_in_words, load_vocabulary

_SHOWN = (Outcome.CREATED, Outcome.UPDATED, Outcome.REVIEW)
_MOST_FACTS = 12


def fact_lines(run: ImportRun) -> list[dict[str, Any]]:
    """Return, fact by fact, how many known records get it new, changed or taken away."""
    found = run.summary.get("facts") or {}
    if not found:
        return []
    words = load_vocabulary()
    lines = [{"label": words.label(slug), **figures} for slug, figures in found.items()]
    return sorted(lines, key=lambda line: -(line["new"] + line["changed"] + line["gone"]))


def consent_lines(run: ImportRun) -> list[dict[str, Any]]:
    """Return, purpose by purpose and channel, how many rows say yes, no or merely asked."""
    labels = {purpose.slug: purpose.label for purpose in purposes()}
    lines: dict[tuple[str, str], dict[str, Any]] = {}
    for said in run.summary.get("consents") or []:
        key = (said["purpose"], said["channel"])
        channel = said["channel"]
        line = lines.setdefault(
            key,
            {
                "purpose": labels.get(said["purpose"], said["purpose"]),
                "channel": str(Channel(channel).label) if channel in Channel.values else channel,
                "yes": 0,
                "asked": 0,
                "no": 0,
            },
        )
        line[said["says"]] += said["rows"]
    return list(lines.values())


def sample_groups(run: ImportRun, *, sees_private: bool) -> list[dict[str, Any]]:
    """Return the first rows of each outcome that lands, each with what it would change."""
    samples = run.summary.get("samples") or {}
    words = load_vocabulary()
    groups = []
    for outcome in _SHOWN:
        rows = samples.get(outcome) or []
        if rows:
            groups.append(
                {
                    "outcome": outcome.value,
                    "label": str(outcome.label),
                    "rows": [_row(run, row, words, sees_private=sees_private) for row in rows],
                    "customers": [row["customer"] for row in rows if row.get("customer")],
                    "total": run.counts.get(outcome, 0),
                    "is_part": run.counts.get(outcome, 0) > len(rows),
                }
            )
    return groups


def _row(
    run: ImportRun, row: dict[str, Any], words: Vocabulary, *, sees_private: bool
) -> dict[str, Any]:
    if run.kind == FileKind.EVENTS:
        return {**row, "activity": activity_words(row.get("says") or {})}
    place = {slug: number for number, slug in enumerate(words.attributes)}
    ordered = sorted(row.get("changes", []), key=lambda change: place.get(change["fact"], 0))
    changes = [_change(change, words, sees_private=sees_private) for change in ordered]
    outweighed = [
        {
            "label": words.label(entry["fact"]),
            "file": _said(entry["fact"], entry["file"], words, sees_private=sees_private),
            "stays": _said(entry["fact"], entry["stays"], words, sees_private=sees_private),
        }
        for entry in row.get("outweighed", [])
    ]
    return {
        **row,
        "changes": changes[:_MOST_FACTS],
        "more": max(0, len(changes) - _MOST_FACTS),
        "outweighed": outweighed,
        "is_new": all(not change["before"] for change in changes),
    }


def _change(change: dict[str, Any], words: Vocabulary, *, sees_private: bool) -> dict[str, str]:
    fact = change["fact"]
    return {
        "label": words.label(fact),
        "before": _said(fact, change["before"], words, sees_private=sees_private),
        "after": _said(fact, change["after"], words, sees_private=sees_private),
    }


def _said(fact: str, value: Any, words: Vocabulary, *, sees_private: bool) -> str:
    """Return a value in words; a private one only to those who may see such facts."""
    found = words.attributes.get(fact)
    hidden = found is not None and found.sensitivity != Sensitivity.ORDINARY and not sees_private
    if hidden and value not in (None, ""):
        return _("(private)")
    return words.words(fact, value)


def activity_words(said: dict[str, Any]) -> str:
    """Return what a row of an activity file says, in one line."""
    kind = said.get("kind") or ""
    name = str(EventKind(kind).label) if kind in EventKind.values else kind
    amount = f"{_number(said['amount'])} {said.get('currency', '')}" if said.get("amount") else ""
    quantity = f"× {said['quantity']}" if said.get("quantity") else ""
    day = day_in_words(said["at"]) if said.get("at") else ""
    parts = (day, name, said.get("product"), quantity, amount.strip())
    return " · ".join(str(part) for part in parts if part)


def _number(amount: str) -> str:
    """Return an amount with as many decimals as the file has, as the reader writes them."""
    return number_format(Decimal(amount), force_grouping=True)
