"""The questions of a gate offer what may be answered."""

from __future__ import annotations

import pytest

from sekisho.judgement.facts import FACTS
from sekisho.server.lifecycle.forms import GateForm


@pytest.mark.parametrize("name", ["certifications", "network_model", "service_kind", "terms_kind"])
def test_every_choice_of_the_vocabulary_is_offered(name):
    drawn = str(GateForm(facts=[name]).drawn())
    for value, _ in FACTS[name].choices:
        assert f'value="{value}"' in drawn


def test_what_is_chosen_is_read():
    form = GateForm({"version": "1", "certifications": ["ismap"], "note": ""}, facts=["certifications"])
    assert form.is_valid(), form.errors
    assert form.stated() == {"certifications": ["ismap"]}
    assert GateForm(facts=["certifications"]).initial == {}
    assert "checked" not in str(GateForm(facts=["certifications"]).drawn())


def test_the_words_are_of_the_language_in_force():
    from django.utils import translation  # noqa: PLC0415  for this test alone

    with translation.override("ja"):
        assert "情報を置く国" in str(GateForm(facts=["data_regions"]).drawn())
    with translation.override("en"):
        assert "情報を置く国" not in str(GateForm(facts=["data_regions"]).drawn())
