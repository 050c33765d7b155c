"""Colleagues: who signs in, and what they may do."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.forms import BaseModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
)

from config.lib.admin import acting_person
from config.lib.dropdowns import dropdown
from config.lib.list_export import ExportableList
from config.lib.narrowing import Narrowing
from config.lib.sorting import Alphabetical
from profiles.admin.badges import badge
from profiles.choices import Role
from profiles.models import Steward
from profiles.registry import wake_mail
from profiles.selectors import find_company
from profiles.selectors.sign_in_links import is_link_open
from profiles.services.colleagues import (
    ColleagueRefusedError,
    change_colleague,
    refuse_known_address,
)
from profiles.services.invitations import invite_colleague

admin.site.unregister(Group)  # roles are a table of the product's, not rows to edit


class ColleagueForm(forms.ModelForm):
    """What is asked about a colleague."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.choices, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        widget=UnfoldAdminSelectWidget,
        help_text=_("The back office is shown to them in this language."),
    )

    class Meta:
        model = Steward
        fields = ("email", "first_name", "last_name", "language", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["roles"].initial = [group.name for group in self.instance.groups.all()]
            self._leave_language_open()

    def _leave_language_open(self) -> None:
        """Show no language as chosen where none is: the form names the first one otherwise."""
        language = self.fields["language"]
        if isinstance(language, forms.ChoiceField) and not self.instance.language:
            language.choices = [("", _("Not chosen yet")), *settings.LANGUAGES]
            language.required = False


class InvitationForm(ColleagueForm):
    """What is asked about a new colleague; the password they choose themselves."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_name"].required = True
        self.fields["email"].help_text = _("They get a mail with a link and choose a password.")
        company = find_company()
        self.fields["language"].initial = company.default_language if company else "en"

    def clean_email(self) -> str:
        """Say in words that somebody has this address, where the model would name a constraint."""
        email: str = self.cleaned_data["email"]
        try:
            refuse_known_address(email)
        except ColleagueRefusedError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return email


class RoleFilter(admin.RelatedFieldListFilter):
    """The roles by their names in the reader's language."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        """Return the groups that are roles."""
        found = super().field_choices(field, request, model_admin)
        return [(pk, Role(str(name)).label) for pk, name in found if name in Role.values]


CAME = Narrowing(
    "came",
    _("signed in"),
    lambda rows, said, _now: rows.filter(is_active=True, last_login=None) if said else rows,
    lambda: [("never", _("Never signed in"))],
)


@admin.register(Steward)
class StewardAdmin(ExportableList):
    """The list of colleagues and the page of one."""

    list_display = ("name", "email", "role_names", "state", "seen_last")
    list_filter = (("groups", RoleFilter), "is_active", dropdown(CAME))
    list_filter_submit = True
    search_fields = ("email", "first_name", "last_name")
    ordering = (Alphabetical("first_name"), Alphabetical("last_name"), "email")
    filter_horizontal = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Read the roles of a whole page at once."""
        colleagues: QuerySet = super().get_queryset(request).prefetch_related("groups")
        return colleagues

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[BaseModelForm]:
        """Invite whoever is new."""
        kwargs["form"] = ColleagueForm if obj else InvitationForm
        return super().get_form(request, obj, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show what can be asked in either case."""
        del request
        person = ("email", "first_name", "last_name", "language")
        return [
            (None, {"fields": (*person, "state", "is_active") if obj else person}),
            (_("What they may do"), {"fields": ("roles",)}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep the address, by which history knows the person."""
        del request
        return ("email", "state") if obj else ()

    def save_by_service(
        self, request: HttpRequest, form: BaseModelForm, *, change: bool
    ) -> Steward:
        """Change the colleague, or invite them."""
        said = form.cleaned_data
        shared: dict[str, Any] = {
            "name": (said["first_name"], said["last_name"]),
            "roles": said["roles"],
            "language": said["language"],
            "actor": acting_person(request),
        }
        if change:
            return change_colleague(steward=form.instance, is_active=said["is_active"], **shared)
        steward = invite_colleague(email=said["email"], now=timezone.now(), **shared)
        wake_mail()
        return steward

    def response_add(
        self, request: HttpRequest, obj: Steward, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Say that a mail is on its way, and show where it stands."""
        del post_url_continue
        messages.success(request, _("A mail is on its way to %(email)s.") % {"email": obj.email})
        return HttpResponseRedirect(reverse("admin:colleague_invitation", args=[obj.pk]))

    @display(description=_("name"), ordering=Alphabetical("first_name"))
    def name(self, obj: Steward) -> str:
        """Return what they are called."""
        return str(obj)

    @display(description=_("last login"), ordering="last_login")
    def seen_last(self, obj: Steward) -> str:
        """Return when they last signed in."""
        at = obj.last_login
        return date_format(localtime(at), "SHORT_DATETIME_FORMAT") if at else "–"

    @display(description=_("state"))
    def state(self, obj: Steward) -> SafeString:
        """Return whether they work here, are awaited, or have left."""
        if not obj.is_active:
            return badge(pgettext("colleague", "Closed"), "")
        if not obj.is_invited:
            return badge(pgettext("colleague", "Active"), "ok")
        is_open = is_link_open(obj, timezone.now())
        shown = (
            badge(pgettext("colleague", "Invited"), "info")
            if is_open
            else badge(pgettext("colleague", "Invitation run out"), "warn")
        )
        address = reverse("admin:colleague_invitation", args=[obj.pk])
        return format_html('<a class="k-link" href="{}">{}</a>', address, shown)

    @display(description=_("roles"), label=True)
    def role_names(self, obj: Steward) -> list[str]:
        """Return the roles in the reader's language."""
        names = [str(Role(g.name).label) for g in obj.groups.all() if g.name in Role.values]
        return [*names, str(_("All rights"))] if obj.is_superuser else names
