"""The catalogue of facts: their names in every language, how long they hold, how much they count."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Case, QuerySet, Value, When
from django.forms import BaseModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from config.lib.admin import acting_person
from config.lib.labelled_inline import LabelledInline
from config.lib.languages_field import LanguagesField
from config.lib.list_export import ExportableList
from profiles.admin.badges import badge
from profiles.choices import Family, Sensitivity
from profiles.models import Attribute, AttributeOption
from profiles.services.settings import FACT_FIELDS, keep_fact

DAYS_A_YEAR = 365
DAYS_A_MONTH = 30


class FactForm(forms.ModelForm):
    """What can be changed about a fact."""

    labels = LanguagesField(label=_("Name"), required=False)
    helps = LanguagesField(label=_("Explanation"), required=False, is_long=True)

    class Meta:
        model = Attribute
        fields = ("labels", "helps", "half_life_days", "weight", "is_enabled")
        labels = {"half_life_days": _("Valid for (days)")}
        help_texts = {
            "half_life_days": _(
                "After so many days the fact counts as outdated and is asked for again. 0 means never."
            ),
            "weight": _("1 to 10: how much the fact counts towards a complete customer."),
        }


class OptionForm(forms.ModelForm):
    """One allowed value, named in every language."""

    labels = LanguagesField(label=_("Name"))

    class Meta:
        model = AttributeOption
        fields = ("slug", "labels", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Customers hold the code as their value.
        self.fields["slug"].disabled = bool(self.instance.pk)


class OptionInline(LabelledInline):
    """The allowed values of a choice."""

    model = AttributeOption
    form = OptionForm
    extra = 0
    ordering = ("position", "pk")
    verbose_name_plural = _("Options")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep options: customers may hold them."""
        del request, obj
        return False


@admin.register(Attribute)
class AttributeAdmin(ExportableList):
    """Every fact that can be known about a customer, family by family."""

    is_open = True
    list_title = _("All facts")
    form = FactForm
    list_display = ("name", "shelf", "type_name", "about", "valid_for", "weight", "state")
    list_filter = (
        ("family", ChoicesDropdownFilter),
        ("sensitivity", ChoicesDropdownFilter),
        "is_wanted",
        "is_enabled",
    )
    list_filter_submit = True
    search_fields = ("slug", "labels")
    list_per_page = 100
    fieldsets = (
        (None, {"fields": ("kept", "labels", "helps")}),
        (_("How it counts"), {"fields": ("half_life_days", "weight", "is_enabled")}),
    )
    readonly_fields = ("kept",)

    class Media:
        css = {"all": ("profiles/profiles.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Order the facts as their families stand."""
        shelves = [When(family=family, then=Value(at)) for at, family in enumerate(Family.values)]
        del request
        return Attribute.objects.annotate(shelf_order=Case(*shelves))

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Return the order of the families."""
        del request
        return ("shelf_order", "position", "slug")

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[type[LabelledInline]]:
        """Show options where there are some."""
        del request
        return [OptionInline] if obj and obj.data_type in {"choice", "choices"} else []

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: a fact needs a type, a sensitivity and purposes, which ship with it."""
        del request
        return False

    def save_by_service(
        self, request: HttpRequest, form: BaseModelForm, *, change: bool
    ) -> Attribute:
        """Change the fact."""
        del change
        return keep_fact(
            fact=form.instance,
            values={name: form.cleaned_data[name] for name in FACT_FIELDS},
            actor=acting_person(request),
            now=timezone.now(),
        )

    @display(description=_("name"))
    def name(self, fact: Attribute) -> str:
        """Return the name in the reader's language."""
        return fact.label

    @display(description=_("family"), ordering="shelf_order")
    def shelf(self, fact: Attribute) -> str:
        """Return the family."""
        return fact.get_family_display()

    @display(description=_("type"))
    def type_name(self, fact: Attribute) -> str:
        """Return the type."""
        return fact.get_data_type_display()

    @display(description=_("known about"))
    def about(self, fact: Attribute) -> str:
        """Return whom it can be known about."""
        return fact.get_applies_to_display()

    @display(description=_("valid for"), ordering="half_life_days")
    def valid_for(self, fact: Attribute) -> str:
        """Return the validity in words."""
        return validity(fact.half_life_days)

    @display(description=_("state"))
    def state(self, fact: Attribute) -> SafeString:
        """Return whether it is wanted, and what limits it."""
        marks: list[tuple[Any, str]] = []
        if fact.sensitivity == Sensitivity.SPECIAL:
            marks.append((_("Special category, off"), "bad"))
        elif not fact.is_enabled:
            marks.append((_("Off"), ""))
        elif fact.is_wanted:
            marks.append((_("Wanted"), "accent"))
        if fact.sensitivity == Sensitivity.PRIVATE:
            marks.append((_("Private"), "warn"))
        return format_html_join(" ", "{}", ((badge(text, tone),) for text, tone in marks))

    @display(description=_("Kind of fact"))
    def kept(self, fact: Attribute) -> str:
        """Return what does not change about a fact, in one line."""
        parts = (
            fact.get_family_display(),
            fact.get_data_type_display(),
            fact.get_applies_to_display(),
            fact.get_sensitivity_display(),
            fact.slug,
        )
        return " · ".join(str(part) for part in parts)


def validity(days: int) -> str:
    """Return a number of days as a reader says it."""
    if not days:
        return str(_("Never outdated"))
    if days % DAYS_A_YEAR == 0:
        years = days // DAYS_A_YEAR
        return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
    if days % DAYS_A_MONTH == 0:
        months = days // DAYS_A_MONTH
        return ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
