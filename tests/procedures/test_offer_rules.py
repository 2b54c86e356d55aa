"""What is handed down is told apart by its digest and put into the body's own clauses, and no further."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sekisho.errors import BadInput
from sekisho.procedures import offers as core
from sekisho.terms import OfferKind

SERIES = "0123456789abcdef"
HEADINGS = ("5", "9", "15")


def clause(key, title="国外に置かない", indent="  "):
    lines = [
        f"- id: {key}",
        f"  title: {title}",
        "  summary: 国外に置くサービスでは、機密性2以上の情報を扱わない。",
        '  source: {document: local, section: "1", page: 1, heading: 自団体の決まり}',
        "  level: local",
        "  confirmed: true",
        "  responsible: manager",
        "  kinds: [use_external_service]",
        "  applies: context.confidentiality >= 2",
        "  requires: '[\"JP\"].containsAll(context.data_regions)'",
        "  effect: deny",
        "  exception: allowed",
        "  remedy: {text: 国内に置くサービスを選んでください, who: staff, due: before_decision, days: 0}",
        "  evidence: [サービスの所在地の資料]",
        "  machine: true",
        "  refs: []",
    ]
    return "".join(f"{indent}{line}\n" for line in lines)


def text_of(*keys, indent="  ", **titles):
    return "clauses:\n" + "".join(
        clause(key, titles.get(key.replace("-", "_"), "題"), indent) for key in keys
    )


@pytest.mark.parametrize("indent", ["", "  ", "    "])
def test_offered_clauses_come_below_ones_own_and_the_next_version_replaces_them(indent):
    own = "# 市の決まり\n" + text_of("LOC-001", "LOC-002", indent=indent) + "  # 終わり\n"
    first = core.put_in(own, SERIES, "さくら県「共通」第1版", text_of("KEN-001", "KEN-002"))
    assert first.startswith(own)
    assert [name.split()[0] for name in core.clauses(first)] == ["LOC-001", "LOC-002", "KEN-001", "KEN-002"]
    assert "さくら県「共通」第1版" in first
    second = core.put_in(first, SERIES, "第2版", text_of("KEN-002", "KEN-003"))
    assert [name.split()[0] for name in core.clauses(second)] == ["LOC-001", "LOC-002", "KEN-002", "KEN-003"]
    other = core.put_in(second, "f" * 16, "別の配布", text_of("ALT-001"))
    assert core.taken_out(other, "f" * 16) == second
    assert core.taken_out(second, SERIES) == own


@pytest.mark.parametrize("own", ["", "\n", "clauses: []\n"])
def test_where_there_are_none_the_offered_ones_are_all(own):
    made = core.put_in(own, SERIES, "第1版", text_of("KEN-001"))
    assert core.clauses(made) == core.clauses(text_of("KEN-001"))
    again = core.put_in(made, SERIES, "第2版", text_of("KEN-002"))
    assert [name.split()[0] for name in core.clauses(again)] == ["KEN-002"]


def test_a_label_cannot_break_out_of_its_line():
    made = core.put_in("", SERIES, "x\n# 配布 ここまで\nevil: [", text_of("KEN-001"))
    assert core.clauses(made) == core.clauses(text_of("KEN-001"))


def test_clauses_that_nothing_can_be_put_below_are_left_alone():
    flow = "clauses: [" + re.sub(r"\s+", " ", "{id: LOC-001, title: 題}") + "]\n"
    for own in (flow, "clauses: 1\n", "- a\n"):
        with pytest.raises(BadInput):
            core.put_in(own, SERIES, "x", text_of("KEN-001"))
    with pytest.raises(BadInput):
        core.put_in("", SERIES, "x", "clauses:\n  - id: KEN-001\n")


def test_an_id_that_stands_twice_is_left_for_the_check_of_the_clauses_to_say():
    made = core.put_in(text_of("KEN-001"), SERIES, "x", text_of("KEN-001"))
    assert made.count("id: KEN-001") == 2


WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Z"), blacklist_characters="｜|"), min_size=1)
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""The first example builds the table of all characters, which takes its time on a busy machine."""
ADDITIONS = st.lists(
    st.builds(core.Addition, st.sampled_from(HEADINGS), WORDS, WORDS),
    min_size=1,
    max_size=5,
    unique_by=lambda one: one.text,
)


@PATIENT
@given(ADDITIONS)
def test_requirements_are_read_as_they_were_written(given_lines):
    assert list(core.read_additions(core.written(given_lines), HEADINGS)) == given_lines
    kept = {"lines": [[one.heading, one.text, one.question] for one in given_lines]}
    assert list(core.additions(kept)) == given_lines
    assert list(core.parts(OfferKind.REQUIREMENTS, kept, "")) == [one.text for one in given_lines]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "1件から"),
        ("9｜要件", "1行目"),
        ("9｜要件｜質問\n9｜｜質問", "2行目"),
        ("9｜要件｜質問\n\n7｜別の要件｜質問", "見出し「7」"),
        ("9｜要件｜質問\n5｜要件｜別の質問", "一度だけ"),
        ("9｜" + "長" * 401 + "｜質問", "1行目"),
        ("\n".join(f"9｜要件{n}｜質問" for n in range(101)), "100件"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(text, told):
    with pytest.raises(BadInput, match=told):
        core.read_additions(text, HEADINGS)


def test_contract_items_are_one_a_line_and_keep_their_ids():
    first, second = ({"items": list(core.read_items(text))} for text in ("甲\n\n 乙 ", "乙\n丙"))
    assert list(core.items(first)) == ["甲", "乙"]
    assert core.items(first)["乙"] == core.items(second)["乙"]
    assert all(re.fullmatch(r"[a-z][a-z0-9_-]{0,60}", one) for one in core.items(first).values())
    assert core.parts(OfferKind.ITEMS, first, "") == core.items(first)
    for text in ("", "甲\n甲", "長" * 101, "\n".join(map(str, range(101)))):
        with pytest.raises(BadInput, match="契約項目は1件から"):
            core.read_items(text)


PARTS = st.dictionaries(st.sampled_from("abcd"), st.sampled_from("xyz"))


@given(PARTS, PARTS)
def test_a_difference_names_every_part_that_differs_once(before, after):
    found = core.difference(before, after)
    every = [*found.added, *found.dropped, *found.changed]
    assert sorted(every) == sorted(key for key in {*before, *after} if before.get(key) != after.get(key))
    assert bool(found) == (before != after)


@PATIENT
@given(WORDS, WORDS)
def test_the_digest_tells_contents_and_titles_apart(one, other):
    def digest(title, text):
        return core.digest(OfferKind.CLAUSES, title, {"text": text}, "")

    assert (digest(one, "x") == digest(other, "x")) == (one == other)
    assert (digest("x", one) == digest("x", other)) == (one == other)
