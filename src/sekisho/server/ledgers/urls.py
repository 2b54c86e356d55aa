"""Routes of this slice: the same pages for each ledger, and what is special to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from sekisho.server.ledgers import import_views, screens, service_views, views

if TYPE_CHECKING:
    from django.urls import URLPattern

    from sekisho.server.ledgers.screens import Screen

app_name = "ledgers"


def _pages(screen: Screen) -> list[URLPattern]:
    name, folder = screen.name, screen.folder
    pages = [
        path(f"{folder}/", views.listing(screen), name=f"{name}_list"),
        path(f"{folder}/print", views.printed_list(screen), name=f"{name}_print_list"),
        path(f"{folder}/export/<slug:form>", views.export(screen), name=f"{name}_export"),
        path(f"{folder}/<int:pk>/", views.detail(screen), name=name),
        path(f"{folder}/<int:pk>/edit", views.edit(screen), name=f"{name}_edit"),
        path(f"{folder}/<int:pk>/retire", views.retire(screen), name=f"{name}_retire"),
        path(f"{folder}/<int:pk>/history", views.history(screen), name=f"{name}_history"),
        path(f"{folder}/<int:pk>/print", views.printed(screen), name=f"{name}_print"),
    ]
    if screen.add is not None:
        pages.append(path(f"{folder}/new", views.new(screen), name=f"{name}_new"))
    return pages


urlpatterns: list[URLPattern] = [
    *(one for screen in screens.ALL for one in _pages(screen)),
    path("approved/", service_views.approved, name="approved"),
    path("obligations/", service_views.obligations, name="obligations"),
    path("obligations/<int:pk>/done", service_views.finish, name="obligation_done"),
    path("import/", import_views.upload, name="import"),
    path("import/template/<slug:kind>", import_views.template, name="import_template"),
    path("import/<int:pk>/", import_views.preview, name="import_preview"),
    path("import/<int:pk>/columns", import_views.correct, name="import_columns"),
    path("import/<int:pk>/run", import_views.run, name="import_run"),
    path("import/<int:pk>/done", import_views.done, name="import_done"),
    path("import/<int:pk>/changes", import_views.would_change, name="import_changes"),
    path("import/<int:pk>/rejected", import_views.rejected, name="import_rejected"),
]
