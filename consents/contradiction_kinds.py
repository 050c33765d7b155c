"""The contradiction that this room looks for: a file that calls somebody subscribed who has said no."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consents.selectors.contradictions import said_about_consent
from consents.services.contradictions import KIND, find_contradicted_consents, newest_words
from profiles.contradictions import ContradictionKind, Finder


def _title(sources: Sequence[str]) -> str:
    yes, no = sources
    if not no:
        return _("%(source)s calls them subscribed, they said no") % {"source": yes}
    said = {"source": yes, "other": no}
    return _("%(source)s calls them subscribed, %(other)s says no") % said


def _sentence(count: int, sources: Sequence[str]) -> str:
    yes, no = sources
    said = {"source": yes, "other": no, "count": "%(count)s"}
    if not no:
        return (
            ngettext(
                "%(count)s customer whom %(source)s calls subscribed has said no",
                "%(count)s customers whom %(source)s calls subscribed have said no",
                count,
            )
            % said
        )
    return (
        ngettext(
            "%(count)s customer whom %(source)s calls subscribed said no in %(other)s",
            "%(count)s customers whom %(source)s calls subscribed said no in %(other)s",
            count,
        )
        % said
    )


CONSENTS = Finder(
    kinds=(
        ContradictionKind(
            slug=KIND,
            title=_title,
            sentence=_sentence,
            advice=gettext_lazy(
                "The no counts, and nobody here writes to them. Correct it in the system that calls them "
                "subscribed, or it will go on writing; only the customers themselves can say yes again."
            ),
            said=said_about_consent,
            order=10,
        ),
    ),
    find=find_contradicted_consents,
    newest=newest_words,
)
