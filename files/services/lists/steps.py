"""Those who stand on a step of a segment's staircase, or fell out at it, as a file: to mend what keeps them from us.

No contact detail stands in it, each no stands beside the name, and it is for no purpose of contact: nobody is contacted
because of it. Those who may be contacted now leave as an audience (law 5).
"""

from django.db.models import Case, Exists, F, OuterRef, TextField, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consents.choices import PurposeKind
from consents.selectors import find_purpose
from consents.selectors.reach import REASONS
from files.services.export_columns import Column, opt_out_columns
from files.services.export_orders import ExportRefusedError, check_segment
from files.services.lists.people_list import PeopleList, Reading, Said, who
from profiles.choices import ProtectionKind
from profiles.models import Protection
from segments.models import Membership
from segments.selectors.narrowings import STEP_OF, find_stair
from segments.selectors.reach import Stair


def _stair(said: Said) -> Stair | None:
    return find_stair(said.get(STEP_OF.parameter, ""))


def _columns(reading: Reading) -> list[Column]:
    stair = _stair(reading.said)
    why = [Column(_("Why"), _reason(stair.step))] if stair and stair.fell else []
    return [*who(reading), *why, *opt_out_columns()]


def _reason(step: str) -> Case:
    """Return why somebody fell out at a step; a protection by its name."""
    if step != "no_opt_out":
        return _words(str(REASONS[step]))
    shields = Protection.objects.filter(customer=OuterRef("customer_id"), lifted_at=None)
    shielded = [
        When(Exists(shields.filter(kind=kind)), then=Value(str(label)))
        for kind, label in ProtectionKind.choices
    ]
    return _words(_("The person has said no."), *shielded)


def _words(said: str, *whens: When) -> Case:
    return Case(*whens, default=Value(said), output_field=TextField())


def _check(said: Said, purpose: str) -> None:
    """Refuse those who may be contacted, a purpose of contact, and what the segment's conditions do not allow."""
    stair, found = _stair(said), find_purpose(purpose)
    if stair is None or stair.is_audience:
        raise ExportRefusedError(_("There is no such list."))
    if found is None or found.kind != PurposeKind.USE:
        raise ExportRefusedError(
            _("This file is not for contacting people: choose another purpose."), "purpose"
        )
    check_segment(stair.segment, purpose, seen=set())


def _counted(said: Said) -> int | None:
    stair = _stair(said)
    found = stair.counted() if stair else None
    return found[1] if found else None


STEP = PeopleList(
    "step",
    gettext_lazy("The staircase"),
    ("segments.view_segment", "profiles.view_customer"),
    (STEP_OF,),
    lambda _said: Membership.objects.order_by("customer__sort_key", "customer_id"),
    F("customer_id"),
    _columns,
    purpose_kind=PurposeKind.USE,
    needs=STEP_OF.parameter,
    check=_check,
    counted=_counted,
)
