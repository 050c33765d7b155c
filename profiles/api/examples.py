"""Examples in the schema: made-up people, in the shape of real answers."""

from drf_spectacular.utils import OpenApiExample

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
CUSTOMER = OpenApiExample("A customer", value=_KARI, response_only=True)
CUSTOMER_DETAIL = OpenApiExample(
    "A customer with sources and dates",
    value={
        **_KARI,
        "origins": {
            "email": {"source": "shop", "said_on": "2026-02-11", "is_outdated": False},
            "city": {"source": "crm", "said_on": "2023-05-02", "is_outdated": True},
        },
        "contact_details": [
            {
                "kind": "email",
                "value": "kari@nordmann.example",
                "is_preferred": True,
                "is_usable": True,
                "source": "shop",
                "since": "2026-02-11T09:12:00Z",
                "until": None,
            }
        ],
    },
    response_only=True,
)
