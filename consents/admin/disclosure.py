"""Who received customers' data: every hand-over, to read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from config.lib.admin import ReadOnlyAdmin
from config.lib.list_export import ExportableList
from config.lib.numbers import grouped
from consents.models import Disclosure
from profiles.selectors.words import load_vocabulary
from profiles.wordbook import open_wordbook, wordbook


@admin.register(Disclosure)
class DisclosureAdmin(ReadOnlyAdmin, ExportableList):
    """The hand-overs, newest first; the names of those handed over are in each export's own file."""

    list_title = _("Who received data")
    list_display = (
        "when",
        "recipient",
        "purpose_name",
        "channel",
        "customer_count",
        "through",
        "who",
    )
    ordering = ("-made_at", "-pk")
    sortable_by = ()
    empty_icon = "outbox"
    empty_title = _("Nobody has received anything yet")
    empty_link = (_("Exports"), "admin:files_exportrun_changelist")
    empty_text = _(
        "Each file of an audience and of links is noted here: who received it, for what, how many customers."
    )
    fields = (
        "when",
        "recipient",
        "purpose_name",
        "channel",
        "through",
        "facts",
        "people",
        "who",
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> Any:
        """Name codes in the reader's language."""
        open_wordbook()
        return super().get_queryset(request)

    @display(description=_("when"))
    def when(self, row: Disclosure) -> str:
        """Return the moment."""
        return date_format(localtime(row.made_at), "SHORT_DATETIME_FORMAT")

    @display(description=_("purpose"))
    def purpose_name(self, row: Disclosure) -> str:
        """Return the purpose in words."""
        return wordbook().name("purpose", row.purpose)

    @display(description=_("through"))
    def through(self, row: Disclosure) -> str:
        """Return which export, segment or survey it was."""
        return wordbook().words(row.reference)

    @display(description=_("by"))
    def who(self, row: Disclosure) -> str:
        """Return who did it."""
        return row.actor_name

    @display(description=_("customers"))
    def people(self, row: Disclosure) -> SafeString:
        """Return how many customers it was about, with the way to them."""
        url = reverse("admin:disclosed", args=[row.pk])
        return format_html('<a class="k-link" href="{}">{}</a>', url, grouped(row.customer_count))

    @display(description=_("facts"))
    def facts(self, row: Disclosure) -> str:
        """Return the facts that went along, by name."""
        words = load_vocabulary()
        return ", ".join(words.label(slug) for slug in row.slugs)
