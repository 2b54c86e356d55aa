"""Routes of the HTTP API."""

from __future__ import annotations

from django.urls import path

from sekisho.server.site.api import api

urlpatterns = [path("v1/", api.urls)]
