"""Django's registration of this slice."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """The slice ``inspections``."""

    name = "sekisho.server.inspections"
    label = "inspections"
    verbose_name = "自己点検・監査"

    def ready(self) -> None:
        """Put the pages into the navigation, the home page and the search."""
        from sekisho.server.accounts.permissions import Permission
        from sekisho.server.crossings import naming
        from sekisho.server.inspections import duties, queries
        from sekisho.server.inspections import home as own_home
        from sekisho.server.lifecycle.duties import register
        from sekisho.server.ui import home, navigation, search

        for kind, rows in (
            ("campaign", queries.campaigns),
            ("sheet", queries.sheets),
            ("audit", queries.audits),
            ("finding", queries.findings),
        ):
            naming.register(kind, naming.by_rows(rows, Permission.INSPECTION_VIEW))
        verify = navigation.Group.VERIFY
        navigation.add(verify, "自己点検", "inspections:list", Permission.INSPECTION_VIEW, order=20)
        navigation.add(verify, "監査", "inspections:audits", Permission.INSPECTION_VIEW, order=21)
        navigation.add(verify, "指摘と改善", "inspections:findings", Permission.INSPECTION_VIEW, order=22)
        home.register_todo(own_home.todos)
        register(duties.improvements, duties.KIND)
        search.register("指摘", own_home.found, order=48)
