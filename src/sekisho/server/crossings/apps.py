"""Django's registration of this slice."""

from django.apps import AppConfig


class CrossingsConfig(AppConfig):
    """The slice ``crossings``."""

    name = "sekisho.server.crossings"
    label = "crossings"
    verbose_name = "記録簿"
