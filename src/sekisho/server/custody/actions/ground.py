"""What the actions of this slice share: a row locked at the version that was seen, days in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from sekisho.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Collection


def cleaned(row: Any, but: Collection[str] = ()) -> None:  # noqa: ANN401  a row of this slice
    """Check the values of a row by its own fields, except those named in ``but``.

    Raises:
        BadInput: naming the first wrong field by its label.
    """
    try:
        row.full_clean(exclude=but)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        fields = row._meta.get_fields()  # noqa: SLF001  Django's documented API
        label = next((str(getattr(one, "verbose_name", "")) for one in fields if one.name == name), "")
        raise BadInput(str(messages[0]), where=label, next_step="内容を確かめてください。") from error
