"""Activities, to look up; they come from files and integrations."""

from django.contrib import admin
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from config.lib.admin import ReadOnlyAdmin
from config.lib.dropdowns import dropdown
from profiles.admin.logged_list import LoggedList
from profiles.models import Event
from profiles.selectors.narrowings import EVENT_NARROWINGS


@admin.register(Event)
class EventAdmin(LoggedList, ReadOnlyAdmin):
    """The activities of all customers, those received latest first."""

    logged_as = "activity_list"
    logged_subject = "customer_id"
    list_display = fields = ("when", "kind", "who", "sum", "channel", "source")
    list_display_links = None
    list_filter = tuple(dropdown(each) for each in EVENT_NARROWINGS)
    list_filter_submit = True
    list_before_template = "profiles/event_list_note.html"
    list_select_related = ("customer", "source")
    ordering = ("-pk",)
    sortable_by = ()

    @display(description=_("when"))
    def when(self, event: Event) -> str:
        """Return the moment."""
        return date_format(localtime(event.occurred_at), "SHORT_DATETIME_FORMAT")

    @display(description=_("customer"))
    def who(self, event: Event) -> SafeString:
        """Return the customer, with the way to the card."""
        address = reverse("admin:profiles_customer_change", args=[event.customer_id])
        return format_html('<a class="k-link" href="{}">{}</a>', address, event.customer)

    @display(description=_("amount"))
    def sum(self, event: Event) -> str:
        """Return the amount with its currency."""
        if event.amount is None:
            return ""
        return f"{number_format(event.amount, 2, force_grouping=True)} {event.currency}".strip()
