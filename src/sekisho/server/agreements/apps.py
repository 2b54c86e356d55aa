"""Django's registration of this slice."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """The slice ``agreements``."""

    name = "sekisho.server.agreements"
    label = "agreements"
    verbose_name = "要件・責任分界・質問票"

    def ready(self) -> None:
        """Say what is known of the ledgers' rows; put the pages where they are found."""
        from sekisho.server.accounts.permissions import Permission
        from sekisho.server.agreements import home as own_home
        from sekisho.server.agreements import known, parts
        from sekisho.server.ledgers import beside, governed
        from sekisho.server.ui import home, navigation, search

        for source in (known.splits_of_services, known.requirements_of_services, known.answers_of_services):
            governed.learn(governed.SERVICE, source)
        governed.expect(governed.SERVICE, known.NOT_BEGUN)
        of_contracts = (known.splits_of_contracts, known.requirements_of_contracts, known.items_of_contracts)
        for source in (*of_contracts, known.answers_of_contracts):
            governed.learn(governed.CONTRACT, source)
        beside.register("service", parts.beside_matter)
        beside.register("contract", parts.beside_matter)
        beside.register("contractor", parts.beside_firm)
        beside.register("application", parts.beside_application)
        life = navigation.Group.LIFE
        navigation.add(life, "質問票・責任分界", "agreements:list", Permission.AGREEMENT_VIEW, order=36)
        home.register_todo(own_home.todos)
        search.register("質問票", own_home.found, order=46)
