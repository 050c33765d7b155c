"""The roles of colleagues: one table of who may do what, made into groups after every migrate.

Permission rows exist only after `migrate` has ended, so no migration can do this. A role holds what
this table says and nothing else: what was added to a group by hand is taken away again.
"""

from collections.abc import Mapping
from fnmatch import fnmatchcase

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from profiles.choices import Role

# A permission is "room.code"; * stands for any letters.
PERMISSIONS: Mapping[Role, tuple[str, ...]] = {
    Role.STEWARD: (
        "profiles.view_*",
        "profiles.see_private",
        "profiles.add_protection",
        "profiles.add_customer",
        "profiles.change_customer",
        "profiles.add_source",
        "profiles.change_source",
        "profiles.change_attribute",
        "profiles.*_valuelock",
        "profiles.export_source",
        "files.view_*",
        "files.export_importrun",
        "files.export_exportrun",
        "files.export_records",
        "files.export_list",
        "files.run_import",
        "files.undo_import",
        "consents.view_*",
        "consents.verify_ledger",
        "consents.add_subjectrequest",
        "segments.view_*",
        "segments.add_segment",
        "segments.change_segment",
        "surveys.view_*",
        "surveys.add_survey",
        "surveys.change_survey",
        "surveys.export_survey",
    ),
    Role.MARKETER: (
        "profiles.view_customer",
        "profiles.view_source",
        "profiles.view_attribute",
        "profiles.view_event",
        "files.view_importrun",
        "files.view_exportrun",
        "files.export_audience",
        "files.export_exportrun",
        "consents.view_purpose",
        "consents.view_wording",
        "consents.view_decisionstate",
        "segments.view_*",
        "segments.add_segment",
        "segments.change_segment",
        "surveys.view_*",
        "surveys.add_survey",
        "surveys.change_survey",
        "surveys.export_survey",
        "surveys.add_question",
        "surveys.change_question",
        "surveys.send_survey",
    ),
    Role.OFFICER: (
        "profiles.view_*",
        "profiles.see_private",
        "profiles.change_attribute",
        "profiles.change_company",
        "profiles.add_protection",
        "profiles.change_protection",
        "profiles.lift_protection",
        "profiles.export_*",
        "consents.*",
        "files.view_*",
        "files.export_importrun",
        "files.export_exportrun",
        "files.export_list",
        "segments.view_*",
        "surveys.view_*",
        "surveys.export_survey",
        "integrations.view_apikey",
        "integrations.change_apikey",
    ),
    # Numbers alone: no permission here leads to a person's page, name or address.
    Role.ANALYST: (
        "profiles.view_attribute",
        "profiles.view_source",
        "files.view_importrun",
        "consents.view_purpose",
        "segments.view_segment",
        "segments.view_segmentversion",
        "segments.view_segmentrun",
        "segments.view_reachfigure",
        "segments.view_dailyfigure",
        "surveys.view_survey",
        "surveys.view_question",
    ),
    Role.ADMINISTRATOR: (
        "profiles.*",
        "consents.*",
        "segments.*",
        "surveys.*",
        "files.*",
        "integrations.*",
    ),
}


@transaction.atomic
def sync_roles() -> dict[str, int]:
    """Make every role's group hold what the table says; return the number of permissions per role."""
    known = {
        f"{app}.{codename}": pk
        for pk, app, codename in Permission.objects.values_list(
            "pk", "content_type__app_label", "codename"
        )
    }
    counts = {}
    for role, patterns in PERMISSIONS.items():
        group, _made = Group.objects.get_or_create(name=role.value)
        held = [pk for name, pk in known.items() if _matches(name, patterns)]
        group.permissions.set(held)
        counts[role.value] = len(held)
    return counts


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
