"""Django's registration of this slice."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """The slice ``oversight``."""

    name = "sekisho.server.oversight"
    label = "oversight"
    verbose_name = "委託先の監督"

    def ready(self) -> None:
        """Put pages, tasks and what is known of contracts where they are found."""
        from sekisho.server.accounts.permissions import Permission
        from sekisho.server.incidents import outside as breached
        from sekisho.server.ledgers import beside, governed
        from sekisho.server.lifecycle.duties import register
        from sekisho.server.oversight import details, duties, known, outside
        from sekisho.server.oversight import home as own_home
        from sekisho.server.ui import home, navigation, search

        governed.learn(governed.CONTRACT, known.of_contracts)
        breached.register(outside.sites)
        beside.register("contract", details.beside_contract)
        life = navigation.Group.LIFE
        navigation.add(life, "委託先の監督", "oversight:list", Permission.OVERSIGHT_VIEW, order=36)
        home.register_todo(own_home.todos)
        register(duties.oversight, duties.KIND)
        search.register("従事者", own_home.found, order=46)
