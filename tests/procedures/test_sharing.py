"""What a body may share of a firm has a column; what it may not has none."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.errors import BadInput
from sekisho.procedures.sharing import ALL, COLUMNS, LABELS, NEEDED, kept
from sekisho.terms import FactKind

FIRM = {"firm_name": " 東西情報 ", "corporate_number": "T7-0000-1205-0002"}
FULL = FIRM | {
    "service_name": "みらい電子申請",
    "service_kind": "cloud",
    "certificate_kind": "ismap",
    "certificate_number": "C21-0001",
    "certificate_scope": "東日本リージョン",
    "valid_from": dt.date(2026, 4, 1),
    "valid_until": dt.date(2027, 3, 31),
    "question": "データはどこに置かれるか",
    "answer": "国内に限る",
    "source_url": "https://example.jp/trust",
}


@given(st.sampled_from(FactKind), st.dictionaries(st.text(max_size=12), st.text(max_size=12)))
def test_no_other_value_ever_goes_along(kind, more):
    found = kept(kind, more | {"person_count": "12", "conditions": "貸出不可"} | FULL)
    assert set(found) == set(COLUMNS[kind])
    assert found["corporate_number"] == "7000012050002"


@pytest.mark.parametrize("kind", list(FactKind))
def test_what_is_needed_must_be_there(kind):
    for name in NEEDED[kind]:
        with pytest.raises(BadInput):
            kept(kind, FULL | {name: "  "})
    assert set(LABELS) == set(ALL)


@pytest.mark.parametrize(
    "wrong",
    [
        {"corporate_number": "8000012050002"},
        {"certificate_kind": "自称"},
        {"valid_until": dt.date(2026, 3, 31)},
        {"source_url": "javascript:alert(1)"},
    ],
)
def test_what_is_wrong_is_refused(wrong):
    with pytest.raises(BadInput):
        kept(FactKind.CERTIFICATE, FULL | wrong)
