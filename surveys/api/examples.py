"""Examples in the schema: a made-up survey, in the shape of real answers."""

from drf_spectacular.utils import OpenApiExample

_CUSTOMER = "0b9f4e52-7f0c-4a0e-9a54-6d1f3f6a2c11"
_SURVEY = {
    "code": "know-you-better",
    "name": "Know you better",
    "titles": {"en": "A few questions", "nb": "Noen spørsmål"},
    "purpose": "profiling",
    "state": "open",
    "created_at": "2026-01-12T08:30:00Z",
}
SURVEY = OpenApiExample("A survey", value=_SURVEY, response_only=True)
SURVEY_DETAIL = OpenApiExample(
    "A survey with its questions",
    value={
        **_SURVEY,
        "questions": [
            {
                "code": "interests",
                "text": "What do you like to do outdoors?",
                "kind": "choices",
                "fact": "interests",
                "options": [{"code": "ski", "label": "Skiing"}],
            }
        ],
        "asks_consent_for": ["newsletter"],
    },
    response_only=True,
)
SUBMISSION = OpenApiExample(
    "A reply",
    value={
        "id": "6e0b2c1f-2a9c-4d35-8a5c-90f4f9a9a111",
        "customer": _CUSTOMER,
        "source_ids": ["K-1042"],
        "language": "nb",
        "submitted_at": "2026-03-01T12:00:00Z",
        "answers": [
            {"question": "interests", "fact": "interests", "value": ["ski"], "declined": False}
        ],
    },
    response_only=True,
)
LINKS_WANTED = OpenApiExample(
    "Two customers",
    value={"customers": [_CUSTOMER, "c1d9f7d0-54a5-4a7e-8c50-0f5a0a6a1b22"]},
    request_only=True,
)
LINKS = OpenApiExample(
    "A link, and none",
    value={
        "results": [
            {
                "customer": _CUSTOMER,
                "outcome": "made",
                "link": "https://kjenn.fjell.example/s/Q2xhcmE/",
                "expires_at": "2026-03-31T12:00:00Z",
            },
            {
                "customer": "c1d9f7d0-54a5-4a7e-8c50-0f5a0a6a1b22",
                "outcome": "protected",
                "link": None,
                "expires_at": None,
            },
        ]
    },
    response_only=True,
)
