"""The answers that a question offers."""

from dataclasses import dataclass

from config.lib.languages import in_language
from profiles.models import Company
from surveys.models import Question


@dataclass(frozen=True, slots=True)
class Offered:
    """One answer that can be chosen."""

    slug: str
    label: str


def offered_options(question: Question, company: Company | None, language: str) -> list[Offered]:
    """Return the answers in order: those of the fact, in the company's currency; else the question's own."""
    if question.attribute is None or not question.attribute.options.all():
        return [
            Offered(option["slug"], in_language(option["labels"], language))
            for option in question.options
        ]
    currency = company.currency if company else ""
    ordered = sorted(question.attribute.options.all(), key=lambda option: option.position)
    return [
        Offered(option.slug, in_language(option.labels, language))
        for option in ordered
        if option.currency in {"", currency}
    ]
