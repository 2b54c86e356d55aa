"""Routes of this slice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from sekisho.server.incidents import (
    act_views,
    alert_views,
    call_views,
    case_views,
    draft_views,
    exercise_views,
    views,
)

if TYPE_CHECKING:
    from django.urls import URLPattern

app_name = "incidents"
urlpatterns: list[URLPattern] = [
    path("breach/", views.breach, name="breach"),
    path("breach.pdf", views.breach_pdf, name="breach_pdf"),
    path("alerts/<int:pk>/", alert_views.alert, name="alert"),
    path("calls/", call_views.calls, name="calls"),
    path("calls/new", call_views.call_new, name="call_new"),
    path("calls/<int:pk>/", call_views.call, name="call"),
    path("calls/<int:pk>/open", call_views.call_open, name="call_open"),
    path("calls/<int:pk>/join", call_views.call_join, name="call_join"),
    path("calls/<int:pk>/aside", call_views.call_aside, name="call_aside"),
    path("", case_views.listing, name="list"),
    path("exercises/", case_views.exercises, name="exercises"),
    path("exercises/begin", exercise_views.begin, name="begin"),
    path("<int:pk>/play", exercise_views.play, name="play"),
    path("<int:pk>/exercise.pdf", exercise_views.report_pdf, name="exercise_pdf"),
    path("export/<slug:form>", case_views.export, name="export"),
    path("new", act_views.new, name="new"),
    path("open", act_views.open_now, name="open"),
    path("<int:pk>/", case_views.case, name="case"),
    path("<int:pk>/compare", case_views.compare, name="compare"),
    path("<int:pk>/common-form.xlsx", case_views.common_form, name="common_form"),
    path("<int:pk>/facts", act_views.facts, name="facts"),
    path("<int:pk>/attack", act_views.attack, name="attack"),
    path("<int:pk>/statement", act_views.statement, name="statement"),
    path("<int:pk>/entry", act_views.entry, name="entry"),
    path("<int:pk>/sent", act_views.sent, name="sent"),
    path("<int:pk>/close", act_views.close, name="close"),
    path("<int:pk>/reopen", act_views.reopen, name="reopen"),
    path("<int:pk>/refreeze", act_views.refreeze, name="refreeze"),
    path("<int:pk>/stops/<int:stop>", act_views.stop_done, name="stop_done"),
    path("<int:pk>/papers/<slug:kind>/", draft_views.paper, name="paper"),
    path("<int:pk>/papers/<slug:kind>/write", draft_views.write, name="write"),
    path("drafts/<int:pk>/", draft_views.draft, name="draft"),
    path("drafts/<int:pk>/revise", draft_views.revise, name="revise"),
    path("drafts/<int:pk>/paper.pdf", draft_views.draft_pdf, name="draft_pdf"),
    path("drafts/<int:pk>/paper.docx", draft_views.draft_docx, name="draft_docx"),
]
