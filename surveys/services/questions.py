"""The question bank is changed here."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from config.lib.actor import Actor
from surveys.models import Question

QUESTION_FIELDS = ("texts", "helps", "is_private", "is_active")
# A list of one's own answers needs a page of its own; opinions in words, numbers and yes or no do not.
NEW_FIELDS = ("slug", "kind")
OWN_KINDS = frozenset({"text", "long_text", "integer", "boolean"})


@transaction.atomic
def keep_question(
    *, question: Question | None, values: Mapping[str, Any], actor: Actor
) -> Question:
    """Change the words of a question, or add one of the company's own: an opinion, bound to no fact."""
    del actor  # the question bank keeps no history
    kept = question or Question(position=_last() + 10)
    names = QUESTION_FIELDS if question else (*QUESTION_FIELDS, *NEW_FIELDS)
    for name in names:
        if values.get(name) is not None:
            setattr(kept, name, values[name])
    kept.save()
    return kept


def _last() -> int:
    last: int | None = Question.objects.aggregate(last=Max("position"))["last"]
    return last or 0
