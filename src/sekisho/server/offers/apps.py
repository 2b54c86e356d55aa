"""Django's registration of this slice."""

from django.apps import AppConfig


class OffersConfig(AppConfig):
    """The slice ``offers``."""

    name = "sekisho.server.offers"
    label = "offers"
    verbose_name = "配布"

    def ready(self) -> None:
        """Put the offers into the navigation and on the home page, requirements taken into the lists."""
        from sekisho.server.accounts.permissions import Permission
        from sekisho.server.agreements import additions
        from sekisho.server.offers import details
        from sekisho.server.offers.home import todos
        from sekisho.server.ui import home, navigation

        navigation.add(navigation.Group.PREFECTURE, "配布", "offers:list", Permission.COMMONS_VIEW, order=58)
        home.register_todo(todos)
        additions.register(details.additions)
        additions.register_items(details.contract_items)
