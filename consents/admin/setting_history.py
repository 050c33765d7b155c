"""The room's settings whose history is shown: purposes with all that belongs to them, and who may read which fact."""

from config.lib.setting_history import track
from consents.models import AttributePurpose, Purpose, PurposeBasis, Wording
from profiles.models import Attribute

# Each table, and on whose page its rows stand.
TRACKED = {
    Purpose: Purpose,
    PurposeBasis: Purpose,
    Wording: Purpose,
    AttributePurpose: Attribute,
}
for _model, _about in TRACKED.items():
    track(_model, _about)
