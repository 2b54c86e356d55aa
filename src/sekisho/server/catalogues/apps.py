"""Django's registration of this slice."""

from django.apps import AppConfig


class CataloguesConfig(AppConfig):
    """The slice ``catalogues``."""

    name = "sekisho.server.catalogues"
    label = "catalogues"
    verbose_name = "条文"
