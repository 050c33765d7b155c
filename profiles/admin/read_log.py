"""The read log, for the officer: who saw whose data, through what."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import UUIDField
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from config.lib.admin import ReadOnlyAdmin
from config.lib.dropdowns import dropdown
from config.lib.list_export import ExportableList
from config.lib.narrowing import since
from profiles.forms.reveal import ReadReason
from profiles.models import ReadEvent
from profiles.wordbook import open_wordbook, wordbook

VIEWS = {
    "search": _("Search"),
    "customer_list": _("List of customers"),
    "customer_card": _("Customer card"),
    "customer_card_private": _("Private facts on the customer card"),
    "similar_customers": _("Possible duplicates while adding a customer"),
    "activity_list": _("List of activities"),
    "consent_list": _("List of consent entries"),
    "request_list": _("List of privacy requests"),
    "request": _("A privacy request"),
    "reply_list": _("Replies to a survey"),
    "mailbox": _("Mailbox"),
    "mail": _("A mail"),
    "personal_links": _("List of personal links"),
    "link_file": _("File of personal links"),
    "import_columns": _("First rows of a file"),
    "import_samples": _("What a file would change"),
    "import_rows": _("Rows of an import"),
    "import_failed_rows": _("File of rows that were not taken in"),
    "api_customer_list": _("API: list of customers"),
    "api_customer": _("API: a customer"),
    "api_contact_details": _("API: contact details"),
    "api_activities": _("API: activities"),
    "api_consents": _("API: consent entries"),
    "api_permission": _("API: may this customer be contacted?"),
    "segment_people": _("People on a step of a segment"),
    "segment_why": _("Why in a segment, or not"),
    "segments_of_customer": _("Segments of a customer"),
    "contradictions": _("What the files say about each other"),
    "reachable": _("Who may be contacted"),
    "disclosed": _("Who received data"),
    "export": _("Export of an audience or of records"),
    "export_list": _("Export of a list"),
    "export_download": _("Download of an export"),
    "api_segment_why": _("API: why in a segment, or not"),
    "api_segment_members": _("API: who in a segment may be contacted"),
    "api_replies": _("API: replies to a survey"),
    "api_links": _("API: personal links"),
    "api_run_rows": _("API: rows of an import"),
    "api_run_failed_rows": _("API: rows that were not taken in"),
}


@admin.register(ReadEvent)
class ReadEventAdmin(ReadOnlyAdmin, ExportableList):
    """Every look at customers' data, newest first; it never holds a value."""

    list_display = fields = ("when", "who", "through", "why", "seen", "where")
    list_display_links = None
    list_filter = (dropdown(since("since", _("when"), "at")),)
    list_filter_submit = True
    search_fields = ("actor_label",)
    search_help_text = _("A colleague’s name, or the id of a customer")
    ordering = ("-at", "-pk")
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Name codes in the reader's language."""
        open_wordbook()
        found: QuerySet = super().get_queryset(request)
        return found

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Find who saw a customer, or what a colleague saw."""
        del request
        words = search_term.strip()
        try:
            uid = UUIDField(required=False).clean(words)
        except ValidationError:
            return queryset.filter(actor_label__icontains=words), False
        if uid is None:
            return queryset, False
        return queryset.filter(subjects__contains=[uid]), False

    @display(description=_("when"))
    def when(self, entry: ReadEvent) -> str:
        """Return the moment."""
        return date_format(localtime(entry.at), "SHORT_DATETIME_FORMAT")

    @display(description=_("who"))
    def who(self, entry: ReadEvent) -> str:
        """Return the colleague, key or task."""
        return entry.actor_name

    @display(description=_("customers"))
    def seen(self, entry: ReadEvent) -> int:
        """Return of how many customers something was seen."""
        return entry.subject_count

    @display(description=_("saw"))
    def through(self, entry: ReadEvent) -> str:
        """Return the screen or the way out."""
        return str(VIEWS.get(entry.view, entry.view))

    @display(description=_("because"))
    def why(self, entry: ReadEvent) -> str:
        """Return the reason that was given."""
        known = entry.purpose in ReadReason.values
        if known or not entry.purpose:
            return str(ReadReason(entry.purpose).label) if known else ""
        return wordbook().name("purpose", entry.purpose)

    @display(description=_("where"))
    def where(self, entry: ReadEvent) -> str:
        """Return which segment, survey, import or export it was."""
        return wordbook().words(entry.reference)
