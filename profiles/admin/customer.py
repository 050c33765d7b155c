"""Customers: the list, and the doors to the card and to the forms about one customer."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import UUIDField
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from config.lib.dropdowns import dropdown
from profiles.admin.addition import AddCustomerView
from profiles.admin.card import CardView
from profiles.admin.correction import CorrectFactView, WithdrawCorrectionView
from profiles.admin.customer_list import CustomerChangeList
from profiles.admin.logged_list import LoggedList
from profiles.admin.protection import LiftProtectionView, ProtectView
from profiles.models import Customer
from profiles.selectors.customer_list import listed_contact
from profiles.selectors.narrowings import CUSTOMER_NARROWINGS


@admin.register(Customer)
class CustomerAdmin(LoggedList):
    """The list of customers; opening one shows the customer card."""

    logged_as = "customer_list"
    list_display = ("name", "town", "email", "phone", "known", "last_purchase", "changed")
    list_filter = tuple(dropdown(each) for each in CUSTOMER_NARROWINGS)
    list_filter_submit = True
    list_before_template = "profiles/customer_list_note.html"
    search_fields = ("search_text",)
    search_help_text = _("Name, e-mail, telephone, town or id")
    list_max_show_all = 0
    ordering = ("sort_key", "uid")
    sortable_by = ("name", "changed")
    actions = None

    class Media:
        css = {"all": ("profiles/profiles.css",)}

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[CustomerChangeList]:
        """Return the quick change list."""
        del request, kwargs
        return CustomerChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the customers with what any reader orders them by."""
        customers: QuerySet = super().get_queryset(request)
        return customers.with_name_order()  # type: ignore[attr-defined, no-any-return]

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Keep customers whose search text holds every word."""
        del request
        return queryset.search(search_term), False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: erasure is a request of the person, with its own proof."""
        del request, obj
        return False

    def get_urls(self) -> list[URLPattern]:
        """Add the forms about one customer to the list and the card."""
        forms = {
            "reveal": CardView.as_view(is_revealing=True),
            "correct/<slug:slug>": CorrectFactView.as_view(),
            "lift/<slug:slug>": WithdrawCorrectionView.as_view(),
            "protect": ProtectView.as_view(),
            "protection/<int:protection>/lift": LiftProtectionView.as_view(),
        }
        names = ("reveal", "correct", "lift_lock", "protect", "lift_protection")
        own = [
            path(
                f"<uuid:uid>/{route}/",
                self.admin_site.admin_view(view),
                name=f"profiles_customer_{name}",
            )
            for name, (route, view) in zip(names, forms.items(), strict=True)
        ]
        return [*own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponseBase:
        """Show the customer card."""
        del form_url, extra_context
        return CardView.as_view()(request, uid=_uid(object_id))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponseBase:
        """Show the form for a new customer."""
        del form_url, extra_context
        return AddCustomerView.as_view()(request)

    @display(description=_("name"), ordering="sort_key")
    def name(self, customer: Customer) -> SafeString:
        """Return the name, with what shields the customer."""
        return render_to_string("profiles/parts/list_name.html", {"customer": customer})

    @display(description=_("town"))
    def town(self, customer: Customer) -> str:
        """Return the town."""
        return customer.city

    @display(description=_("e-mail"))
    def email(self, customer: Customer) -> str:
        """Return the e-mail address that is used first."""
        return listed_contact(customer, "email")

    @display(description=_("telephone"))
    def phone(self, customer: Customer) -> str:
        """Return the telephone number that is used first."""
        return listed_contact(customer, "phone")

    @display(description=_("completeness"))
    def known(self, customer: Customer) -> SafeString:
        """Return how well the customer is known, as a bar with its number."""
        metric = getattr(customer, "metric", None)
        share = metric.completeness if metric else 0
        return render_to_string("profiles/parts/completeness.html", {"share": share})

    @display(description=_("last purchase"))
    def last_purchase(self, customer: Customer) -> str:
        """Return the day of the last purchase."""
        metric = getattr(customer, "metric", None)
        if metric is None or metric.last_purchase_at is None:
            return ""
        return date_format(localtime(metric.last_purchase_at), "SHORT_DATE_FORMAT")

    @display(description=_("changed"), ordering="updated_at")
    def changed(self, customer: Customer) -> str:
        """Return the day on which something about the customer last changed."""
        return date_format(localtime(customer.updated_at), "SHORT_DATE_FORMAT")


def _uid(text: str) -> UUID:
    """Return the id in an address; what is none was never a customer."""
    try:
        return UUIDField().clean(text)  # type: ignore[no-any-return]
    except ValidationError as no_id:
        raise Http404 from no_id
