"""What a cell of a consent column says. An unknown word is never a yes."""

from django.utils.translation import gettext_noop as _

from profiles.identity.booleans import said_yes
from profiles.identity.errors import not_understood

GIVEN, REQUESTED, REFUSED, WITHDRAWN = "given", "requested", "refused", "withdrawn"
STRICTEST_FIRST = (WITHDRAWN, REFUSED, REQUESTED, GIVEN)

_STATUS_WORDS = {
    "subscribed": GIVEN,
    "subscribe": GIVEN,
    "opted in": GIVEN,
    "opt in": GIVEN,
    "opt-in": GIVEN,
    "samtykket": GIVEN,
    "abonnerer": GIVEN,
    "prenumererar": GIVEN,
    "unsubscribed": WITHDRAWN,
    "unsubscribe": WITHDRAWN,
    "opted out": WITHDRAWN,
    "opt out": WITHDRAWN,
    "opt-out": WITHDRAWN,
    "blacklisted": WITHDRAWN,
    "avmeldt": WITHDRAWN,
    "avregistrerad": WITHDRAWN,
    "afmeldt": WITHDRAWN,
    "peruutettu": WITHDRAWN,
    "reservert": WITHDRAWN,
    "reserverad": WITHDRAWN,
    "no consent": REFUSED,
    "do not allow": REFUSED,
}
# Said of people who were never asked, or whose address bounces: neither yes nor no.
_NOBODY_ASKED = frozenset(
    {"nonsubscribed", "non-subscribed", "did-not-subscribe", "did not subscribe", "not subscribed"}
    | {"pending", "unknown", "ukjent", "okänd", "ei tiedossa", "archived", "cleaned", "bounced"}
    | {"transactional", "not set", "ikke spurt", "ej tillfrågad"}
)


def state_of(cell: str, reads: str) -> str:
    """Return the state that a cell says under a reading, or nothing; refuse unknown words.

    Dates (`given_at`, `withdrawn_at`) are read by the caller; here their presence alone counts.
    """
    if not cell.strip():
        return ""
    if reads in {"given_at", "withdrawn_at"}:
        return GIVEN if reads == "given_at" else WITHDRAWN
    word = " ".join(cell.casefold().replace("_", " ").split())
    if word in _NOBODY_ASKED:
        return ""
    said = said_yes(cell)
    if said is None and word not in _STATUS_WORDS:
        raise not_understood(
            cell, _("“%(value)s” is neither a yes nor a no to being contacted; nothing was read.")
        )
    if reads == "opt_out":
        return WITHDRAWN if said or _STATUS_WORDS.get(word) == WITHDRAWN else ""
    state = _STATUS_WORDS.get(word) or (GIVEN if said else REFUSED)
    if reads == "allow":
        return "" if state == GIVEN else WITHDRAWN
    return state
