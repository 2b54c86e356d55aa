"""The keys that the tables of this slice hold: a contract, and who did something to a row, if anybody did."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


def person() -> Any:  # noqa: ANN401  Django's field takes the row's place
    """Return the key of a person, empty until somebody acts."""
    return models.ForeignKey(
        "accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


def contract(name: str) -> Any:  # noqa: ANN401  Django's field takes the row's place
    """Return the key of the contract, whose rows are found as ``name``."""
    return models.ForeignKey(
        "ledgers.Contract", on_delete=models.PROTECT, related_name=name, verbose_name=_("契約")
    )
