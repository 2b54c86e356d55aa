"""Django's registration of this slice."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """The slice ``applications``."""

    name = "sekisho.server.applications"
    label = "applications"
    verbose_name = "申請と決裁"

    def ready(self) -> None:
        """Put this slice into navigation, home page and search."""
        from sekisho.server.accounts.permissions import Permission
        from sekisho.server.applications import (
            exception_ledger,
            known,
            queries,
            service_facts,
        )
        from sekisho.server.crossings import naming
        from sekisho.server.ledgers import beside, governed
        from sekisho.server.ui import home, navigation, search

        beside.register("service", service_facts.beside_service)
        naming.register("application", naming.by_rows(queries.visible, Permission.APPLICATION_VIEW))
        work, add = navigation.Group.WORK, navigation.add
        add(work, "申請する", "applications:new", Permission.APPLICATION_WRITE, order=10)
        add(work, "申請の一覧", "applications:list", Permission.APPLICATION_VIEW, order=12)
        add(
            work,
            "審査する",
            "applications:to_review",
            Permission.APPLICATION_REVIEW,
            order=15,
            count=queries.review_count,
        )
        add(
            work,
            "決裁する",
            "applications:to_decide",
            Permission.APPLICATION_DECIDE,
            order=20,
            count=queries.decide_count,
        )
        add(work, "後閲", "applications:later", Permission.LATER_READ, order=30, count=queries.later_count)
        add(
            work,
            "例外措置",
            "applications:exceptions",
            Permission.EXCEPTION_DECIDE,
            order=35,
            count=queries.exception_count,
        )
        add(navigation.Group.MANAGE, "専決規程", "applications:authority", Permission.ROUTE_RULES, order=20)
        add(
            navigation.Group.LIFE,
            "例外措置の一覧",
            "applications:exception_list",
            Permission.APPLICATION_VIEW,
            order=38,
        )
        home.register_todo(queries.todos)
        home.register_todo(exception_ledger.todos)
        home.register_todo(exception_ledger.told_to_decider)
        home.register_tile(queries.tiles)
        search.register("申請", queries.search_hits, order=10)
        governed.learn(governed.SERVICE, known.exceptions_of_services)
