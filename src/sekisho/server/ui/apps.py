"""Django's registration of this slice."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The slice ``ui``."""

    name = "sekisho.server.ui"
    label = "ui"
    verbose_name = "画面"

    def ready(self) -> None:
        """Put this slice's own entries into the navigation."""
        from sekisho.server.accounts.directory import found_people
        from sekisho.server.accounts.permissions import Permission
        from sekisho.server.ui import navigation, search

        navigation.add(navigation.Group.WORK, "ホーム", "home", Permission.HOME, order=0)
        navigation.add(navigation.Group.MANAGE, "職員と役割", "people", Permission.ACCOUNTS_MANAGE, order=10)
        search.register("職員", found_people, order=60)
