"""The table of the shared cache: used one-time codes and sign-in limits hold for all web processes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.management import call_command
from django.db import migrations

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make_table(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ANN401, ARG001  Django's own signature
    """Make the table unless it is there."""
    call_command("createcachetable", database=editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    """After the accounts themselves."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("accounts", "0002_api_token")]
    operations: ClassVar[list[migrations.RunPython]] = [
        migrations.RunPython(make_table, migrations.RunPython.noop)
    ]
