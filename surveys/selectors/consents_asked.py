"""The consents that a form asks for, apart from its questions: with purpose, channels and the exact text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from consents.choices import CONTACT_KIND, Channel, PurposeKind, ScreenState
from consents.selectors import WordingInfo, choices_of, current_wording, find_purpose
from profiles.models import Company, ContactPoint
from surveys.models import Invitation, Survey
from surveys.wording import fill_in, masked_contact

# What a form may ask again: who has said yes need not, who has said no is left in peace ("My choices" is there).
_ASKABLE = (ScreenState.NOT_ASKED, ScreenState.ASKED, ScreenState.EXPIRED)


@dataclass(frozen=True, slots=True)
class Asked:
    """One consent on the form: what for, through which channels (none for a use of data), in which words."""

    purpose: str
    label: str
    description: str
    channels: tuple[str, ...]
    wording: WordingInfo
    text: str


@dataclass(frozen=True, slots=True)
class KnownContact:
    """Where a consent through some channels would apply: the masked contact detail, or none known yet."""

    kind: str
    shown: str


def consents_asked(
    *, invitation: Invitation, company: Company, language: str, now: datetime
) -> list[Asked]:
    """Return the survey's consents that this person has not settled, in the survey's order."""
    if invitation.survey is None:
        return []
    settled = _settled(invitation, language, now)
    return asked_of_survey(
        survey=invitation.survey, company=company, language=language, settled=settled
    )


def asked_of_survey(
    *,
    survey: Survey,
    company: Company,
    language: str,
    settled: Mapping[tuple[str, str], bool] | None = None,
) -> list[Asked]:
    """Return the survey's consents, without the (purpose, channel) pairs that are settled."""
    found = []
    for slug in survey.consents.order_by("pk").values_list("purpose__slug", flat=True):
        purpose, wording = find_purpose(slug), current_wording(slug, language)
        if purpose is None or wording is None:
            continue
        channels = wording.channels if purpose.kind == PurposeKind.CONTACT else ("",)
        left = tuple(channel for channel in channels if not (settled or {}).get((slug, channel)))
        if left:
            text = fill_in(wording.text, {"company": company.name})
            found.append(
                Asked(slug, purpose.customer_label, purpose.description, left, wording, text)
            )
    return found


def known_contacts(invitation: Invitation) -> dict[str, KnownContact]:
    """Return per kind of contact detail the one that a consent would belong to, masked: others may read the page."""
    points = list(
        ContactPoint.objects.valid()
        .filter(customer=invitation.customer_id)
        .order_by("is_preferred", "pk")
    )
    found = {point.kind: point for point in points}
    linked = invitation.contact_point
    if linked is not None and linked in points:
        found[linked.kind] = linked
    return {
        kind: KnownContact(kind, masked_contact(kind, point.raw)) for kind, point in found.items()
    }


def kinds_needed(asked: list[Asked]) -> list[str]:
    """Return the kinds of contact detail that these consents are about, each once."""
    kinds = [
        str(CONTACT_KIND[Channel(channel)]) for one in asked for channel in one.channels if channel
    ]
    return list(dict.fromkeys(kinds))


def _settled(invitation: Invitation, language: str, now: datetime) -> dict[tuple[str, str], bool]:
    """Say for each purpose and channel whether nothing is left to ask at the contact detail that would be used."""
    linked = invitation.contact_point_id
    settled: dict[tuple[str, str], bool] = {}
    for choice in choices_of(customer=invitation.customer, language=language, now=now):
        is_elsewhere = linked and choice.contact_point_id != linked
        if is_elsewhere and choice.channel == Channel.EMAIL:
            continue
        place = (choice.purpose, choice.channel)
        settled[place] = settled.get(place, True) and choice.state not in _ASKABLE
    return settled
