"""Django's registration of this slice."""

from functools import partial

from django.apps import AppConfig


class LedgersConfig(AppConfig):
    """The slice ``ledgers``."""

    name = "sekisho.server.ledgers"
    label = "ledgers"
    verbose_name = "台帳"

    def ready(self) -> None:
        """Put the ledgers into the navigation, the home page and the search."""
        from sekisho.server.accounts.permissions import Permission
        from sekisho.server.crossings import naming
        from sekisho.server.ledgers import home as ledgers_home
        from sekisho.server.ledgers import queries
        from sekisho.server.ui import home, navigation, search

        for kind, rows, permission in (
            ("asset", queries.assets, Permission.ASSET_VIEW),
            ("service", queries.services, Permission.SERVICE_VIEW),
            ("contractor", queries.contractors, Permission.CONTRACT_VIEW),
            ("contract", queries.contracts, Permission.CONTRACT_VIEW),
        ):
            naming.register(kind, naming.by_rows(partial(rows, retired=None), permission))
        ledgers, manage = navigation.Group.LEDGERS, navigation.Group.MANAGE
        add = navigation.add
        add(ledgers, "情報資産", "ledgers:asset_list", Permission.ASSET_VIEW, order=10)
        add(ledgers, "外部サービス", "ledgers:service_list", Permission.SERVICE_VIEW, order=20)
        add(navigation.Group.LIFE, "満たすべき条件", "ledgers:obligations", Permission.SERVICE_VIEW, order=26)
        add(ledgers, "委託先・契約", "ledgers:contract_list", Permission.CONTRACT_VIEW, order=30)
        add(ledgers, "使ってよいサービス", "ledgers:approved", Permission.APPROVED_SERVICES, order=40)
        add(manage, "台帳の取込み", "ledgers:import", Permission.LEDGER_IMPORT, order=30)
        home.register_todo(ledgers_home.todos)
        home.register_tile(ledgers_home.tiles)
        home.register_deadline(ledgers_home.deadlines)
        search.register("情報資産", ledgers_home.found_assets, order=20)
        search.register("外部サービス", ledgers_home.found_services, order=10)
        search.register("委託先", ledgers_home.found_contractors, order=30)
        search.register("契約", ledgers_home.found_contracts, order=40)
