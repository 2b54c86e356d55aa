"""Remarks on grades that do not fit what an asset holds."""

from __future__ import annotations

import pytest

from sekisho.judgement.gradechecks import check_grades, highest
from sekisho.terms import Severity


@pytest.mark.parametrize(
    ("name", "facts", "field", "severity"),
    [
        ("台帳", {"specific_personal_data": True, "confidentiality": 2}, "confidentiality", Severity.ERROR),
        ("台帳", {"personal_data": True, "confidentiality": 1}, "confidentiality", Severity.ERROR),
        ("台帳", {"personal_data": True, "confidentiality": 2}, "confidentiality", Severity.DOUBT),
        ("入札予定価格一覧", {"confidentiality": 2}, "confidentiality", Severity.DOUBT),
        ("個人番号", {"specific_personal_data": True, "zone": "lgwan"}, "zone", Severity.DOUBT),
        ("台帳", {"confidentiality": 3, "zone": "outside"}, "zone", Severity.DOUBT),
        ("台帳", {"confidentiality": 3, "restrictions": []}, "restrictions", Severity.DOUBT),
        ("台帳", {"restrictions": ["no_take_out"], "zone": "outside"}, "restrictions", Severity.ERROR),
    ],
)
def test_a_grade_that_does_not_fit_is_remarked(name, facts, field, severity):
    remark = check_grades(name, facts)[0]
    assert (remark.field, remark.severity) == (field, severity)
    assert remark.as_dict()["message"].endswith("。")


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("住民基本台帳", {"personal_data": True, "confidentiality": 3, "restrictions": ["no_take_out"]}),
        ("広報誌", {"confidentiality": 1, "restrictions": []}),
        ("題名だけ", {}),
    ],
)
def test_a_fitting_or_unknown_grade_is_not_remarked(name, facts):
    assert check_grades(name, facts) == ()


def test_a_mixture_is_handled_at_its_highest_grade():
    assert highest([1, 3, 2]) == 3
    assert highest([]) is None
