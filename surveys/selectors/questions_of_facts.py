"""The question that would fill each gap, for the customer card."""

from collections.abc import Collection

from surveys.models import Question


def questions_of_facts(slugs: Collection[str]) -> dict[str, str]:
    """Return for each of these facts the question of the bank that asks for it, in the reader's language."""
    found = Question.objects.filter(is_active=True, attribute__slug__in=slugs)
    rows = found.select_related("attribute").order_by("-position", "-pk")
    return {row.attribute.slug: row.text for row in rows if row.attribute}
