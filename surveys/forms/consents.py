"""The consents of a form as a page shows them, and what was ticked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from consents.choices import CONTACT_KIND, Channel
from profiles.identity.normalise import ValueNotUnderstoodError, normalise_value
from surveys.selectors.consents_asked import Asked, KnownContact, kinds_needed
from surveys.services.reply import Agreement

AGREE = "agree"


@dataclass(slots=True)
class ContactField:
    """Where a consent would apply: the masked contact detail that is known, and room to write another."""

    kind: str
    known: str
    asked_above: bool
    value: str = ""
    error: str = ""

    @property
    def name(self) -> str:
        """Return the name of the control."""
        return f"contact-{self.kind}"

    @property
    def described_by(self) -> str:
        """Return the ids that explain the control to a screen reader."""
        return f"{self.name}-help {self.name}-error" if self.error else f"{self.name}-help"


@dataclass(slots=True)
class ConsentForm:
    """All consents of one form, the contact details they need, and what was ticked just now."""

    asked: Sequence[Asked]
    contacts: list[ContactField]
    ticked: set[str] = field(default_factory=set)
    seen: Mapping[str, str] = field(default_factory=dict)
    error: str = ""

    def boxes(self) -> list[dict[str, Any]]:
        """Return what the page lays out: per consent its text and one box a channel."""
        return [
            {
                "asked": one,
                "boxes": [
                    self._box(one, channel, number)
                    for number, channel in enumerate(one.channels, 1)
                ],
            }
            for one in self.asked
        ]

    def _box(self, one: Asked, channel: str, number: int) -> dict[str, Any]:
        key = f"{one.purpose}:{channel}"
        label = _box_label(channel)
        return {
            "value": key,
            "label": label,
            "id": f"agree-{one.purpose}-{number}",
            "is_ticked": key in self.ticked,
        }

    def agreements(self) -> list[Agreement]:
        """Return every consent that was asked for, ticked or not."""
        return [
            Agreement(
                purpose=one.purpose,
                label=one.label,
                channel=channel,
                is_given=f"{one.purpose}:{channel}" in self.ticked,
                wording=one.wording.sha256,
                text=one.text,
            )
            for one in self.asked
            for channel in one.channels
        ]


def build_consents(
    asked: list[Asked], known: Mapping[str, KnownContact], answered_kinds: set[str]
) -> ConsentForm:
    """Return the consents with nothing ticked; `answered_kinds` are contact details that the questions ask for."""
    contacts = [
        ContactField(
            kind=kind,
            known=known[kind].shown if kind in known else "",
            asked_above=kind in answered_kinds,
        )
        for kind in kinds_needed(asked)
        if kind != "postal"
    ]
    return ConsentForm(asked=asked, contacts=contacts)


def read_consents(
    form: ConsentForm, data: Mapping[str, Sequence[str]], answers: Mapping[str, Any], country: str
) -> dict[str, str]:
    """Take what was ticked and typed; return new contact details by kind, and write what is wrong beside its control.

    Only what was ticked counts: an address typed beside an empty box is not kept.
    """
    form.ticked = set(data.get(AGREE, ()))
    given = [agreement for agreement in form.agreements() if agreement.is_given]
    changed = [one for one in given if _seen(data, one.purpose) != one.wording]
    if changed:
        form.ticked = set()
        form.error = _(
            "The text has changed since you opened the page. Please read it and choose again."
        )
        return {}
    needed = {CONTACT_KIND[Channel(one.channel)] for one in given if one.channel}
    typed: dict[str, str] = {}
    for contact in form.contacts:
        contact.value = next(iter(data.get(contact.name, ())), "").strip()[:320]
        if contact.kind in needed:
            typed |= _typed(contact, answers, country)
    return typed


def _seen(data: Mapping[str, Sequence[str]], purpose: str) -> str:
    """Return the digest of the text that stood beside the box when the page was made."""
    return next(iter(data.get(f"text-{purpose}", ())), "")


def _typed(contact: ContactField, answers: Mapping[str, Any], country: str) -> dict[str, str]:
    if not contact.value:
        if not contact.known and not isinstance(answers.get(contact.kind), str):
            contact.error = _missing(contact.kind)
        return {}
    try:
        return {contact.kind: normalise_value(contact.kind, contact.value, country=country)}
    except ValueNotUnderstoodError as error:
        contact.error = str(error)
        return {}


def _box_label(channel: str) -> str:
    words = {
        Channel.EMAIL: _("Yes, by e-mail"),
        Channel.SMS: _("Yes, by text message"),
        Channel.PHONE: _("Yes, by telephone"),
        Channel.POST: _("Yes, by post"),
    }
    return words[Channel(channel)] if channel else _("Yes, you may")


def _missing(kind: str) -> str:
    if kind == "email":
        return _("Write the e-mail address that we may use.")
    return _("Write the telephone number that we may use.")
