"""Examples in the schema: made-up people, in the shape of real answers."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter

_ID = "0b9f4e52-7f0c-4a0e-9a54-6d1f3f6a2c11"
_KARI = {
    "id": _ID,
    "kind": "person",
    "source_ids": ["K-1042"],
    "facts": {
        "given_name": "Kari",
        "family_name": "Nordmann",
        "email": "kari@nordmann.example",
        "city": "Oslo",
        "interests": ["ski"],
    },
    "completeness": 64,
    "created_at": "2026-01-12T08:30:00Z",
    "updated_at": "2026-03-01T12:00:00Z",
}
_MAIL = {
    "kind": "email",
    "value": "kari@nordmann.example",
    "is_preferred": True,
    "is_usable": True,
    "source": "shop",
    "since": "2026-02-11T09:12:00Z",
    "until": None,
}
CUSTOMER = OpenApiExample("A customer", value=_KARI, response_only=True)
CUSTOMER_DETAIL = OpenApiExample(
    "A customer with sources and dates",
    value={
        **_KARI,
        "origins": {
            "email": {"source": "shop", "said_on": "2026-02-11", "is_outdated": False},
            "city": {"source": "crm", "said_on": "2023-05-02", "is_outdated": True},
        },
        "contact_details": [_MAIL],
    },
    response_only=True,
)
CONTACT_DETAILS = OpenApiExample(
    "An e-mail address", value={"results": [_MAIL]}, response_only=True
)

IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag that the customer was read with.",
)
_SAYS = {
    "facts": {"given_name": "Kari", "email": "kari@nordmann.example", "interests": ["ski"]},
    "observed_at": "2026-03-01T12:00:00Z",
}
RECORD = OpenApiExample("What a source knows", value={"kind": "person", **_SAYS}, request_only=True)
NEW_CUSTOMER = OpenApiExample(
    "A new customer", value={"source_id": "K-1042", "kind": "person", **_SAYS}, request_only=True
)
CHANGE = OpenApiExample(
    "A new town", value={"facts": {"city": "Bergen", "postal_code": "5003"}}, request_only=True
)
SAID = OpenApiExample(
    "What came of it",
    value={"id": _ID, "source_id": "K-1042", "outcome": "created"},
    response_only=True,
)
_BOUGHT = {
    "key": "order-88213",
    "kind": "purchase",
    "occurred_at": "2026-02-28T17:04:00Z",
    "channel": "web",
    "campaign": "winter-2026",
    "amount": "1499.00",
    "currency": "NOK",
    "quantity": "1.00",
    "lines": [{"product": "BOOT-42", "quantity": "1.00", "amount": "1499.00"}],
}
ACTIVITY = OpenApiExample("A purchase", value={"source": "shop", **_BOUGHT}, response_only=True)
NEW_ACTIVITY = OpenApiExample(
    "A purchase in the shop", value={"source_id": "S-77", **_BOUGHT}, request_only=True
)
DELIVERED = OpenApiExample(
    "What came of it", value={"key": "order-88213", "outcome": "created"}, response_only=True
)
BATCH = OpenApiExample(
    "Two activities",
    value={
        "activities": [
            {"source_id": "S-77", **_BOUGHT},
            {
                "key": "visit-1",
                "source_id": "S-77",
                "kind": "visit",
                "occurred_at": "2026-02-27T10:00:00Z",
            },
        ]
    },
    request_only=True,
)
BATCH_ANSWER = OpenApiExample(
    "One taken in, one refused",
    value={
        "counts": {"created": 1, "refused": 1},
        "results": [
            {"key": "order-88213", "outcome": "created"},
            {
                "key": "visit-1",
                "outcome": "refused",
                "errors": [{"field": "currency", "message": "Say in which currency."}],
            },
        ],
    },
    response_only=True,
)
