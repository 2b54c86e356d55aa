"""Routes of this slice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from sekisho.server.incidents import views

if TYPE_CHECKING:
    from django.urls import URLPattern

app_name = "incidents"
urlpatterns: list[URLPattern] = [
    path("breach/", views.breach, name="breach"),
    path("breach.pdf", views.breach_pdf, name="breach_pdf"),
]
