"""Routes of this slice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from sekisho.server.custody import act_views, views

if TYPE_CHECKING:
    from django.urls import URLPattern

app_name = "custody"

urlpatterns: list[URLPattern] = [
    path("", views.listing, name="list"),
    path("contracts/", views.unwritten, name="unwritten"),
    path("export/<slug:form>", views.export, name="export"),
    path("new", act_views.hand_over, name="new"),
    path("<int:pk>/", views.detail, name="handover"),
    path("<int:pk>/certificate", act_views.certificate, name="certificate"),
    path("<int:pk>/certificate/file", views.certificate_file, name="certificate_file"),
    path("<int:pk>/verify", act_views.verify, name="verify"),
    path("<int:pk>/spot-check", act_views.spot_check, name="spot_check"),
    path("spot-checks/", views.drawn, name="drawn"),
    path("spot-checks/<int:pk>/settle", act_views.settle, name="settle"),
    path("contracts/<int:pk>/subcontract", act_views.add_subcontract, name="subcontract_new"),
    path("contracts/<int:pk>/end", act_views.end, name="contract_end"),
    path("subcontracts/<int:pk>/decide", act_views.decide, name="subcontract_decide"),
]
