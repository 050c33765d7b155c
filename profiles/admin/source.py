"""Sources: which system is believed first, whose data it holds, and how contact details were given."""

from typing import Any

from django.contrib import admin
from django.forms import BaseModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from config.lib.admin import acting_person
from config.lib.dropdowns import dropdown
from config.lib.list_export import ExportableList
from config.lib.sorting import Alphabetical
from profiles.admin.badges import badge
from profiles.choices import Ownership
from profiles.models import Source
from profiles.selectors.narrowings import SOURCE_NARROWINGS
from profiles.services.settings import SOURCE_FIELDS, keep_source


@admin.register(Source)
class SourceAdmin(ExportableList):
    """The sources in the order in which they are believed."""

    list_display = ("called", "kind", "rank", "whose", "licensed_until", "is_active")
    list_filter = tuple(dropdown(each) for each in SOURCE_NARROWINGS)
    list_filter_submit = True
    ordering = ("rank", Alphabetical("name"))
    fieldsets = (
        (None, {"fields": ("name", "slug", "kind", "rank", "is_active")}),
        (
            _("Whose data is it?"),
            {
                "fields": ("ownership", "licence", "licensed_until"),
                "description": _(
                    "Third-party data may only be used under its licence, and until it ends."
                ),
            },
        ),
        (
            _("Contact without asking first"),
            {
                "fields": ("opt_out_offered",),
                "description": _(
                    "The law lets a company write to its own customers about similar goods, "
                    "but only on the terms below. If you are not sure, leave it empty."
                ),
            },
        ),
    )
    prepopulated_fields = {"slug": ("name",)}

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        """Suggest a code for a new source alone."""
        return {} if obj else dict(super().get_prepopulated_fields(request, obj))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep the code, by which files and history know the source."""
        del request
        return ("slug",) if obj else ()

    def save_by_service(self, request: HttpRequest, form: BaseModelForm, *, change: bool) -> Source:
        """Add or change the source."""
        said = form.cleaned_data
        return keep_source(
            source=Source.objects.get(pk=form.instance.pk) if change else None,
            slug=said.get("slug", ""),
            values={name: said[name] for name in SOURCE_FIELDS if name in said},
            actor=acting_person(request),
            now=timezone.now(),
        )

    @display(description=_("name"), ordering=Alphabetical("name"))
    def called(self, source: Source) -> str:
        """Return the name as the reader says it."""
        return source.label

    @display(description=_("whose data"))
    def whose(self, source: Source) -> SafeString:
        """Return whose data it is."""
        tone = "warn" if source.ownership == Ownership.THIRD_PARTY else ""
        return badge(source.get_ownership_display(), tone)
