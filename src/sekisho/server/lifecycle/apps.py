"""Django's registration of this slice."""

from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    """The slice ``lifecycle``."""

    name = "sekisho.server.lifecycle"
    label = "lifecycle"
    verbose_name = "段階と関門"

    def ready(self) -> None:
        """Stand beside services and contracts, in the navigation, and say what was stated at the gates."""
        from sekisho.server.accounts.permissions import Permission
        from sekisho.server.ledgers import beside, governed, phasing
        from sekisho.server.lifecycle import details, duties, queries, sources
        from sekisho.server.lifecycle import home as gates_home
        from sekisho.server.ui import home, navigation

        group = navigation.Group.LIFE
        navigation.add(group, "段階と関門", "lifecycle:list", Permission.SERVICE_VIEW, order=25)
        for ledger in governed.LEDGERS:
            beside.register(ledger, details.beside_row)
        navigation.add(
            navigation.Group.WORK, "期日のある仕事", "lifecycle:duties", Permission.SERVICE_VIEW, order=30
        )
        home.register_todo(gates_home.todos)
        home.register_todo(gates_home.checks)
        duties.register_many(sources.checks, *sources.KINDS)
        duties.register_many(sources.conditions, sources.CONDITION)
        phasing.register(queries.gates_of_contracts)
        governed.recall(governed.CONTRACT, queries.known_of_contracts)
