"""Routes of this slice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from sekisho.server.catalogues import standing_views, views

if TYPE_CHECKING:
    from django.urls import URLPattern

app_name = "catalogues"
urlpatterns: list[URLPattern] = [
    path("", standing_views.standings, name="standings"),
    path("standing.<slug:form>", standing_views.export, name="standings_export"),
    path("clauses/", views.clauses, name="clauses"),
    path("clauses/<str:clause_id>/", views.clause, name="clause"),
    path("what-if/", views.what_if, name="what_if"),
    path("local/", views.local, name="local"),
    path("classify/", views.classify, name="classify"),
]
