"""Routes of this slice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from sekisho.server.crossings import views

if TYPE_CHECKING:
    from django.urls import URLPattern

app_name = "crossings"
urlpatterns: list[URLPattern] = [
    path("", views.listing, name="list"),
    path("<int:pk>/", views.entry, name="entry"),
    path("<int:pk>/proof", views.proof, name="proof"),
    path("<int:pk>/proof.json", views.proof_file, name="proof_file"),
    path("checkpoint", views.checkpoint, name="checkpoint"),
]
