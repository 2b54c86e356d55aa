"""Django's registration of this slice."""

from django.apps import AppConfig


class CommonsConfig(AppConfig):
    """The slice ``commons``."""

    name = "sekisho.server.commons"
    label = "commons"
    verbose_name = "県と市町村"

    def ready(self) -> None:
        """Put the notices into the navigation and on the home page, earlier names into the search."""
        from sekisho.server.accounts.permissions import Permission
        from sekisho.server.commons import facts, rollups, successions
        from sekisho.server.commons.home import todos
        from sekisho.server.ledgers import beside
        from sekisho.server.site import background
        from sekisho.server.ui import home, navigation, search

        group = navigation.Group.PREFECTURE
        navigation.add(group, "県と市町村の知らせ", "commons:list", Permission.COMMONS_VIEW, order=55)
        navigation.add(group, "共有した事実", "commons:facts", Permission.COMMONS_VIEW, order=56)
        navigation.add(group, "県に知らせる数", "commons:counts", Permission.COMMONS_VIEW, order=57)
        background.register(background.Task("県に知らせる数", every=60.0, run=rollups.keep_counts))
        home.register_todo(todos)
        search.register("以前の名称", successions.found, order=31)
        beside.register("contractor", successions.beside_contractor)
        beside.register("contractor", facts.beside_contractor)
