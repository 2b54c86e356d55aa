"""What is handed down is told apart by its digest and put into the body's own clauses, and no further."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sekisho.errors import BadInput
from sekisho.procedures import offer_edits
from sekisho.procedures import offers as core
from sekisho.terms import OfferEdits, OfferKind

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


def taken_over(own, *keys, **titles):
    return core.put_in(own, SERIES, "第1版", text_of(*keys, **titles)), text_of(*keys, **titles)


def put_in(own, offered, taken, edits):
    return offer_edits.put_in(own, SERIES, "第2版", offered, taken=taken, edits=edits)


def test_what_was_taken_over_and_left_alone_is_not_altered():
    own, taken = taken_over(text_of("LOC-001"), "KEN-001", "KEN-002")
    assert not offer_edits.altered(own, SERIES, taken)
    assert not offer_edits.altered(text_of("LOC-001"), SERIES, "")
    for edits in OfferEdits:
        same = put_in(own, text_of("KEN-003"), taken, edits)
        assert same == core.put_in(own, SERIES, "第2版", text_of("KEN-003"))


def test_what_was_altered_here_is_named_and_stays_where_that_is_chosen():
    own, taken = taken_over(text_of("LOC-001"), "KEN-001", "KEN-002", "KEN-003", "KEN-004", KEN_001="もと")
    own = own.replace("title: もと", "title: もと  # 市の注記 #1\n    # 市の決裁による")
    own = re.sub(r"  - id: KEN-002\n.*?(?=  - id: KEN-003)", clause("KEN-009", "題"), own, flags=re.DOTALL)
    own = own.replace("  - id: KEN-003\n    title: 題", "  - id: KEN-003\n    title: 市の題")
    found = offer_edits.altered(own, SERIES, taken)
    assert (found.clauses.added, found.clauses.dropped) == (("KEN-009 題",), ("KEN-002 題",))
    assert found.clauses.changed == ("KEN-003 市の題",)
    assert found.remarks == ("# 市の注記 #1", "# 市の決裁による")
    offered = text_of("KEN-001", "KEN-002", "KEN-003", "KEN-005", KEN_001="県の新しい題", KEN_003="県の題")
    kept = put_in(own, offered, taken, OfferEdits.KEEP)
    assert list(core.clauses(kept)) == [
        "LOC-001 題", "KEN-001 県の新しい題", "KEN-003 市の題", "KEN-005 題", "KEN-009 題",
    ]  # fmt: skip
    assert "# 市の注記 #1\n# 市の決裁による\n" in kept
    again = offer_edits.altered(kept, SERIES, offered)
    assert set(again.names) == {"KEN-009 題", "KEN-003 市の題", "KEN-002 題"}
    theirs = put_in(own, offered, taken, OfferEdits.REPLACE)
    assert theirs == core.put_in(text_of("LOC-001"), SERIES, "第2版", offered)


def test_a_block_taken_out_whole_is_an_edit_and_an_offer_of_it_alone_keeps_nothing():
    own, taken = taken_over(text_of("LOC-001"), "KEN-001")
    own = core.taken_out(own, SERIES)
    assert offer_edits.altered(own, SERIES, taken).clauses.dropped == ("KEN-001 題",)
    assert put_in(own, text_of("KEN-001", KEN_001="新"), taken, OfferEdits.KEEP) == own


@pytest.mark.parametrize("mark", ["ここから（第1版）", "ここまで"])
def test_without_one_of_its_marks_nothing_is_taken_out(mark):
    own, taken = taken_over(text_of("LOC-001"), "KEN-001")
    broken = own.replace(f"# 配布 {SERIES} {mark}", "# 消した")
    with pytest.raises(BadInput, match="印がありません"):
        offer_edits.altered(broken, SERIES, taken)
    with pytest.raises(BadInput, match="印がありません"):
        core.put_in(broken, SERIES, "第2版", text_of("KEN-001"))


def test_an_edit_that_cannot_be_read_is_told_with_its_place():
    own, taken = taken_over(text_of("LOC-001"), "KEN-001")
    with pytest.raises(BadInput, match="直したところが読めません"):
        offer_edits.altered(_without_title(own), SERIES, taken)


def _without_title(own):
    head, block = own.split(f"# 配布 {SERIES} ここから", 1)
    return f"{head}# 配布 {SERIES} ここから{block.replace('title:', 'titel:', 1)}"


KEYS = [f"KEN-00{number}" for number in range(1, 7)]
SOME = st.sets(st.sampled_from(KEYS), max_size=6)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SOME, SOME, SOME, SOME, SOME)
def test_whatever_was_altered_here_is_kept_and_all_else_is_the_new_version(
    first, changed, gone, added, second
):
    taken = dict.fromkeys(sorted(first), "もと")
    here = {key: "市の題" if key in changed else title for key, title in taken.items() if key not in gone}
    here |= dict.fromkeys(sorted(added - first), "市が加えた")
    offered = dict.fromkeys(sorted(second), "県の題")
    own = text_of("LOC-001")
    if first:
        own = core.put_in(own, SERIES, "第1版", lettered(taken))
        block = core.blocks(own, SERIES)[0]
        lines = block.splitlines(keepends=True)
        inside = "".join(clause(key, title) for key, title in here.items())
        own = own.replace(block, lines[0] + inside + lines[-1])
    else:
        here = {}
    if not offered:
        return
    kept = put_in(own, lettered(offered), lettered(taken) if taken else "", OfferEdits.KEEP)
    wanted = {"LOC-001": "題"}
    for key in KEYS:
        altered = taken.get(key) != here.get(key)
        title = here.get(key) if altered else offered.get(key)
        wanted |= {key: title} if title else {}
    found = dict(name.split(" ", 1) for name in core.clauses(kept))
    if set(wanted) == {"LOC-001"}:
        assert kept == own
    else:
        assert found == wanted


def lettered(titles):
    return "clauses:\n" + "".join(clause(key, title) for key, title in titles.items())
