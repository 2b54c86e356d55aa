"""An action tried on a form: what it refuses about the values is said beside the field it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages

from sekisho.errors import BadInput, Conflict, NotFound, SekishoError
from sekisho.server.ui.words import brief, said

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import BaseForm
    from django.http import HttpRequest

OF_VALUES: tuple[type[SekishoError], ...] = (BadInput, Conflict, NotFound)
"""What a person puts right on the form itself; anything else has a page of its own."""


def tried(
    request: HttpRequest,
    form: BaseForm,
    act: Callable[[], Any],
    refusals: tuple[type[SekishoError], ...] = OF_VALUES,
) -> Any:  # noqa: ANN401  the action's own result
    """Run ``act`` on a valid form and return its result; None where it was not run or one of ``refusals``."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return act()
    except refusals as error:
        tell(form, error)
        return None


def tell(form: BaseForm, error: SekishoError) -> None:
    """Say ``error`` beside the field whose label it names, or above the form."""
    where = {error.where, said(error.where)}
    named = next((name for name, field in form.fields.items() if str(field.label) in where), None)
    form.add_error(named, brief(error, why=True))


def done(
    request: HttpRequest,
    act: Callable[[], Any],
    text: str,
    refusals: tuple[type[SekishoError], ...] = OF_VALUES,
) -> Any:  # noqa: ANN401  the action's own result
    """Run ``act`` and say ``text``; one of ``refusals`` is said at the top of the page it came from."""
    try:
        result = act()
    except refusals as error:
        messages.error(request, brief(error, why=True))
        return None
    messages.success(request, text)
    return result
