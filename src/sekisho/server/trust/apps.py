"""Django's registration of this slice."""

from django.apps import AppConfig


class TrustConfig(AppConfig):
    """The slice ``trust``."""

    name = "sekisho.server.trust"
    label = "trust"
    verbose_name = "認定・認証"

    def ready(self) -> None:
        """Say what is known of services; stand beside them, in the navigation, home page and search."""
        from sekisho.server.accounts.permissions import Permission
        from sekisho.server.crossings import naming
        from sekisho.server.ledgers import beside, governed
        from sekisho.server.lifecycle.duties import register as give
        from sekisho.server.site.background import Task, register
        from sekisho.server.trust import (
            asked,
            details,
            duties,
            known,
            queries,
            tasks,
        )
        from sekisho.server.trust import home as trust_home
        from sekisho.server.ui import home, navigation, search

        naming.register("evidence", naming.by_rows(queries.evidences, Permission.SERVICE_VIEW))
        group = navigation.Group.LIFE
        navigation.add(group, "認定・認証", "trust:list", Permission.SERVICE_VIEW, order=22)
        governed.learn(governed.SERVICE, known.certifications)
        governed.learn(governed.SERVICE, known.reliability)
        beside.register("service", details.beside_service)
        beside.register("contractor", details.beside_firm)
        beside.register("application", asked.beside_question)
        beside.register("application:certifications", asked.beside_question)
        home.register_todo(trust_home.todos)
        give(duties.renewals, duties.KIND)
        search.register("認定・認証", trust_home.found, order=25)
        register(Task("認定・認証の期限", tasks.EVERY, tasks.watch))
