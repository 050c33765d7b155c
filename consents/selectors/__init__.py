"""Questions about purposes, consents and reach: what the rooms above may ask."""

from consents.selectors.choices_page import Choice, choices_of
from consents.selectors.disclosed import disclosed_customers, disclosed_since
from consents.selectors.purposes import (
    PurposeInfo,
    WordingInfo,
    current_wording,
    find_purpose,
    lineages,
    marketing_roots,
    purposes,
    readable_slugs,
)
from consents.selectors.reach import (
    Permission,
    Reached,
    ReachStep,
    consent_exists,
    permission,
    reach_steps,
    reached_points,
    told_points,
)
from consents.selectors.requests import ASKABLE, AskedThing, asked_by
from consents.selectors.said_no import opt_outs, said_no
from consents.selectors.staircase_levels import between_levels, levels_of
from consents.selectors.staircases import staircase_counts
from consents.selectors.uses import (
    UseGate,
    done_unless_refused,
    has_objected,
    open_conditions,
    use_gate,
)

__all__ = [
    "ASKABLE",
    "AskedThing",
    "Choice",
    "Permission",
    "PurposeInfo",
    "ReachStep",
    "Reached",
    "UseGate",
    "WordingInfo",
    "asked_by",
    "between_levels",
    "choices_of",
    "consent_exists",
    "current_wording",
    "disclosed_customers",
    "disclosed_since",
    "done_unless_refused",
    "find_purpose",
    "has_objected",
    "levels_of",
    "lineages",
    "marketing_roots",
    "open_conditions",
    "opt_outs",
    "permission",
    "purposes",
    "reach_steps",
    "reached_points",
    "readable_slugs",
    "said_no",
    "staircase_counts",
    "told_points",
    "use_gate",
]
