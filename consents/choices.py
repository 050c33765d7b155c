"""The closed lists of the room."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PurposeKind(models.TextChoices):
    """What a purpose allows."""

    USE = "use", _("Use of data")
    CONTACT = "contact", _("Contact")


class Channel(models.TextChoices):
    """How a person may be reached."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")
    PHONE = "phone", _("Telephone")
    POST = "post", _("Post")


# The kind of contact point that a channel needs.
CONTACT_KIND = {
    Channel.EMAIL: "email",
    Channel.SMS: "phone",
    Channel.PHONE: "phone",
    Channel.POST: "postal",
}


class Basis(models.TextChoices):
    """Why contact or use is lawful here (GDPR article 6)."""

    CONSENT = "consent", _("Consent")
    OWN_CUSTOMER = "own_customer", _("Own customer, similar goods")
    CONTRACT = "contract", _("Contract")
    LEGITIMATE_INTEREST = "legitimate_interest", _("Legitimate interest")
    LEGAL_DUTY = "legal_duty", _("Legal duty")


class State(models.TextChoices):
    """The ten states of the Data Privacy Vocabulary that a decision can record."""

    WITHDRAWN = "withdrawn", _("Withdrawn")
    REVOKED = "revoked", _("Revoked")
    REFUSED = "refused", _("Refused")
    INVALIDATED = "invalidated", _("Invalidated")
    EXPIRED = "expired", _("Expired")
    DEFERRED = "deferred", _("Deferred")
    REQUESTED = "requested", _("Asked")
    UNKNOWN = "unknown", _("Unknown")
    GIVEN = "given", _("Given")
    RENEWED = "renewed", _("Renewed")


# Strictest first; given and renewed are equal. consents/migrations holds the same order in SQL.
STRICTNESS = {
    State.WITHDRAWN: 1,
    State.REVOKED: 2,
    State.REFUSED: 3,
    State.INVALIDATED: 4,
    State.EXPIRED: 5,
    State.DEFERRED: 6,
    State.REQUESTED: 7,
    State.UNKNOWN: 8,
    State.GIVEN: 9,
    State.RENEWED: 9,
}
YES = (State.GIVEN, State.RENEWED)
# A clear no of the person or about the person; what is merely unasked or run out is no opt-out.
NO = (State.WITHDRAWN, State.REVOKED, State.REFUSED)


class ScreenState(models.TextChoices):
    """The six states that people see."""

    NOT_ASKED = "not_asked", _("Not asked")
    ASKED = "asked", _("Asked")
    YES = "yes", _("Yes")
    NO = "no", _("No")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


SCREEN_STATE = {
    State.WITHDRAWN: ScreenState.WITHDRAWN,
    State.REVOKED: ScreenState.WITHDRAWN,
    State.REFUSED: ScreenState.NO,
    State.INVALIDATED: ScreenState.NOT_ASKED,
    State.EXPIRED: ScreenState.EXPIRED,
    State.DEFERRED: ScreenState.ASKED,
    State.REQUESTED: ScreenState.ASKED,
    State.UNKNOWN: ScreenState.NOT_ASKED,
    State.GIVEN: ScreenState.YES,
    State.RENEWED: ScreenState.YES,
}


class Method(models.TextChoices):
    """How a decision was expressed."""

    FORM = "form", _("Form behind a personal link")
    CHOICES_PAGE = "choices_page", _("My choices")
    ONE_CLICK = "one_click", _("Unsubscribe link in a mail")
    STEWARD = "steward", _("Entered by a colleague")
    IMPORT = "import", _("Imported file")
    API = "api", _("API")
    SYSTEM = "system", _("Kjenn itself")


# Methods in which the person acts in front of us; the others need time and origin to raise a consent (law 3).
OWN_ACT = (Method.FORM, Method.CHOICES_PAGE, Method.ONE_CLICK)


class CheckState(models.TextChoices):
    """Where a check of the ledger stands."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")


class RequestRight(models.TextChoices):
    """What a person asks for (GDPR chapter III)."""

    ACCESS = "access", _("A copy of what we know (art. 15)")
    RECTIFICATION = "rectification", _("Correction (art. 16)")
    ERASURE = "erasure", _("Deletion (art. 17)")
    RESTRICTION = "restriction", _("Restricted use (art. 18)")
    PORTABILITY = "portability", _("Data to take along (art. 20)")
    OBJECTION = "objection", _("Objection (art. 21)")
    NO_MACHINE = "no_machine", _("No decision by a machine alone (art. 22)")
    WITHDRAWAL = "withdrawal", _("Withdrawal of a consent (art. 7)")
    OTHER = "other", _("Something else")


# These only ever stop us, so nobody has to prove who they are.
FREE_OF_PROOF = (RequestRight.OBJECTION, RequestRight.WITHDRAWAL)


class RequestChannel(models.TextChoices):
    """How a request came in."""

    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Telephone")
    POST = "post", _("Letter")
    IN_PERSON = "in_person", _("In person")
    MY_CHOICES = "my_choices", _("My choices")
    OTHER = "other", _("Another way")


class IdentityState(models.TextChoices):
    """Whether we know that the asker is the person."""

    NOT_ASKED = "not_asked", _("Not asked yet")
    ASKED = "asked", _("Asked for proof")
    LINK = "link", _("Came through their personal link")
    CONFIRMED = "confirmed", _("Confirmed")
    UNCONFIRMED = "unconfirmed", _("Could not be confirmed")


IDENTIFIED = (IdentityState.LINK, IdentityState.CONFIRMED)


class RequestOutcome(models.TextChoices):
    """How a request ended."""

    DONE = "done", _("Done as asked")
    PARTLY = "partly", _("Done in part")
    REFUSED = "refused", pgettext_lazy("request", "Refused")
    NOT_OURS = "not_ours", _("We hold no data of this person")
    TAKEN_BACK = "taken_back", _("Taken back by the person")


class RequestStep(models.TextChoices):
    """What happened to a request."""

    REGISTERED = "registered", _("Registered")
    CORRECTED = "corrected", pgettext_lazy("request", "Changed")
    IDENTITY = "identity", _("Identity")
    CUSTOMER = "customer", _("Customer found")
    OBJECTED = "objected", _("No to all marketing recorded")
    EXTENDED = "extended", _("More time taken")
    CLOSED = "closed", pgettext_lazy("request", "Closed")
    REFUSED = "refused", pgettext_lazy("request", "Refused")
    REOPENED = "reopened", _("Opened again")
