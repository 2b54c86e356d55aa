"""Django's registration of this slice."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The slice ``accounts``."""

    name = "sekisho.server.accounts"
    label = "accounts"
    verbose_name = "人・役割・課"
