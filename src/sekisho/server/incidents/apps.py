"""Django's registration of this slice."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """The slice ``incidents``."""

    name = "sekisho.server.incidents"
    label = "incidents"
    verbose_name = "事案"

    def ready(self) -> None:
        """Put the breach question into the navigation and the search."""
        from sekisho.server.accounts.permissions import Permission  # noqa: PLC0415  models load after apps
        from sekisho.server.incidents.home import found_firms  # noqa: PLC0415  the same
        from sekisho.server.ui import navigation, search  # noqa: PLC0415  the same

        group = navigation.Group.WORK
        navigation.add(group, "漏えいを調べる", "incidents:breach", Permission.INCIDENT_VIEW, order=50)
        search.register("漏えいを調べる", found_firms, order=60)
