"""The menu of the back office, by task; what does not exist or may not be seen is left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from profiles.models import Steward


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the menu: any one of the permissions lets it be seen; none asks for nothing."""

    title: Any
    icon: str
    url_name: str
    permissions: tuple[str, ...] = ()


MENU: tuple[tuple[Any, tuple[Item, ...]], ...] = (
    (
        "",
        (
            Item(_("Home"), "home", "admin:index"),
            Item(
                _("Customers"),
                "group",
                "admin:profiles_customer_changelist",
                ("profiles.view_customer",),
            ),
            Item(
                _("Files"),
                "upload_file",
                "admin:files_importrun_changelist",
                ("files.view_importrun",),
            ),
            Item(_("Consents"), "handshake", "admin:consents", ("consents.view_decisionstate",)),
            Item(
                _("Segments"),
                "target",
                "admin:segments_segment_changelist",
                ("segments.view_segment",),
            ),
            Item(
                _("Surveys"), "forum", "admin:surveys_survey_changelist", ("surveys.view_survey",)
            ),
        ),
    ),
    (
        _("More"),
        (
            Item(
                _("Exports"),
                "ios_share",
                "admin:files_exportrun_changelist",
                ("files.view_exportrun",),
            ),
            Item(
                _("Question bank"),
                "quiz",
                "admin:surveys_question_changelist",
                ("surveys.view_question",),
            ),
            Item(_("Mailbox"), "mail", "admin:surveys_mail_changelist", ("surveys.view_mail",)),
            Item(
                _("Who received data"),
                "outbox",
                "admin:consents_disclosure_changelist",
                ("consents.view_disclosure",),
            ),
            Item(
                _("Privacy requests"),
                "contact_mail",
                "admin:consents_subjectrequest_changelist",
                ("consents.view_subjectrequest",),
            ),
            Item(
                _("Read log"),
                "visibility",
                "admin:profiles_readevent_changelist",
                ("profiles.view_readevent",),
            ),
        ),
    ),
    (
        _("Settings"),
        (
            Item(_("Company"), "domain", "admin:company", ("profiles.change_company",)),
            Item(
                _("Colleagues"),
                "badge",
                "admin:profiles_steward_changelist",
                ("profiles.view_steward",),
            ),
            Item(
                _("Outgoing mail"),
                "outgoing_mail",
                "admin:mail_server",
                ("profiles.change_mailserver",),
            ),
            Item(
                _("Sources"),
                "database",
                "admin:profiles_source_changelist",
                ("profiles.view_source",),
            ),
            Item(
                _("All facts"),
                "list_alt",
                "admin:profiles_attribute_changelist",
                ("profiles.view_attribute",),
            ),
            Item(
                _("Wanted facts"), "checklist", "admin:wanted_facts", ("profiles.change_attribute",)
            ),
            Item(
                _("Purposes"),
                "flag",
                "admin:consents_purpose_changelist",
                ("consents.view_purpose",),
            ),
            Item(
                _("Changes to settings"),
                "history",
                "admin:setting_changes",
                ("profiles.view_settingchange",),
            ),
            Item(_("API keys"), "key", "admin:api_keys", ("integrations.view_apikey",)),
            Item(
                _("Move settings"),
                "move_up",
                "admin:transfer",
                ("profiles.change_attribute", "consents.change_purpose", "segments.add_segment"),
            ),
        ),
    ),
)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the menu's groups for this person."""
    groups = (
        {"title": title, "items": list(_visible(items, request.user))} for title, items in MENU
    )
    return [group for group in groups if group["items"]]


def _visible(items: Iterable[Item], user: Steward | AnonymousUser) -> Iterable[dict[str, Any]]:
    for item in items:
        if item.permissions and not any(user.has_perm(name) for name in item.permissions):
            continue
        try:
            link = reverse(item.url_name)
        except NoReverseMatch:
            continue
        yield {"title": item.title, "icon": item.icon, "link": link}
