"""A service in preparation waits for its gate; until now it began by itself (docs/decisions/0009)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import migrations
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_FIRST = ("before_decision", "before_use")


def wait(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Keep in 導入・構築 what was shown there, unless a gate led it on; what is in use stays in use."""
    service: Any = apps.get_model("ledgers", "ExternalService")
    obligation: Any = apps.get_model("ledgers", "ServiceObligation")
    passage: Any = apps.get_model("lifecycle", "GatePassage")
    using = schema_editor.connection.alias
    owed = obligation._base_manager.filter(service=OuterRef("pk"), done_on=None, when__in=_FIRST)
    led = passage._base_manager.filter(service=OuterRef("pk"), passed=True, to="operation")
    shown = Q(starts__gt=timezone.localdate()) | Exists(owed)
    rows = service._base_manager.using(using).filter(shown, ~Exists(led), phase="operation", retired_on=None)
    rows.update(phase="build")


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0001_initial"), ("ledgers", "0003_reason_of_stand_in")]

    operations = [migrations.RunPython(wait, migrations.RunPython.noop)]
