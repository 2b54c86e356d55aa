"""Routes of this slice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from sekisho.server.commons import fact_views, rollup_views, succession_views, views

if TYPE_CHECKING:
    from django.urls import URLPattern

app_name = "commons"
urlpatterns: list[URLPattern] = [
    path("", views.listing, name="list"),
    path("new", views.new, name="new"),
    path("<int:pk>/read", views.read, name="read"),
    path("<int:pk>/withdraw", views.withdraw, name="withdraw"),
    path("facts/", fact_views.listing, name="facts"),
    path("facts/new", fact_views.share, name="share"),
    path("facts/<int:pk>/withdraw", fact_views.withdraw, name="unshare"),
    path("facts/<int:pk>/take", fact_views.take, name="take"),
    path("counts/", rollup_views.listing, name="counts"),
    path("counts/choose", rollup_views.choose, name="choose"),
    path("firms/<int:pk>/rename", succession_views.rename, name="rename"),
    path("firms/<int:pk>/merge", succession_views.merge, name="merge"),
    path("successions/<int:pk>/cancel", succession_views.cancel, name="cancel"),
]
