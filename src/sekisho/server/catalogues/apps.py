"""Django's registration of this slice."""

from django.apps import AppConfig


class CataloguesConfig(AppConfig):
    """The slice ``catalogues``."""

    name = "sekisho.server.catalogues"
    label = "catalogues"
    verbose_name = "条文"

    def ready(self) -> None:
        """Put the clauses into the navigation and on the home page; watch the ledgers; run at night."""
        from sekisho.server.accounts.permissions import Permission
        from sekisho.server.catalogues import runs, tasks
        from sekisho.server.catalogues.home import clause_standing
        from sekisho.server.ledgers import watchers
        from sekisho.server.site import background
        from sekisho.server.ui import home, navigation

        verify, add = navigation.Group.VERIFY, navigation.add
        add(verify, "条文ごとの状況", "catalogues:standings", Permission.SERVICE_VIEW, order=10)
        add(verify, "条文一覧", "catalogues:clauses", Permission.CATALOGUE_VIEW, order=12)
        add(verify, "規則を変えると", "catalogues:what_if", Permission.WHAT_IF, order=14)
        add(verify, "区分を調べる", "catalogues:classify", Permission.CATALOGUE_VIEW, order=13)
        home.register_standing(clause_standing)
        watchers.watch(runs.note_change)
        background.register(background.Task("条文ごとの状況", every=5.0, run=tasks.keep_standing))
