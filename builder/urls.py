"""The addresses of the builder. Whoever knows `/b/<edit code>/edit/` may change the build."""

from django.urls import path

from builder import paste_views, views

app_name = "builder"
urlpatterns = [
    path("builds/new/", views.edit, name="new"),
    path("builds/new/parts/", views.put, name="new-put"),
    path("builds/new/own-parts/", views.put_own, name="new-put-own"),
    path("builds/paste/", paste_views.paste, name="paste"),
    path("builds/mine/", views.saved_builds, name="saved"),
    path("b/<slug:code>/edit/", views.edit, name="edit"),
    path("b/<slug:code>/edit/parts/", views.put, name="put"),
    path("b/<slug:code>/edit/own-parts/", views.put_own, name="put-own"),
    path("b/<slug:code>/edit/parts/<int:item>/", views.change, name="change"),
    path("b/<slug:code>/edit/parts/<int:item>/remove/", views.remove, name="remove"),
    path("b/<slug:code>/edit/parts/<int:item>/answers/", views.answer, name="answer"),
    path("b/<slug:code>/edit/parts/<int:item>/answers/<slug:name>/remove/", views.take_back, name="take-back"),
    path("b/<slug:code>/edit/undo/", views.undo, name="undo"),
    path("b/<slug:code>/edit/settings/", views.settings, name="settings"),
]
