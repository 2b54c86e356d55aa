"""Django's registration of this slice."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The slice ``accounts``."""

    name = "sekisho.server.accounts"
    label = "accounts"
    verbose_name = "人・役割・課"

    def ready(self) -> None:
        """Say what people and sections are called in the record."""
        from sekisho.server.accounts import queries
        from sekisho.server.crossings import naming

        naming.register("person", queries.names_of_people)
        naming.register("section", queries.names_of_sections)
