"""The room's addresses below /api/v1/."""

from django.urls import path

from consents.api.entries import EntryListView
from consents.api.permission import PermissionView

urlpatterns = [
    path("consents", EntryListView.as_view(), name="api-consents"),
    path("permission", PermissionView.as_view(), name="api-permission"),
]
