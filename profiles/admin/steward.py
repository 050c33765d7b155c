"""Colleagues: who signs in, and what they may do."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.forms import BaseModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminPasswordToggleWidget,
    UnfoldAdminSelectWidget,
)

from config.lib.admin import ServiceAdmin, acting_person
from profiles.choices import Role
from profiles.models import Steward
from profiles.services.colleagues import (
    ColleagueRefusedError,
    add_colleague,
    change_colleague,
    refuse_known_address,
)

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


class NewColleagueForm(ColleagueForm):
    """What is asked about a new colleague."""

    password = forms.CharField(
        label=_("First password"),
        widget=UnfoldAdminPasswordToggleWidget(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "At least 12 characters. Hand it over in person; they can change it after signing in."
        ),
    )

    def clean_email(self) -> str:
        """Say in words that somebody has this address, where the model would name a constraint."""
        email: str = self.cleaned_data["email"]
        try:
            refuse_known_address(email)
        except ColleagueRefusedError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return email


@admin.register(Steward)
class StewardAdmin(ServiceAdmin):
    """The list of colleagues and the page of one."""

    list_display = ("name", "email", "role_names", "language", "is_active", "last_login")
    list_filter = ("groups", "is_active")
    search_fields = ("email", "first_name", "last_name")
    ordering = ("first_name", "last_name", "email")
    filter_horizontal = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Read the roles of a whole page at once."""
        colleagues: QuerySet = super().get_queryset(request).prefetch_related("groups")
        return colleagues

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[BaseModelForm]:
        """Ask for a first password when somebody is added."""
        kwargs["form"] = ColleagueForm if obj else NewColleagueForm
        return super().get_form(request, obj, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show what can be asked in either case."""
        del request
        person = ("email", "first_name", "last_name", "language")
        return [
            (None, {"fields": (*person, "is_active") if obj else (*person, "password")}),
            (_("What they may do"), {"fields": ("roles",)}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep the address, by which history knows the person."""
        del request
        return ("email",) if obj else ()

    def save_by_service(
        self, request: HttpRequest, form: BaseModelForm, *, change: bool
    ) -> Steward:
        """Add or change the colleague."""
        said = form.cleaned_data
        shared: dict[str, Any] = {
            "name": (said["first_name"], said["last_name"]),
            "roles": said["roles"],
            "language": said["language"],
            "actor": acting_person(request),
        }
        if change:
            return change_colleague(steward=form.instance, is_active=said["is_active"], **shared)
        return add_colleague(email=said["email"], password=said["password"], **shared)

    @display(description=_("name"), ordering="first_name")
    def name(self, obj: Steward) -> str:
        """Return what they are called."""
        return str(obj)

    @display(description=_("roles"), label=True)
    def role_names(self, obj: Steward) -> list[str]:
        """Return the roles in the reader's language."""
        names = [str(Role(g.name).label) for g in obj.groups.all() if g.name in Role.values]
        return [*names, str(_("All rights"))] if obj.is_superuser else names
