"""Routes of this slice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from sekisho.server.offers import views

if TYPE_CHECKING:
    from django.urls import URLPattern

app_name = "offers"
urlpatterns: list[URLPattern] = [
    path("", views.listing, name="list"),
    path("new/<slug:kind>", views.publish, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/file", views.file, name="file"),
    path("<int:pk>/next", views.go_on, name="next"),
    path("<int:pk>/withdraw", views.withdraw, name="withdraw"),
    path("<int:pk>/seen", views.seen, name="seen"),
    path("<int:pk>/take", views.take, name="take"),
    path("<int:pk>/decline", views.decline, name="decline"),
]
