"""The list of persons' requests, the most urgent first; opening one leads to its own page."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy, pgettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter
from unfold.decorators import display
from unfold.views import ChangeList

from config.lib.admin import acting_person
from config.lib.list_export import MOST_ROWS, ExportableList
from consents.admin.request_badges import deadline_badge, state_badge
from consents.models import SubjectRequest
from consents.selectors.requests import most_urgent_first, requests
from profiles.admin.logged_list import LoggedList
from profiles.services.reading import log_read


class StandFilter(DropdownFilter):
    """Keep requests by how they stand."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return what the start page counts, and what has ended."""
        del request, model_admin
        return [
            ("open", gettext_lazy("Open")),
            ("soon", gettext_lazy("Due within 7 days")),
            ("overdue", gettext_lazy("Overdue")),
            ("closed", pgettext_lazy("request", "Closed")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Narrow the list."""
        del request
        today = timezone.localdate()
        match self.value():
            case "open":
                return queryset.open()
            case "soon":
                return queryset.due_soon(today)
            case "overdue":
                return queryset.overdue(today)
            case "closed":
                return queryset.filter(closed_at__isnull=False)
        return queryset


@admin.register(SubjectRequest)
class SubjectRequestAdmin(LoggedList, ExportableList):
    """What persons ask by right, and until when they must have an answer."""

    logged_as = "request_list"
    logged_subject = "customer_id"
    list_title = gettext_lazy("Privacy requests")
    list_display = ("number", "right", "who", "received", "answer_by", "state", "handler")
    list_filter = (StandFilter, ("right", ChoicesDropdownFilter))
    list_filter_submit = True
    search_fields = ("asker_name", "asker_contact", "customer__search_text")
    search_help_text = gettext_lazy("Name or address of who asks")
    sortable_by = ()
    actions = None
    empty_icon = "contact_mail"
    empty_title = gettext_lazy("Nobody has asked yet")
    empty_text = gettext_lazy(
        "What persons ask on “My choices” comes here by itself; what comes by mail, telephone "
        "or letter is registered here."
    )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the list that writes the read log, page by page; a file is noted whole."""
        match = request.resolver_match
        is_file = match is not None and "form" in match.kwargs
        return ChangeList if is_file else super().get_changelist(request, **kwargs)

    def export_view(self, request: HttpRequest, form: str) -> HttpResponse:
        """Return the file, and note whose requests stand in it."""
        file = super().export_view(request, form)
        rows = self.get_changelist_instance(request).get_queryset(request)[:MOST_ROWS]
        seen = {row.customer_id for row in rows} - {None}
        if seen:
            log_read(
                actor=acting_person(request),
                view=self.logged_as,
                subjects=sorted(seen),
                reference=form.upper(),
                now=timezone.now(),
            )
        return file

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the requests with their people."""
        del request
        return requests()

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        """Put what is urgent first."""
        del request
        return tuple(most_urgent_first(SubjectRequest.objects.all()).query.order_by)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: a request goes when its time is over."""
        del request, obj
        return False

    def add_view(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseRedirect:
        """Lead to the page that registers one."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse("admin:request_register"))

    def change_view(
        self, request: HttpRequest, object_id: str, *_args: Any, **_kwargs: Any
    ) -> HttpResponseRedirect:
        """Lead to the request's own page."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not object_id.isdecimal():
            raise Http404
        return HttpResponseRedirect(reverse("admin:request", args=[object_id]))

    @display(description=gettext_lazy("no."))
    def number(self, row: SubjectRequest) -> int:
        """Return the number."""
        return row.pk

    @display(description=gettext_lazy("who asks"))
    def who(self, row: SubjectRequest) -> str:
        """Return the customer, or the name that was given."""
        return row.asker

    @display(description=gettext_lazy("received"))
    def received(self, row: SubjectRequest) -> str:
        """Return the day it came in."""
        return date_format(localtime(row.received_at), "SHORT_DATE_FORMAT")

    @display(description=gettext_lazy("answer by"))
    def answer_by(self, row: SubjectRequest) -> SafeString:
        """Return the last day, red where it is near or gone."""
        return deadline_badge(row, timezone.now())

    @display(description=gettext_lazy("state"))
    def state(self, row: SubjectRequest) -> SafeString:
        """Return whether it waits, or how it ended."""
        return state_badge(row)
