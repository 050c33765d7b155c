"""The room's addresses below /api/v1/."""

from django.urls import path

from profiles.api import customers, records

urlpatterns = [
    path("customers", customers.CustomerListView.as_view(), name="api-customers"),
    path("customers/<uuid:uid>", customers.CustomerView.as_view(), name="api-customer"),
    path("records/<path:source_id>", records.RecordView.as_view(), name="api-record"),
    path(
        "customers/<uuid:uid>/contact-details",
        customers.ContactDetailsView.as_view(),
        name="api-contact-details",
    ),
]
