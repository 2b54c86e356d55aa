"""Django's registration of this slice."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """The slice ``access``."""

    name = "sekisho.server.access"
    label = "access"
    verbose_name = "利用者アカウント"

    def ready(self) -> None:
        """Say what is known of services; put the pages, tasks and stop list where they are found."""
        from sekisho.server.access import (
            details,
            duties,
            inventory_home,
            inventory_queries,
            known,
            queries,
        )
        from sekisho.server.access import home as own_home
        from sekisho.server.accounts.permissions import Permission
        from sekisho.server.crossings import naming
        from sekisho.server.incidents import accounts
        from sekisho.server.ledgers import beside, governed
        from sekisho.server.lifecycle.duties import register, register_many
        from sekisho.server.ui import home, navigation, search

        naming.register("account", naming.by_rows(queries.accounts, Permission.SERVICE_VIEW))
        naming.register("inventory", inventory_queries.names)
        governed.learn(governed.SERVICE, known.of_services)
        beside.register("service", details.beside_service)
        accounts.register(details.to_stop)
        ledgers, work = navigation.Group.LEDGERS, navigation.Group.WORK
        navigation.add(ledgers, "利用者アカウント", "access:list", Permission.SERVICE_VIEW, order=37)
        navigation.add(
            navigation.Group.LIFE,
            "アカウントの棚卸し",
            "access:inventories",
            Permission.SERVICE_VIEW,
            order=37,
        )
        navigation.add(work, "利用方針の周知", "access:briefings", Permission.APPROVED_SERVICES, order=60)
        home.register_todo(own_home.todos)
        home.register_todo(inventory_home.todos)
        register(duties.closing, duties.KIND)
        register_many(duties.inventories, duties.INVENTORY)
        search.register("アカウント", own_home.found, order=47)
