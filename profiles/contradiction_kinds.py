"""The contradictions that this room looks for: two values of a fact, in twice, one address for several, no such age."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext_lazy, ngettext

from profiles.contradictions import ContradictionKind, Finder
from profiles.selectors.contradictions import (
    newest_statements,
    said_of_addresses,
    said_of_facts,
    said_of_pair,
)
from profiles.services.differing_facts import find_differing_facts
from profiles.services.twice import find_twice

_CORRECT = gettext_lazy(
    "Ask the customer, or correct the fact: what a colleague or the customer says is believed first."
)
_TWO = {
    "birth_date": (
        gettext_lazy("Two birth dates"),
        lambda count: ngettext(
            "%(count)s customer has two birth dates",
            "%(count)s customers have two birth dates",
            count,
        ),
        ("birth_date", "birth_year"),
    ),
    "name": (
        gettext_lazy("Two names"),
        lambda count: ngettext(
            "%(count)s customer has two names", "%(count)s customers have two names", count
        ),
        ("given_name", "family_name"),
    ),
    "gender": (
        gettext_lazy("Two genders"),
        lambda count: ngettext(
            "%(count)s customer has two genders", "%(count)s customers have two genders", count
        ),
        ("gender",),
    ),
    "country": (
        gettext_lazy("Two countries"),
        lambda count: ngettext(
            "%(count)s customer lives in two countries",
            "%(count)s customers live in two countries",
            count,
        ),
        ("country",),
    ),
    "postal_address": (
        gettext_lazy("Two postal addresses"),
        lambda count: ngettext(
            "%(count)s customer has two postal addresses",
            "%(count)s customers have two postal addresses",
            count,
        ),
        ("postal_address",),
    ),
}


def _fixed(title: object) -> Callable[[Sequence[str]], str]:
    return lambda _sources: str(title)


def _counted(sentence: Callable[[int], str]) -> Callable[[int, Sequence[str]], str]:
    return lambda count, _sources: sentence(count)


_IMPOSSIBLE = ContradictionKind(
    slug="impossible_age",
    title=_fixed(gettext_lazy("Older than 110 years, or not born yet")),
    sentence=_counted(
        lambda count: ngettext(
            "%(count)s customer is older than 110 years, or not born yet",
            "%(count)s customers are older than 110 years, or not born yet",
            count,
        )
    ),
    advice=_CORRECT,
    said=said_of_facts("birth_date", "birth_year"),
    slugs=("birth_date", "birth_year"),
)
FACTS = Finder(
    kinds=(
        *(
            ContradictionKind(
                slug=slug,
                title=_fixed(title),
                sentence=_counted(sentence),
                advice=_CORRECT,
                said=said_of_facts(*facts),
                slugs=facts,
            )
            for slug, (title, sentence, facts) in _TWO.items()
        ),
        _IMPOSSIBLE,
    ),
    find=find_differing_facts,
    newest=newest_statements,
)
TWICE = Finder(
    kinds=(
        ContradictionKind(
            slug="twice",
            title=_fixed(gettext_lazy("In twice")),
            sentence=_counted(
                lambda count: ngettext(
                    "%(count)s customer is in twice", "%(count)s customers are in twice", count
                )
            ),
            advice=gettext_lazy(
                "Look at both cards. If they are two people who only look alike, say so, and the pair is gone."
            ),
            said=said_of_pair,
            order=20,
        ),
        ContradictionKind(
            slug="shared_email",
            title=_fixed(gettext_lazy("One e-mail address for several customers")),
            sentence=_counted(
                lambda count: ngettext(
                    "%(count)s customer shares an e-mail address with somebody else",
                    "%(count)s customers share an e-mail address with somebody else",
                    count,
                )
            ),
            advice=gettext_lazy(
                "A couple or a company may share one. Consent is asked of each person, so correct what is wrong."
            ),
            said=said_of_addresses,
            slugs=("email",),
        ),
    ),
    find=find_twice,
    newest=lambda: (),
)
