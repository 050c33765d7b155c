"""The room's addresses below /api/v1/."""

from django.urls import path

from profiles.api import activities, customers, records

urlpatterns = [
    path("customers", customers.CustomerListView.as_view(), name="api-customers"),
    path("customers/<uuid:uid>", customers.CustomerView.as_view(), name="api-customer"),
    path("records/<path:source_id>", records.RecordView.as_view(), name="api-record"),
    path(
        "customers/<uuid:uid>/contact-details",
        customers.ContactDetailsView.as_view(),
        name="api-contact-details",
    ),
    path(
        "customers/<uuid:uid>/activities",
        activities.CustomerActivitiesView.as_view(),
        name="api-customer-activities",
    ),
    path("activities", activities.ActivitiesView.as_view(), name="api-activities"),
    path("activities/batch", activities.ActivityBatchView.as_view(), name="api-activity-batch"),
]
