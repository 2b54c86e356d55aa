"""Django's registration of this slice."""

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """The slice ``custody``."""

    name = "sekisho.server.custody"
    label = "custody"
    verbose_name = "提供データ台帳"

    def ready(self) -> None:
        """Put the ledger into the navigation, the home page, the search and the contracts' pages."""
        from sekisho.server.accounts.permissions import Permission
        from sekisho.server.custody import details, duties, handovers, known
        from sekisho.server.custody import home as custody_home
        from sekisho.server.ledgers import beside, governed, provided
        from sekisho.server.lifecycle.duties import register
        from sekisho.server.ui import home, navigation, search

        ledgers = navigation.Group.LEDGERS
        navigation.add(ledgers, "提供データ台帳", "custody:list", Permission.CUSTODY_VIEW, order=35)
        home.register_todo(custody_home.todos)
        home.register_deadline(custody_home.deadlines)
        provided.register(handovers.written, handovers.out)
        register(duties.returns, duties.KIND)
        register(duties.consents, duties.CONSENT)
        search.register("提供", custody_home.found, order=45)
        beside.register("contract", details.beside_contract)
        governed.learn(governed.CONTRACT, known.subcontracts_of_contracts)
