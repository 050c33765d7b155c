"""Examples in the schema: made-up people, in the shape of real answers."""

from drf_spectacular.utils import OpenApiExample

_CUSTOMER = "0b9f4e52-7f0c-4a0e-9a54-6d1f3f6a2c11"
_ENTRY = "6a4f0d8e-3f0b-4a41-8a3e-0c7d3b1c9f55"
_POINT = {"kind": "email", "value": "kari@nordmann.example"}
_WORDS = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"
ENTRY = OpenApiExample(
    "A yes from a form",
    value={
        "id": _ENTRY,
        "customer": _CUSTOMER,
        "purpose": "newsletter",
        "channel": "email",
        "contact_detail": _POINT,
        "state": "given",
        "basis": "consent",
        "method": "api",
        "origin": "shop.example/checkout",
        "wording": _WORDS,
        "source": "shop",
        "occurred_at": "2026-02-11T09:12:00Z",
        "recorded_at": "2026-02-11T09:12:03Z",
        "valid_until": None,
    },
    response_only=True,
)
NEW_YES = OpenApiExample(
    "A yes from a check-out",
    value={
        "customer": _CUSTOMER,
        "purpose": "newsletter",
        "says": "yes",
        "channel": "email",
        "contact_detail": "kari@nordmann.example",
        "occurred_at": "2026-02-11T09:12:00Z",
        "origin": "shop.example/checkout",
        "wording": "Yes, send me news and offers by e-mail. I can say no at any time.",
        "language": "en",
    },
    request_only=True,
)
NEW_NO = OpenApiExample(
    "A no to all marketing",
    value={
        "customer": _CUSTOMER,
        "purpose": "marketing",
        "says": "no",
        "occurred_at": "2026-02-12T10:00:00Z",
        "origin": "customer service",
    },
    request_only=True,
)
RECORDED = OpenApiExample("The entry", value={"id": _ENTRY}, response_only=True)
PERMISSION = OpenApiExample(
    "Yes, by consent",
    value={
        "allowed": True,
        "basis": "consent",
        "reason": "Consent",
        "contact_detail": _POINT,
        "entry": _ENTRY,
        "checked_at": "2026-03-01T12:00:00Z",
    },
    response_only=True,
)
