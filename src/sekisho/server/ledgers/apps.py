"""Django's registration of this slice."""

from django.apps import AppConfig


class LedgersConfig(AppConfig):
    """The slice ``ledgers``."""

    name = "sekisho.server.ledgers"
    label = "ledgers"
    verbose_name = "台帳"
