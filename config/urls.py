"""Every address of the product."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from config.health import healthz, readyz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("office/", include("profiles.urls")),
    path("office/", admin.site.urls),
    path("api/v1/", include("config.api")),
    path("", include("surveys.urls")),
]

handler500 = "config.errors.server_error"
