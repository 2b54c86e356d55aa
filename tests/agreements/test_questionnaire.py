"""An answer counts for the words it was written to."""

from hypothesis import given
from hypothesis import strategies as st

from sekisho.agreements import questionnaire
from sekisho.agreements.questionnaire import Question

texts = st.text(max_size=5)
questions = st.lists(
    st.builds(Question, st.sampled_from("ABCDEF"), st.just("9"), texts, texts), unique_by=lambda one: one.id
)


@given(questions, questions)
def test_every_question_of_either_version_is_told_once(old, new):
    told = questionnaire.drift(old, new)
    after = [one.id for one in new]
    assert sorted([*told.same, *told.reworded, *told.added]) == sorted(after)
    assert set(told.dropped) == {one.id for one in old} - set(after)
    before = {one.id: one for one in old}
    for one in new:
        assert (one.id in told.same) is (
            one.id in before
            and (before[one.id].requirement, before[one.id].text) == (one.requirement, one.text)
        )


@given(questions)
def test_a_version_differs_from_itself_in_nothing(asked):
    told = questionnaire.drift(asked, asked)
    assert (told.reworded, told.dropped, told.added) == ((), (), ())


@given(questions, questions)
def test_the_digest_tells_versions_apart(old, new):
    same = [(one.id, one.requirement, one.text) for one in old] == [
        (one.id, one.requirement, one.text) for one in new
    ]
    assert (questionnaire.digest(old) == questionnaire.digest(new)) is same


def test_yes_stands_alone_and_the_others_want_words():
    assert questionnaire.complete({"reply": "yes"})
    assert not questionnaire.complete({"reply": "no", "words": " "})
    assert questionnaire.complete({"reply": "no", "words": "来年度に備える"})
    assert not questionnaire.complete({"reply": "たぶん", "words": "はい"})
    asked = [Question("A", "9", "要件", "問い"), Question("B", "9", "要件", "問い")]
    assert questionnaire.unanswered(asked, {"A": {"reply": "yes"}}) == ("B",)
