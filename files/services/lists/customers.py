"""Whom the list of customers shows: their records leave with the facts that are chosen, not with the list's columns."""

from django.db.models import F
from django.utils.translation import gettext_lazy

from files.services.lists.people_list import PeopleList
from profiles.models import Customer
from profiles.selectors.narrowings import CUSTOMER_NARROWINGS, SEARCH

CUSTOMERS = PeopleList(
    "customers",
    gettext_lazy("Customers"),
    ("profiles.view_customer",),
    (SEARCH, *CUSTOMER_NARROWINGS),
    lambda _said: Customer.objects.all(),
    F("pk"),
    lambda _reading: [],
)
