"""What an answer to an annex is worth: to the line it was written to, and no further."""

from hypothesis import given
from hypothesis import strategies as st

from sekisho.agreements import annex as core
from sekisho.terms import AnnexPart, Conformity, Consent, Party

PARTS = [one.value for one in AnnexPart]
LINES = st.lists(
    st.builds(
        core.Line,
        part=st.sampled_from(PARTS),
        id=st.text(min_size=1, max_size=3),
        cells=st.tuples(*[st.text(max_size=3)] * 4),
    ),
    max_size=8,
    unique_by=lambda one: (one.part, one.id),
)
ANSWERS = st.builds(
    core.Answer,
    reply=st.sampled_from(["", *(one.value for one in Conformity), *(one.value for one in Consent), "x"]),
    words=st.sampled_from(["", " ", "説明"]),
    party=st.sampled_from(["", *(one.value for one in core.PARTIES)]),
)


@given(LINES)
def test_lines_come_back_as_they_were_kept_and_do_not_differ_from_themselves(lines):
    assert [core.Line.from_list(one.as_list()) for one in lines] == lines
    assert not core.drift(lines, lines)
    assert set(core.drift(lines, lines).same) == {(one.part, one.id) for one in lines}


@given(LINES, LINES)
def test_every_line_is_the_same_reworded_dropped_or_added_and_only_one_of_them(out, now):
    found = core.drift(out, now)
    every = [*found.same, *found.reworded, *found.dropped, *found.added]
    assert len(every) == len(set(every))
    assert set(every) == {(one.part, one.id) for one in (*out, *now)}
    before = {(one.part, one.id): one.wording for one in out}
    assert all(before[one.part, one.id] == one.wording for one in now if (one.part, one.id) in found.same)


@given(LINES, LINES)
def test_the_digest_tells_lists_apart(one, other):
    assert (core.digest(one) == core.digest(other)) == (one == other)


def test_numbers_grounds_and_notes_do_not_change_what_is_answered():
    was = core.Line("split", "9.2.1", ("9.2.1", "登録する", "提供者", "覚え"))
    assert not core.drift([was], [core.Line("split", "9.2.1", ("9.2.1", "登録する", "提供者", "別"))])
    assert core.drift([was], [core.Line("split", "9.2.1", ("9.2.1", "登録する", "利用者", "覚え"))])


@given(ANSWERS, st.sampled_from([one.value for one in core.PARTIES]))
def test_nothing_both_agrees_and_objects_but_what_contradicts_itself(answer, party):
    agrees = answer.reply == Consent.AGREED.value
    assert (agrees and core.objects(answer, party)) == core.contradicts(answer, party)
    if not answer.reply and not answer.party:
        assert not core.objects(answer, party)
        assert not core.complete("split", answer)


@given(st.dictionaries(st.sampled_from("abc"), st.sampled_from(["文", "別の文"])), st.data())
def test_what_is_unmet_is_never_less_than_what_has_no_answer_to_its_text(texts, data):
    answers = {
        key: data.draw(ANSWERS).as_dict() | {"text": data.draw(st.sampled_from(["文", "別の文"]))}
        for key in data.draw(st.sets(st.sampled_from("abc")))
    }
    count = core.unmet(texts, answers)
    other = sum(answers.get(key, {}).get("text") != text for key, text in texts.items())
    assert other <= count <= len(texts)
    assert core.unmet(texts, {}) == len(texts)


def test_only_what_fits_or_does_not_apply_for_a_reason_is_met():
    def given(reply, words="", text="文"):
        return core.unmet({"a": "文"}, {"a": {"reply": reply, "words": words, "text": text}})

    assert given("yes") == 0
    assert given("not_applicable", "扱わない") == 0
    assert given("not_applicable") == 1
    assert given("partly", "来年度") == 1
    assert given("no", "できない") == 1
    assert given("yes", text="前の文") == 1
    assert Party.UNDECIDED not in core.PARTIES
