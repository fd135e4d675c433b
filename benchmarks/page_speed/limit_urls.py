"""The site's addresses, and the two views that pages are compared with."""

from django.urls import include, path

from benchmarks.page_speed import limit_views, page_list

urlpatterns = [
    path(page_list.LIMIT.lstrip("/"), limit_views.limit),
    path(page_list.RAW.lstrip("/"), limit_views.raw),
    path("", include("config.urls")),
]
