"""Django's registration of this slice."""

from functools import partial

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """The slice ``incidents``."""

    name = "sekisho.server.incidents"
    label = "incidents"
    verbose_name = "事案"

    def ready(self) -> None:
        """Put the breach question and the cases into navigation, home page and search."""
        from sekisho.server.accounts.permissions import Permission
        from sekisho.server.crossings import naming
        from sekisho.server.incidents import call_queries, case_queries
        from sekisho.server.incidents.home import found_cases, found_firms, todos
        from sekisho.server.ui import home, navigation, search

        incidents = partial(case_queries.incidents, exercise=None)
        naming.register("incident", naming.by_rows(incidents, Permission.INCIDENT_VIEW))
        naming.register("call", naming.by_rows(call_queries.calls, Permission.BREACH_VIEW))
        group = navigation.Group.INCIDENTS
        navigation.add(group, "漏えいを調べる", "incidents:breach", Permission.BREACH_VIEW, order=50)
        navigation.add(group, "委託先からの連絡", "incidents:calls", Permission.BREACH_VIEW, order=51)
        navigation.add(group, "事案", "incidents:list", Permission.INCIDENT_VIEW, order=52)
        home.register_todo(todos)
        search.register("漏えいを調べる", found_firms, order=60)
        search.register("事案", found_cases, order=61)
