"""Examples in the schema: a made-up file and audience, in the shape of real answers."""

from drf_spectacular.utils import OpenApiExample

_RUN = {
    "id": "0a6f4c1e-6a3e-4c0e-9d57-2f0e3c8b1d11",
    "number": 12,
    "source": "shop",
    "kind": "customers",
    "state": "received",
    "progress": {"share": 100, "text": "", "finished": True},
    "file_name": "customers.csv",
    "size": 48213,
    "rows": None,
    "outcomes": {},
    "undone": {},
    "left_out": [],
    "warnings": [],
    "error": "",
    "created_at": "2026-03-01T12:00:00Z",
    "decided_at": None,
    "started_at": None,
    "finished_at": None,
    "undone_at": None,
}
_OUTCOMES = {
    "created": 120,
    "updated": 33,
    "unchanged": 341,
    "repeated": 4,
    "review": 2,
    "blocked": 0,
    "refused": 1,
}
_DECIDED = {
    **_RUN,
    "state": "decided",
    "rows": 501,
    "outcomes": _OUTCOMES,
    "decided_at": "2026-03-01T12:00:04Z",
}
_BUSY = {"share": None, "text": "Getting ready …", "finished": False}
RUN_RECEIVED = OpenApiExample(
    "A file that was received", value=_RUN, response_only=True, status_codes=["201"]
)
RUN_DECIDED = OpenApiExample("What would happen", value=_DECIDED, response_only=True)
RUN_AT_WORK = OpenApiExample(
    "Being taken in",
    value={
        **_DECIDED,
        "state": "applying",
        "progress": _BUSY,
        "started_at": "2026-03-01T12:03:00Z",
    },
    response_only=True,
    status_codes=["202"],
)
_MAPPING = {
    "kind": "customers",
    "columns": [
        {"column": "Customer no", "target": "external_id", "confidence": 0.9, "reason": "header"},
        {"column": "E-mail", "target": "email", "confidence": 0.95, "reason": "header"},
        {"column": "Note", "target": "ignore", "confidence": 0.0, "reason": "unknown"},
    ],
    "default_country": "NO",
    "source_date_order": "day_first",
    "time_zone": "",
    "currency": "",
    "kind_of_event": "",
    "consents": [],
}
MAPPING = OpenApiExample(
    "As guessed", value={"is_settled": False, "mapping": _MAPPING}, response_only=True
)
MAPPING_SENT = OpenApiExample(
    "The note left out",
    value={
        "kind": "customers",
        "columns": [
            {"column": "Customer no", "target": "external_id"},
            {"column": "E-mail", "target": "email"},
        ],
    },
    request_only=True,
)
ROW = OpenApiExample(
    "A row that could not be read",
    value={
        "row": 17,
        "outcome": "refused",
        "reason": "The row has no id, no name, no e-mail address and no telephone.",
        "customer": None,
    },
    response_only=True,
)
_ORDER = {
    "segment": "mountain-walkers",
    "purpose": "newsletter",
    "channel": "email",
    "recipient": "Mailchimp",
    "facts": ["given_name"],
    "format": "csv",
}
ORDER = OpenApiExample("An order", value=_ORDER, request_only=True)
_EXPORT = {
    "id": "b1f6a7d2-88a1-4c7b-b6c8-5b1d0b7f9a33",
    "number": 4,
    **_ORDER,
    "state": "done",
    "progress": {"share": None, "text": "", "finished": True},
    "customers": 9120,
    "may_no_longer_be_contacted": 3,
    "counted_at": "2026-03-01T18:00:00Z",
    "error": "",
    "queued_at": "2026-03-01T12:00:00Z",
    "finished_at": "2026-03-01T12:00:02Z",
    "kept_until": "2026-03-08T12:00:02Z",
}
EXPORT = OpenApiExample("An export that is ready", value=_EXPORT, response_only=True)
EXPORT_QUEUED = OpenApiExample(
    "An export that waits",
    value={
        **_EXPORT,
        "state": "queued",
        "progress": {"share": None, "text": "Waiting for its turn …", "finished": False},
        **dict.fromkeys(
            (
                "customers",
                "may_no_longer_be_contacted",
                "counted_at",
                "finished_at",
                "kept_until",
            )
        ),
    },
    response_only=True,
    status_codes=["202"],
)
MEMBER = OpenApiExample(
    "Somebody who agreed",
    value={
        "next": None,
        "results": [
            {
                "customer": "0b9f4e52-7f0c-4a0e-9a54-6d1f3f6a2c11",
                "source_ids": ["K-1042"],
                "basis": "consent",
                "contact": "kari@nordmann.example",
                "facts": {"given_name": "Kari"},
            }
        ],
    },
    response_only=True,
)
