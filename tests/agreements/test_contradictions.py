"""Of two answers to the same requirement that differ, neither counts until a person says which stands."""

import datetime as dt

import attrs
from hypothesis import given
from hypothesis import strategies as st

from sekisho.agreements import annex
from sekisho.agreements.contradictions import Told, find, standing
from sekisho.terms import AnswerSource, Conformity

LONG_AGO = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
REPLIES = st.sampled_from(["", *(one.value for one in Conformity)])
TEXTS = {"R-1": "文一", "R-2": "文二"}


def told(source="annex", reply="yes", at=0, text="文一", words="説明"):
    return Told(AnswerSource(source), "1", "山本", LONG_AGO + dt.timedelta(days=at), reply, words, text)


answers = st.builds(
    told,
    source=st.sampled_from([one.value for one in AnswerSource]),
    reply=REPLIES,
    at=st.integers(0, 5),
    text=st.sampled_from(["文一", "文二", "前の文"]),
    words=st.sampled_from(["", "説明"]),
)
said = st.dictionaries(st.sampled_from(["R-1", "R-2", "R-9"]), st.lists(answers, max_size=5))


def test_the_newest_answers_of_both_to_the_wording_in_force_are_held_against_each_other():
    no, yes = told("questionnaire", "no", at=1), told(at=2)
    (one,) = find(TEXTS, {"R-1": [no, yes]})
    assert (one.line, one.annex, one.questionnaire) == ("R-1", yes, no)
    assert find(TEXTS, {"R-1": [no, yes, told("questionnaire", at=3)]}) == ()
    assert find(TEXTS, {"R-1": [told("questionnaire", "no", text="前の文"), yes]}) == ()
    assert find(TEXTS, {"R-1": [told("questionnaire", ""), yes]}) == ()
    assert find(TEXTS, {"R-1": [told("annex", "no", at=1), yes]}) == ()
    assert find({}, {"R-1": [no, yes]}) == ()


def test_settled_is_settled_for_these_words_alone():
    no, yes = told("questionnaire", "no", words="できない"), told(at=2)
    (one,) = find(TEXTS, {"R-1": [no, yes]})
    for source, reply in (("annex", "yes"), ("questionnaire", "no")):
        stands, still_open = standing(TEXTS, {"R-1": [no, yes]}, {one.digest: source})
        assert (stands["R-1"]["reply"], still_open) == (reply, ())
    later = attrs.evolve(no, at=LONG_AGO + dt.timedelta(days=9))
    assert standing(TEXTS, {"R-1": [no, yes, later]}, {one.digest: "annex"})[1] == ()
    for changed in (attrs.evolve(later, words="やめた"), attrs.evolve(later, reply="partly")):
        stands, still_open = standing(TEXTS, {"R-1": [no, yes, changed]}, {one.digest: "annex"})
        assert ("R-1" in stands, len(still_open)) == (False, 1)


@given(said)
def test_nothing_that_is_open_counts_as_met(given_answers):
    stands, still_open = standing(TEXTS, given_answers, {})
    unmet = annex.unmet(TEXTS, stands)
    assert unmet >= len(still_open)
    for one in still_open:
        assert one.line not in stands
        assert annex.unmet({one.line: one.text}, stands) == 1


@given(said, st.sampled_from(["annex", "questionnaire"]))
def test_what_is_settled_leaves_nothing_open_and_counts_as_it_was_settled(given_answers, source):
    found = find(TEXTS, given_answers)
    stands, still_open = standing(TEXTS, given_answers, {one.digest: source for one in found})
    assert still_open == ()
    assert {one.line: stands[one.line] for one in found} == {
        one.line: one.by(source).as_answer() for one in found
    }


@given(said)
def test_where_nothing_differs_the_newest_answer_counts(given_answers):
    stands, still_open = standing(TEXTS, given_answers, {})
    for line, given_to_it in given_answers.items():
        if given_to_it and line not in {one.line for one in still_open}:
            newest = max(one.at for one in given_to_it)
            assert stands[line] in [one.as_answer() for one in given_to_it if one.at == newest]
