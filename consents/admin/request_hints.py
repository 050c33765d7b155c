"""What a colleague does by hand to fulfil a request, and where: said plainly while no machinery does it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from consents.choices import RequestRight
from consents.models import SubjectRequest


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing to do, and the screen on which it is done."""

    text: str
    url: str = ""
    link: str = ""


def hints(request: SubjectRequest) -> list[Hint]:
    """Return what to do, step by step; nothing while nobody knows who asks."""
    if request.customer is None:
        return []
    right = RequestRight(request.right)
    return list(_WHAT_TO_DO.get(right, _nothing)(request))


def _nothing(request: SubjectRequest) -> Iterator[Hint]:
    yield _card(request, _("Read what is known of this customer, and answer the person."))


def _copy(request: SubjectRequest) -> Iterator[Hint]:
    yield _card(
        request,
        _(
            "Everything stands on the customer card: facts with source and date, contact "
            "details, activities, replies, consents, and to whom data went. Private facts are "
            "hidden there until you choose the reason “To answer a privacy request”."
        ),
    )
    yield Hint(
        _(
            "Kjenn does not write this copy as one file yet: print the card, or copy it, and "
            "send it to where the person wants it. Leave out what is about somebody else."
        )
    )


def _correct(request: SubjectRequest) -> Iterator[Hint]:
    yield _card(
        request,
        _("Correct the fact on the customer card. Your correction wins over what files say."),
    )
    yield _recipients(_("Tell those who received the old value (art. 19)."))


def _delete(request: SubjectRequest) -> Iterator[Hint]:
    yield Hint(
        _(
            "Kjenn cannot delete a person as a whole yet. Until it can: record the no to all "
            "marketing below, so that nobody contacts them."
        )
    )
    yield _card(
        request,
        _(
            "Delete the person in the systems that the card names as sources, or the next "
            "file brings them back."
        ),
    )
    yield _recipients(_("Tell those who received the data (art. 19)."))


def _restrict(request: SubjectRequest) -> Iterator[Hint]:
    yield Hint(
        _(
            "There is no button for restricted use yet. Record the no to all marketing below, "
            "and leave the facts as they are until the matter is settled."
        )
    )
    yield _card(request, _("The card shows what is kept, and where it came from."))


def _object(request: SubjectRequest) -> Iterator[Hint]:
    yield Hint(_("Record the no to all marketing below. It holds at once, in every channel."))
    yield _card(request, _("“May we contact” on the card then says no."))


def _machine(request: SubjectRequest) -> Iterator[Hint]:
    yield _card(
        request,
        _(
            "Kjenn decides nothing about a person by itself: segments choose whom to contact, "
            "and colleagues send. If another system decides, ask there."
        ),
    )


def _card(request: SubjectRequest, text: str) -> Hint:
    url = reverse("admin:profiles_customer_change", args=[request.customer_id])
    return Hint(text, url, _("Open the customer card"))


def _recipients(text: str) -> Hint:
    return Hint(text, reverse("admin:consents_disclosure_changelist"), _("Who received data"))


_WHAT_TO_DO = {
    RequestRight.ACCESS: _copy,
    RequestRight.PORTABILITY: _copy,
    RequestRight.RECTIFICATION: _correct,
    RequestRight.ERASURE: _delete,
    RequestRight.RESTRICTION: _restrict,
    RequestRight.OBJECTION: _object,
    RequestRight.WITHDRAWAL: _object,
    RequestRight.NO_MACHINE: _machine,
}
# What is fulfilled, or begun, by a no to all marketing.
ENDS_MARKETING = (
    RequestRight.ERASURE,
    RequestRight.RESTRICTION,
    RequestRight.OBJECTION,
    RequestRight.WITHDRAWAL,
)
