"""Django's registration of this slice."""

from django.apps import AppConfig


class CrossingsConfig(AppConfig):
    """The slice ``crossings``."""

    name = "sekisho.server.crossings"
    label = "crossings"
    verbose_name = "記録簿"

    def ready(self) -> None:
        """Put the record into the navigation."""
        from sekisho.server.accounts.permissions import Permission
        from sekisho.server.ui import navigation

        group = navigation.Group.VERIFY
        navigation.add(group, "記録簿", "crossings:list", Permission.JOURNAL_VIEW, order=20)
