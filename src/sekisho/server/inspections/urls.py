"""Routes of this slice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from sekisho.server.inspections import audit_views, finding_views, views

if TYPE_CHECKING:
    from django.urls import URLPattern

app_name = "inspections"

urlpatterns: list[URLPattern] = [
    path("", views.listing, name="list"),
    path("new", views.open_campaign, name="new"),
    path("<int:pk>/", views.campaign, name="campaign"),
    path("<int:pk>/close", views.close_campaign, name="campaign_close"),
    path("<int:pk>/export/<slug:form>", views.export, name="campaign_export"),
    path("sheets/<int:pk>/", views.sheet, name="sheet"),
    path("sheets/<int:pk>/draft", views.draft, name="draft"),
    path("sheets/<int:pk>/submit", views.submit, name="submit"),
    path("sheets/<int:pk>/<str:clause>/attach", views.attach, name="attach"),
    path("sheets/<int:pk>/<str:clause>/file", views.answer_file, name="answer_file"),
    path("audits/", audit_views.listing, name="audits"),
    path("audits/new", audit_views.plan, name="audit_new"),
    path("audits/<int:pk>/", audit_views.detail, name="audit"),
    path("audits/<int:pk>/sample", audit_views.sample, name="sample"),
    path("audits/<int:pk>/finding", audit_views.record, name="finding_new"),
    path("audits/<int:pk>/report.pdf", audit_views.report, name="audit_report"),
    path("findings/", finding_views.listing, name="findings"),
    path("findings/export/<slug:form>", finding_views.export, name="findings_export"),
    path("findings/<int:pk>/", finding_views.detail, name="finding"),
    path("findings/<int:pk>/plan", finding_views.plan, name="finding_plan"),
    path("findings/<int:pk>/finish", finding_views.finish, name="finding_finish"),
    path("findings/<int:pk>/verify", finding_views.verify, name="finding_verify"),
    path("findings/<int:pk>/return", finding_views.send_back, name="finding_return"),
    path("findings/<int:pk>/close", finding_views.close, name="finding_close"),
    path("findings/<int:pk>/file", finding_views.file, name="finding_file"),
]
