"""Django's registration of this slice."""

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """The slice ``custody``."""

    name = "sekisho.server.custody"
    label = "custody"
    verbose_name = "提供データ台帳"
