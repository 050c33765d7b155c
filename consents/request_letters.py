"""What a refusal tells the person of their way out (GDPR article 12(4)), in the language in which they are met."""

from django.utils import translation
from django.utils.translation import gettext as _

# The supervisory authority of each country that we know of, under its own name.
AUTHORITIES = {
    "NO": "Datatilsynet (www.datatilsynet.no)",
    "SE": "Integritetsskyddsmyndigheten (www.imy.se)",
    "DK": "Datatilsynet (www.datatilsynet.dk)",
    "FI": "Tietosuojavaltuutetun toimisto (www.tietosuoja.fi)",
    "IS": "Persónuvernd (www.personuvernd.is)",
}


def remedies_text(*, country: str, language: str) -> str:
    """Return the sentences that a letter of refusal ends with."""
    with translation.override(language):
        authority = AUTHORITIES.get(country) or _("the data-protection authority of your country")
        return _(
            "If you do not agree, you can complain to %(authority)s. You can also take the matter to court."
        ) % {"authority": authority}
