"""Routes of this slice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from sekisho.server.trust import act_views, views

if TYPE_CHECKING:
    from django.urls import URLPattern

app_name = "trust"

urlpatterns: list[URLPattern] = [
    path("", views.listing, name="list"),
    path("flagged/", views.flagged, name="flagged"),
    path("export/<slug:form>", views.export, name="export"),
    path("new", act_views.new, name="new"),
    path("<int:pk>/", views.detail, name="evidence"),
    path("<int:pk>/edit", act_views.edit, name="edit"),
    path("<int:pk>/withdraw", act_views.withdraw, name="withdraw"),
    path("<int:pk>/file", views.file, name="file"),
    path("services/<int:pk>/", views.service, name="service"),
    path("services/<int:pk>/functions", act_views.functions, name="functions"),
    path("services/<int:pk>/judge", act_views.judge, name="judge"),
    path("judgements/<int:pk>/", views.judgement, name="judgement"),
]
