"""Routes of this slice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from sekisho.server.trust import act_views, register_imports, register_views, views

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
    path("judgements/<int:pk>/print", views.judgement_print, name="judgement_print"),
    path("judgements/<int:pk>/judgement.pdf", views.judgement_pdf, name="judgement_pdf"),
    path("register/", register_views.listing, name="register"),
    path("register/export/<slug:form>", register_views.export, name="register_export"),
    path("register/import", register_imports.upload, name="register_import"),
    path("register/import/<int:pk>/", register_imports.preview, name="register_preview"),
    path("register/import/<int:pk>/run", register_imports.run, name="register_run"),
    path("register/import/<int:pk>/done", register_imports.done, name="register_done"),
    path("register/import/<int:pk>/rejected", register_imports.rejected, name="register_rejected"),
    path("register/rows/<int:pk>/", register_views.detail, name="register_row"),
    path("register/rows/<int:pk>/adopt", register_views.adopt, name="register_adopt"),
    path("register/missing/<int:pk>/", register_views.absence, name="register_absence"),
]
