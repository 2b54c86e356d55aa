"""Routes of this slice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from sekisho.server.access import act_views, briefing_views, import_views, inventory_views, views

if TYPE_CHECKING:
    from django.urls import URLPattern

app_name = "access"

urlpatterns: list[URLPattern] = [
    path("", views.listing, name="list"),
    path("export/<slug:form>", views.export, name="export"),
    path("new", act_views.open_one, name="new"),
    path("<int:pk>/", views.detail, name="account"),
    path("<int:pk>/review", act_views.review, name="review"),
    path("<int:pk>/close", act_views.close, name="close"),
    path("import/", import_views.upload, name="import"),
    path("import/template", import_views.template, name="import_template"),
    path("import/<int:pk>/", import_views.preview, name="import_preview"),
    path("import/<int:pk>/columns", import_views.correct, name="import_columns"),
    path("import/<int:pk>/run", import_views.run, name="import_run"),
    path("import/<int:pk>/done", import_views.done, name="import_done"),
    path("import/<int:pk>/rejected", import_views.rejected, name="import_rejected"),
    path("inventories/", inventory_views.listing, name="inventories"),
    path("inventories/<int:pk>/", inventory_views.detail, name="inventory"),
    path("inventories/<int:pk>/compare", inventory_views.preview, name="inventory_preview"),
    path("inventories/<int:pk>/columns", inventory_views.correct, name="inventory_columns"),
    path("inventories/<int:pk>/take", inventory_views.take, name="inventory_take"),
    path("inventories/<int:pk>/export/<slug:form>", inventory_views.export, name="inventory_export"),
    path("inventories/lines/<int:pk>/settle", inventory_views.settle, name="inventory_settle"),
    path("services/<int:pk>/inventory", inventory_views.upload, name="inventory_new"),
    path("briefings/", briefing_views.listing, name="briefings"),
    path("briefings/<int:pk>/", briefing_views.detail, name="briefing"),
    path("briefings/<int:pk>/confirm", briefing_views.confirm, name="confirm"),
    path("services/<int:pk>/announce", briefing_views.announce, name="announce"),
]
