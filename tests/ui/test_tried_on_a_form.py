"""What an action refuses stands beside the field it is about; what is no matter of values goes on up."""

import pytest
from django import forms
from django.test import RequestFactory

from sekisho.errors import BadInput, Conflict, NotFound, Refused
from sekisho.server.ui.acting import tried


class Named(forms.Form):
    name = forms.CharField(label="名称", required=False)


def _raise(error: Exception) -> None:
    raise error


def _try(error: Exception, method: str = "post") -> tuple[object, Named]:
    form = Named({"name": "x"})
    return tried(getattr(RequestFactory(), method)("/"), form, lambda: _raise(error)), form


@pytest.mark.parametrize("error", [BadInput, Conflict, NotFound])
def test_a_refusal_that_names_a_field_stands_beside_it(error: type[BadInput]) -> None:
    result, form = _try(error("使えません。", where="名称", next_step="直してください。"))
    assert result is None
    assert form.errors == {"name": ["使えません。直してください。"]}


def test_a_refusal_that_names_no_field_stands_above_the_form() -> None:
    assert _try(BadInput("使えません。", where="期限"))[1].errors == {"__all__": ["使えません。"]}


def test_nothing_is_run_before_the_form_is_sent() -> None:
    result, form = _try(BadInput("使えません。"), "get")
    assert result is None
    assert not form.errors


def test_what_is_no_matter_of_values_is_not_caught() -> None:
    with pytest.raises(Refused):
        _try(Refused("権限がありません。"))
