"""Roles: who may do what, and that the table alone says so."""

import pytest
from django.contrib.auth.models import Group, Permission

from profiles.services.roles import sync_roles
from tests.factories import make_colleague


@pytest.mark.django_db
def test_second_run_changes_nothing():
    assert sync_roles() == sync_roles()


@pytest.mark.django_db
def test_what_was_added_by_hand_is_taken_away():
    analyst = Group.objects.get(name="analyst")
    analyst.permissions.add(Permission.objects.get(codename="view_customer"))
    sync_roles()
    assert not analyst.permissions.filter(codename="view_customer").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        ("steward", "files.run_import", "surveys.send_survey"),
        ("steward", "profiles.see_private", "profiles.change_steward"),
        ("marketer", "files.export_audience", "profiles.see_private"),
        ("marketer", "surveys.send_survey", "files.run_import"),
        ("officer", "consents.verify_ledger", "surveys.send_survey"),
        ("officer", "profiles.view_readevent", "files.export_audience"),
        ("analyst", "segments.view_reachfigure", "profiles.view_customer"),
        ("analyst", "segments.view_segment", "profiles.view_sourcerecord"),
        ("administrator", "profiles.add_steward", "auth.change_group"),
    ],
)
def test_role_may_do_its_work_and_no_more(role, may, may_not):
    colleague = make_colleague(role)
    assert colleague.has_perm(may)
    assert not colleague.has_perm(may_not)


PERSONAL = (
    "profiles.view_customer",
    "profiles.view_contactpoint",
    "profiles.view_sourcerecord",
    "profiles.view_recordchange",
    "profiles.view_event",
    "segments.view_membership",
    "files.view_rowoutcome",
    "files.view_stagedrow",
    "surveys.view_invitation",
    "surveys.view_submission",
    "surveys.view_answer",
    "surveys.view_mail",
    "consents.view_decision",
    "consents.view_decisionstate",
    "files.export_audience",
)


@pytest.mark.django_db
@pytest.mark.parametrize("permission", PERSONAL)
def test_analyst_sees_nobody(permission):
    assert Permission.objects.filter(codename=permission.split(".")[1]).exists()
    assert not make_colleague("analyst").has_perm(permission)
