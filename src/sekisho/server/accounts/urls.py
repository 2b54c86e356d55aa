"""Routes of sign-in, account security, and the administration of people."""

from __future__ import annotations

from django.urls import URLPattern, path

from sekisho.server.accounts import security, transfer_views, views

urlpatterns: list[URLPattern] = [
    *security.urlpatterns,
    path("people/", views.people, name="people"),
    path("people/add", views.person_add, name="person_add"),
    path("people/<int:pk>", views.person, name="person"),
    path("people/<int:pk>/appoint", views.appoint, name="person_appoint"),
    path("posts/<int:pk>/end", views.post_end, name="post_end"),
    path("people/<int:pk>/stop", views.person_stop, name="person_stop"),
    path("people/transfers/", transfer_views.upload, name="transfers"),
    path("people/transfers/template", transfer_views.template, name="transfers_template"),
    path("people/transfers/<int:pk>/", transfer_views.preview, name="transfers_preview"),
    path("people/transfers/<int:pk>/run", transfer_views.run, name="transfers_run"),
    path("people/transfers/<int:pk>/done", transfer_views.done, name="transfers_done"),
    path("people/transfers/<int:pk>/rejected", transfer_views.rejected, name="transfers_rejected"),
    path("absence/<int:pk>/cancel", views.absence_cancel, name="absence_cancel"),
    path("absence/", views.absence, name="absence"),
]
