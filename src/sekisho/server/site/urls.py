"""The URL table. A slice's own routes are in its ``urls``."""

from __future__ import annotations

from django.urls import include, path

from sekisho.server.site.health import alive, ready

urlpatterns = [
    path("alive", alive, name="alive"),
    path("ready", ready, name="ready"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("account/", include("sekisho.server.accounts.urls")),
    path("", include("sekisho.server.ui.urls")),
    path("ledgers/", include("sekisho.server.ledgers.urls")),
    path("custody/", include("sekisho.server.custody.urls")),
    path("access/", include("sekisho.server.access.urls")),
    path("oversight/", include("sekisho.server.oversight.urls")),
    path("agreements/", include("sekisho.server.agreements.urls")),
    path("trust/", include("sekisho.server.trust.urls")),
    path("lifecycle/", include("sekisho.server.lifecycle.urls")),
    path("inspections/", include("sekisho.server.inspections.urls")),
    path("applications/", include("sekisho.server.applications.urls")),
    path("journal/", include("sekisho.server.crossings.urls")),
    path("catalogue/", include("sekisho.server.catalogues.urls")),
    path("commons/", include("sekisho.server.commons.urls")),
    path("offers/", include("sekisho.server.offers.urls")),
    path("incidents/", include("sekisho.server.incidents.urls")),
    path("api/", include("sekisho.server.site.api_urls")),
]

handler400 = "sekisho.server.ui.views.bad_request"
handler403 = "sekisho.server.ui.views.forbidden"
handler404 = "sekisho.server.ui.views.not_found"
handler500 = "sekisho.server.ui.views.server_error"
