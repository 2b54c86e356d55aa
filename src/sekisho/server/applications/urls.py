"""Routes of this slice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from sekisho.server.applications import act_views, exception_views, file_views, form_views, views

if TYPE_CHECKING:
    from django.urls import URLPattern

app_name = "applications"
urlpatterns: list[URLPattern] = [
    path("", views.listing, name="list"),
    path("mine/", views.mine, name="mine"),
    path("export/<slug:form>", views.export, name="export"),
    path("to-review/", views.to_review, name="to_review"),
    path("to-decide/", views.to_decide, name="to_decide"),
    path("later/", act_views.later, name="later"),
    path("later/<int:pk>/", act_views.later_read, name="later_read"),
    path("exceptions/", act_views.exceptions, name="exceptions"),
    path("exceptions/<int:pk>/", act_views.exception, name="exception"),
    path("exceptions/standing/", exception_views.listing, name="exception_list"),
    path("exceptions/export/<slug:form>", exception_views.export, name="exception_export"),
    path("exceptions/standing/<int:pk>/", exception_views.detail, name="exception_detail"),
    path("exceptions/standing/<int:pk>/prolong", exception_views.prolong, name="exception_prolong"),
    path("authority/", act_views.authority, name="authority"),
    path("new/", form_views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/copy/", form_views.copy, name="copy"),
    path("<int:pk>/edit/<int:step>/", form_views.edit, name="edit"),
    path("<int:pk>/autosave/<int:step>/", form_views.autosave, name="autosave"),
    path("<int:pk>/assets/", form_views.find_assets, name="assets"),
    path("<int:pk>/submit/", form_views.submit, name="submit"),
    path("<int:pk>/ask-exception/", form_views.ask_exception, name="ask_exception"),
    path("<int:pk>/attach/", file_views.attach, name="attach"),
    path("<int:pk>/attachments/<int:attachment>/", file_views.download, name="download"),
    path("<int:pk>/attachments/<int:attachment>/remove/", file_views.detach, name="detach"),
    path("<int:pk>/form.xlsx", file_views.sheet_out, name="sheet"),
    path("<int:pk>/form/", file_views.sheet_in, name="sheet_in"),
    path("<int:pk>/record.pdf", file_views.record_pdf, name="pdf"),
    path("<int:pk>/print/", file_views.printed, name="print"),
    path("<int:pk>/review/", act_views.review, name="review"),
    path("<int:pk>/consult/", act_views.consult, name="consult"),
    path("<int:pk>/decide/", act_views.decide, name="decide"),
    path("<int:pk>/act-for/", act_views.act_for, name="act_for"),
    path("<int:pk>/send-back/", act_views.send_back, name="send_back"),
    path("<int:pk>/reject/", act_views.reject, name="reject"),
    path("<int:pk>/pull-back/", act_views.pull_back, name="pull_back"),
    path("<int:pk>/hand-over/", act_views.hand_over, name="hand_over"),
    path("<int:pk>/withdraw/", act_views.withdraw, name="withdraw"),
    path("<int:pk>/amend/", act_views.amend, name="amend"),
]
