"""Routes of this slice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from sekisho.server.oversight import act_views, check_views, roster_views, views

if TYPE_CHECKING:
    from django.urls import URLPattern

app_name = "oversight"

urlpatterns: list[URLPattern] = [
    path("", views.listing, name="list"),
    path("export/<slug:form>", views.export, name="export"),
    path("contracts/<int:pk>/", views.detail, name="contract"),
    path("contracts/<int:pk>/roster/upload/", roster_views.upload, name="roster_upload"),
    path("contracts/<int:pk>/visit", check_views.visit_new, name="visit_new"),
    path("rosters/template", roster_views.template, name="roster_template"),
    path("rosters/<int:pk>/", roster_views.preview, name="roster_preview"),
    path("rosters/<int:pk>/columns", roster_views.correct, name="roster_columns"),
    path("rosters/<int:pk>/run", roster_views.run, name="roster_run"),
    path("rosters/<int:pk>/done", roster_views.done, name="roster_done"),
    path("rosters/<int:pk>/rejected", roster_views.rejected, name="roster_rejected"),
    path("visitors/<int:pk>/settle", check_views.settle, name="visitor_settle"),
    path("contracts/<int:pk>/roster/export/<slug:form>", views.roster_export, name="roster_export"),
    path("contracts/<int:pk>/plan", check_views.plan, name="plan"),
    path("contracts/<int:pk>/check", check_views.record, name="check_new"),
    path("contracts/<int:pk>/worker", act_views.worker_new, name="worker_new"),
    path("contracts/<int:pk>/place", act_views.place_new, name="place_new"),
    path("contracts/<int:pk>/carry", act_views.carry_new, name="carry_new"),
    path("checks/<int:pk>/", views.check, name="check"),
    path("checks/<int:pk>/file", views.check_file, name="check_file"),
    path("checks/<int:pk>/improve", check_views.improve, name="check_improve"),
    path("checks/<int:pk>/read", check_views.read, name="check_read"),
    path("workers/<int:pk>/change", act_views.worker_change, name="worker_change"),
    path("workers/<int:pk>/end", act_views.worker_end, name="worker_end"),
    path("places/<int:pk>/end", act_views.place_end, name="place_end"),
    path("carries/<int:pk>/decide", act_views.carry_decide, name="carry_decide"),
    path("carries/<int:pk>/return", act_views.carry_return, name="carry_return"),
]
