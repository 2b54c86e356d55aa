"""Routes of this slice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from sekisho.server.agreements import (
    annex_views,
    application_views,
    contradiction_views,
    guest_views,
    matter_views,
    questionnaire_views,
    views,
)

if TYPE_CHECKING:
    from django.urls import URLPattern

app_name = "agreements"


def _of(ledger: str) -> list[URLPattern]:
    """Return the routes about a service or a contract."""
    stem, known = f"{ledger}s/<int:pk>", {"ledger": ledger}
    return [
        path(f"{stem}/requirements", matter_views.requirements, known, name=f"{ledger}_requirements"),
        path(
            f"{stem}/requirements/set",
            matter_views.set_requirements,
            known,
            name=f"{ledger}_requirements_set",
        ),
        path(
            f"{stem}/requirements/add", matter_views.add_requirement, known, name=f"{ledger}_requirement_add"
        ),
        path(
            f"{stem}/requirements/<str:line>/remove",
            matter_views.remove_requirement,
            known,
            name=f"{ledger}_requirement_remove",
        ),
        path(f"{stem}/answers/<str:line>/settle", contradiction_views.settle, known, name=f"{ledger}_settle"),
        path(f"{stem}/split", matter_views.split, known, name=f"{ledger}_split"),
        path(f"{stem}/split/begin", matter_views.begin_split, known, name=f"{ledger}_split_begin"),
        path(f"{stem}/split/line", matter_views.decide_line, known, name=f"{ledger}_split_line"),
        path(f"{stem}/split/accept", matter_views.accept_proposals, known, name=f"{ledger}_split_accept"),
        path(f"{stem}/annex/file.<slug:form>", annex_views.annex, known, name=f"{ledger}_annex"),
        path(f"{stem}/annex/", annex_views.answers, known, name=f"{ledger}_annex_answers"),
        path(f"{stem}/annex/take-in", annex_views.take_in, known, name=f"{ledger}_annex_take_in"),
        path(f"{stem}/annex/agree", annex_views.agree, known, name=f"{ledger}_annex_agree"),
        path(f"{stem}/questionnaire", questionnaire_views.new, known, name=f"{ledger}_questionnaire_new"),
    ]


urlpatterns: list[URLPattern] = [
    path("", views.listing, name="list"),
    path("export/<slug:form>", views.export, name="export"),
    path("splits/", views.splits, name="splits"),
    path("annex-forms/", views.templates, name="templates"),
    path("annex-forms/<int:pk>/retire", views.retire_template, name="template_retire"),
    path("annex-forms/<int:pk>/file", views.template_file, name="template_file"),
    *_of("service"),
    *_of("contract"),
    path(
        "applications/<int:pk>/requirements", application_views.requirements, name="application_requirements"
    ),
    path("applications/<int:pk>/annex/file.<slug:form>", application_views.annex, name="application_annex"),
    path("contracts/<int:pk>/items", matter_views.items, name="contract_items"),
    path("<int:pk>/", questionnaire_views.detail, name="questionnaire"),
    path("<int:pk>/send", questionnaire_views.send, name="send"),
    path("<int:pk>/withdraw", questionnaire_views.withdraw, name="withdraw"),
    path("<int:pk>/cancel", questionnaire_views.cancel, name="cancel"),
    path("<int:pk>/confirm", questionnaire_views.confirm, name="confirm"),
    path("<int:pk>/revise", questionnaire_views.revise, name="revise"),
    path("<int:pk>/earlier", questionnaire_views.earlier, name="earlier"),
    path("<int:pk>/earlier/take", questionnaire_views.take_earlier, name="earlier_take"),
    path("<int:pk>/excel", questionnaire_views.excel, name="excel"),
    path("<int:pk>/take-in", questionnaire_views.take_in, name="take_in"),
    path("<int:pk>/take-in/agree", questionnaire_views.agree, name="agree"),
    path("answer/<str:token>/", guest_views.guest, name="guest"),
    path("answer/<str:token>/draft", guest_views.draft, name="guest_draft"),
]
