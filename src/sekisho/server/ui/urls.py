"""Routes of home and search."""

from __future__ import annotations

from django.urls import path

from sekisho.server.ui import views

urlpatterns = [
    path("", views.home, name="home"),
    path("search", views.search, name="search"),
    path("read/date", views.read_date, name="read_date"),
]
