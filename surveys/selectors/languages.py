"""Which of the product's languages a customer is met in."""

from config.lib.languages import LANGUAGES
from profiles.models import Company

# Tongues that are written as one of ours: people set "no" and "nn" where the product says "nb".
_SAME = {"no": "nb", "nn": "nb"}
NAMES = {"nb": "Norsk", "sv": "Svenska", "fi": "Suomi", "da": "Dansk", "en": "English"}


def spoken(wished: str, company: Company | None) -> str:
    """Return the wished language where the product speaks it, else the company's, else English."""
    for code in (wished, company.default_language if company else ""):
        short = code.lower().replace("_", "-").split("-")[0]
        known = _SAME.get(short, short)
        if known in LANGUAGES:
            return known
    return "en"
