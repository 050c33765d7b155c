"""Examples in the schema: a made-up segment, in the shape of real answers."""

from drf_spectacular.utils import OpenApiExample

_REFRESH = {
    "id": "6f3f3f0e-52a3-4f5e-8d0e-0d3c8c0f7b21",
    "state": "done",
    "progress": "",
    "members": 18420,
    "came_in": 31,
    "left": 12,
    "error": "",
    "queued_at": "2026-03-01T02:10:00Z",
    "finished_at": "2026-03-01T02:10:09Z",
}
_FIGURE = {
    "purpose": "newsletter",
    "channel": "email",
    "may_be_contacted": 9120,
    "counted_at": "2026-03-01T02:10:09Z",
    "is_outdated": False,
}
_SEGMENT = {
    "code": "mountain-walkers",
    "name": "Mountain walkers",
    "description": "Bought boots or maps lately.",
    "purpose": "newsletter",
    "sentence": "Customers of whom this is true: purchases in the last 365 days is at least 1.",
    "members": 18420,
    "counted_at": "2026-03-01T02:10:04Z",
    "state": "current",
    "refresh": _REFRESH,
    "reach": [_FIGURE],
}
_STEPS = [
    {"key": "members", "count": 18420},
    {"key": "contact_point", "count": 17011},
    {"key": "basis", "count": 9870},
    {"key": "no_opt_out", "count": 9302},
    {"key": "reachable", "count": 9120},
]
SEGMENT = OpenApiExample("A segment", value=_SEGMENT, response_only=True)
SEGMENT_DETAIL = OpenApiExample(
    "A segment with its staircase",
    value={**_SEGMENT, "reach": [{**_FIGURE, "steps": _STEPS}]},
    response_only=True,
)
REFRESH = OpenApiExample("A refresh that is over", value=_REFRESH, response_only=True)
REFRESH_QUEUED = OpenApiExample(
    "A refresh that waits",
    value={
        **_REFRESH,
        "state": "queued",
        "progress": "Waiting for its turn.",
        **dict.fromkeys(("members", "came_in", "left", "finished_at")),
    },
    response_only=True,
    status_codes=["202"],
)
WHY = OpenApiExample(
    "A member",
    value={
        "is_member": True,
        "member_since": "2026-02-11T02:10:04Z",
        "meets_conditions": True,
        "refusal": "",
        "reasons": [
            {"words": "All of these", "depth": 0, "is_group": True, "holds": True},
            {
                "words": "purchases in the last 365 days is at least 1",
                "depth": 1,
                "is_group": False,
                "holds": True,
            },
        ],
    },
    response_only=True,
)
