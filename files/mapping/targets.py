"""What a column may become, besides a fact of the catalogue."""

ADDRESS_TARGETS = (
    "address.street",
    "address.street_number",
    "address.postal_code",
    "address.city",
    "address.region",
    "address.country",
)
CONSENT_TARGETS = ("consent", "consent_at", "consent_origin")
CUSTOMER_TARGETS = (
    "external_id",
    "observed_at",
    "full_name",
    *ADDRESS_TARGETS,
    *CONSENT_TARGETS,
    "ignore",
)
EVENT_TARGETS = (
    "customer_id",
    "customer_email",
    "occurred_at",
    "event_key",
    "kind",
    "amount",
    "currency",
    "quantity",
    "product",
    "campaign",
    "channel",
    "ignore",
)

# Targets that several columns of one file may share: parts of a street, further contact details.
SHARED_TARGETS = frozenset(
    {"ignore", "email", "phone", "address.street", "address.street_number", *CONSENT_TARGETS}
)

CONSENT_READINGS = {
    "yes_no": "yes and subscribed are a yes; no and unsubscribed a no; blank and unknown nothing",
    "opt_out": "yes is an opt-out; anything else nothing",
    "allow": "Do Not Allow and no are an opt-out; Allow is nobody's yes, but a default",
    "given_at": "a date is when the person agreed; blank is nothing",
    "withdrawn_at": "a date is when the person opted out; blank is nothing",
}

DEFAULT_PURPOSE = "marketing"
CHANNELS = ("email", "sms", "phone", "post")
EVENT_KINDS = ("purchase", "visit", "open", "click", "enquiry", "other")

KINDS = ("customers", "events")
DATE_ORDERS = ("day_first", "month_first")
WITHOUT_PROOF = ("requested", "skip")


def targets_of(kind: str) -> tuple[str, ...]:
    """Return the targets that are not facts, for files of customers or of events."""
    return CUSTOMER_TARGETS if kind == "customers" else EVENT_TARGETS
