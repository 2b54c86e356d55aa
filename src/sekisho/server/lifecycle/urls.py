"""Routes of this slice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from sekisho.server.lifecycle import duty_views, views

if TYPE_CHECKING:
    from django.urls import URLPattern

app_name = "lifecycle"

urlpatterns: list[URLPattern] = [
    path("", views.listing, name="list"),
    path("export/<slug:form>", views.export, name="export"),
    path("duties/", duty_views.listing, name="duties"),
    path("duties/export/<slug:form>", duty_views.export, name="duty_export"),
    path("passages/<int:pk>/pdf", views.passage_pdf, name="passage_pdf"),
    path("<slug:kind>/<int:pk>/check/<slug:what>/", duty_views.check, name="check"),
    path("passages/<int:pk>/", views.passage, name="passage"),
    path("<slug:kind>/<int:pk>/<slug:to>/", views.ask, name="gate"),
]
