"""The shipped question bank: loaded after every migration, adding what is missing, touching nothing that is there."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from config.lib.shipped import shipped
from profiles.models import Attribute
from surveys.models import Question

QUESTIONS = Path(__file__).resolve().parent.parent / "catalogue" / "questions.toml"


@transaction.atomic
def load_questions(fresh_facts: frozenset[str] = frozenset()) -> Mapping[str, int]:
    """Add the shipped questions that are not in the bank yet; return how many under "questions"."""
    del fresh_facts
    known = set(Question.objects.values_list("slug", flat=True))
    facts = dict(Attribute.objects.values_list("slug", "pk"))
    fresh = [
        _question(entry, facts)
        for entry in shipped(QUESTIONS, "question")
        if entry["slug"] not in known
    ]
    return {"questions": len(Question.objects.bulk_create(fresh))}


def _question(entry: Mapping[str, Any], facts: Mapping[str, int]) -> Question:
    """Return the row of one entry; an unknown fact is a fault of the file and raises KeyError."""
    fact = entry.get("attribute", "")
    return Question(
        slug=entry["slug"],
        attribute_id=facts[fact] if fact else None,
        kind=entry["kind"],
        texts=entry["text"],
        helps=entry.get("help", {}),
        options=[
            {"slug": option["slug"], "labels": option["label"]}
            for option in entry.get("option", [])
        ],
        is_private=entry.get("private", False),
        for_organisations=entry.get("organisation", False),
        position=entry["position"],
    )
