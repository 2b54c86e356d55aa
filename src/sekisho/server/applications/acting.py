"""Putting a refusal of an action beside the form it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sekisho.errors import BadInput, SekishoError
from sekisho.server.applications.answers import check_complete
from sekisho.server.ui.words import said, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms

    from sekisho.server.applications.models import Application

Result = TypeVar("Result")


def attempt(form: forms.Form, act: Callable[[], Result]) -> Result | None:
    """Return what ``act`` gives; a refusal becomes an error of ``form`` and None is returned."""
    try:
        return act()
    except SekishoError as error:
        form.add_error(None, told(error))
        return None


def explain(application: Application) -> str:
    """Return what an application lacks to be filed, in one sentence; empty when nothing."""
    try:
        check_complete(application.answers)
    except BadInput as problem:
        return said(problem.what)
    return ""
