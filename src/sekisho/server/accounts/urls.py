"""Routes of sign-in, account security, and the administration of people."""

from __future__ import annotations

from django.urls import URLPattern, path

from sekisho.server.accounts import security, views

urlpatterns: list[URLPattern] = [
    *security.urlpatterns,
    path("people/", views.people, name="people"),
    path("people/add", views.person_add, name="person_add"),
    path("people/<int:pk>", views.person, name="person"),
    path("people/<int:pk>/appoint", views.appoint, name="person_appoint"),
    path("posts/<int:pk>/end", views.post_end, name="post_end"),
    path("people/<int:pk>/stop", views.person_stop, name="person_stop"),
    path("absence/<int:pk>/cancel", views.absence_cancel, name="absence_cancel"),
    path("absence/", views.absence, name="absence"),
]
