"""Django's registration of this slice."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """The slice ``applications``."""

    name = "sekisho.server.applications"
    label = "applications"
    verbose_name = "申請と決裁"
