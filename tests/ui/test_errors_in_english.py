"""What goes wrong is told in the language of the screen, and in Japanese everywhere else."""

import copy
import pickle
import re
import string

import polib
import pytest
from django.utils import translation
from test_messages import CATALOGUE, SERVER

from sekisho.errors import SekishoError, say
from sekisho.japan.dates import parse_date
from sekisho.judgement.classify import QUESTIONS, classify, convert
from sekisho.procedures.states import Verb, move
from sekisho.server.ui.words import brief, said, told
from sekisho.terms import ApplicationState, OldServiceClass

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


@pytest.fixture
def english():
    with translation.override("en"):
        yield


def refusal(act):
    with pytest.raises(SekishoError) as raised:
        act()
    return raised.value


def test_a_sentence_is_japanese_text_and_keeps_what_it_was_made_of():
    one = say("「{verb}」には理由が要ります。", verb=Verb.REJECT)
    assert one == "「却下する」には理由が要ります。"
    for other in (pickle.loads(pickle.dumps(one)), copy.deepcopy(one)):  # noqa: S301  made in the line itself
        assert (other, other.pattern, other.values) == (one, one.pattern, one.values)
    assert say("{all}", all=[Verb.REJECT, say("なし")]) == "却下する、なし"


def test_words_of_ours_are_translated_and_words_of_others_quoted(english):
    assert said(say("「{text}」は選べません。", text="はい")) == '"はい" cannot be chosen.'
    error = refusal(lambda: move(ApplicationState.APPROVED, Verb.SUBMIT))
    for text in (error.what, error.why, error.next_step):
        assert not JAPANESE.search(said(text)), said(text)
    assert JAPANESE.search(str(error.what)), "the error itself stays Japanese"
    assert told(error).splitlines()[0] == said(error.what)


def test_on_japanese_screens_nothing_changes():
    error = refusal(lambda: parse_date("令和8年2月30日"))
    assert told(error) == error.for_people()
    assert brief(error) == f"{error.what}{error.next_step}"


def test_a_date_is_refused_in_english_with_the_input_as_it_was(english):
    error = refusal(lambda: parse_date("令和8年2月30日"))
    assert brief(error) == 'There is no day "令和8年2月30日". Check the date.'


@pytest.mark.parametrize("grade", [None, 1, 3])
@pytest.mark.parametrize("own", [None, True, False])
@pytest.mark.parametrize("general", [None, True, False])
def test_the_guide_gives_its_reasons_in_english(own, general, grade, english):
    names = [one.name for one in QUESTIONS[:2]]
    answers = {names[0]: own, names[1]: general} | {one.name: grade for one in QUESTIONS if one.grade}
    told_by_guide = [classify(answers).reason]
    for old in OldServiceClass:
        found = convert(old, answers)
        told_by_guide += [found.reason, *found.warnings]
    for text in told_by_guide:
        assert text
        assert not JAPANESE.search(said(text)), text


def test_fields_of_patterns_are_the_same_in_english():
    for entry in polib.pofile(str(SERVER / CATALOGUE)):
        if "python-brace-format" in entry.flags or "{" in entry.msgid:
            assert _fields(entry.msgstr) == _fields(entry.msgid), entry.msgid


def _fields(text):
    return sorted((name, spec) for _, name, spec, _ in string.Formatter().parse(text) if name)
