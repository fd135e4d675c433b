"""Every address, by app; the order decides where two would match."""

from django.contrib import admin
from django.urls import include, path

from config import health

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("admin/", admin.site.urls),
    path("api/v1/", include("api.urls")),
    path("", include("community.urls")),
    path("", include("builder.urls")),
    path("", include("browse.urls")),
]

handler500 = "config.errors.server_error"
