"""First drafts: nine items, unknown said as such, every unknown a question, Japanese office style."""

import datetime as dt

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.procedures.papers import (
    ASKING,
    UNFILLED,
    UNKNOWN,
    Case,
    Event,
    Named,
    asked_for,
    compose,
    persons_text,
    questions,
)
from sekisho.procedures.reporting import Affected, ReportItem
from sekisho.terms import PaperKind

DAY = dt.date(2026, 6, 1)
BARE = Case(body="さくら市", title="みのり印刷の事案", kind="ランサムウェア", known_on=DAY)
FULL = Case(
    body="さくら市",
    title="みのり印刷の事案",
    kind="ランサムウェア",
    known_on=DAY,
    occurred_on=DAY - dt.timedelta(days=1),
    firms=("みのり印刷株式会社",),
    sections=("税務課",),
    affected=Affected(
        personal_data=True,
        specific_personal_data=False,
        wrongful_purpose=True,
        sensitive=False,
        property_risk=False,
        persons_low=41_200,
        persons_high=41_200,
    ),
    leaked=True,
    **dict.fromkeys(
        ("summary", "data_items", "cause", "secondary", "to_persons", "publication", "prevention", "other"),
        "分かったこと",
    ),
)


@pytest.mark.parametrize("kind", [PaperKind.PRELIMINARY, PaperKind.FINAL])
def test_a_report_has_the_nine_items_in_order(kind):
    paper = compose(kind, BARE, DAY)
    assert [one.heading.split("　")[1] for one in paper.passages] == [item.label for item in ReportItem]
    assert paper.to == "個人情報保護委員会"


def test_what_nobody_knows_is_said_and_asked():
    paper = compose(PaperKind.PRELIMINARY, BARE, DAY)
    assert paper.passages[2].text == UNKNOWN
    assert len(paper.questions) == 14
    assert all(one.text.endswith(("か",)) and one.who for one in paper.questions)


def test_what_is_known_asks_nothing():
    paper = compose(PaperKind.FINAL, FULL, DAY)
    assert paper.questions == ()
    assert UNKNOWN not in "".join(one.text for one in paper.passages)
    assert "41,200人" in paper.passages[2].text


@pytest.mark.parametrize("kind", [PaperKind.PERSONS, PaperKind.COUNCIL, PaperKind.PRESS])
def test_notices_speak_politely(kind):
    for case in (BARE, FULL):
        paper = compose(kind, case, DAY)
        assert "様" in paper.to or "各位" in paper.to
        assert paper.passages[0].text.endswith(("ます。",))
        assert "である" not in "".join(one.text for one in paper.passages)


def said(kind, case):
    return "\n".join(one.text for one in compose(kind, case, DAY).passages)


@pytest.mark.parametrize("kind", list(PaperKind))
def test_what_the_report_does_not_know_no_paper_knows(kind):
    assert compose(PaperKind.PRELIMINARY, BARE, DAY).passages[4].text == UNKNOWN
    told = said(kind, BARE)
    for claim in ("事実は確認していません", "未実施", "防ぐ措置を", "お知らせします。準備"):
        assert claim not in told, claim
    if kind in {PaperKind.PERSONS, PaperKind.PRESS}:
        assert compose(kind, BARE, DAY).passages[4].text == ASKING
    assert "漏えいは確認されていない" not in told
    assert "漏えいは確認されていません" not in told


@pytest.mark.parametrize("kind", list(PaperKind))
def test_every_paper_says_the_same_of_the_leak(kind):
    for leaked, words in (
        (True, "漏えいした"),
        (False, "漏えいは確認されて"),
        (None, "おそれがあるものとして"),
    ):
        told = said(kind, attrs.evolve(BARE, leaked=leaked))
        assert words in told, (leaked, told)
    told = said(PaperKind.PERSONS, attrs.evolve(BARE, leaked=False))
    assert "漏えいのおそれのある" not in told


@pytest.mark.parametrize("kind", list(PaperKind))
def test_what_is_only_suspected_no_paper_says_as_a_fact(kind):
    told = said(kind, attrs.evolve(BARE, leak_suspected=True))
    assert "漏えいしたおそれ" in told
    for claim in ("漏えいした\n", "漏えいする事案", "確認されて", "おそれがあるものとして"):
        assert claim not in told, claim
    asked = {one.text for one in questions(attrs.evolve(BARE, leak_suspected=True))}
    assert {one.text for one in questions(BARE)} - asked == {"漏えいしたか、そのおそれはありますか"}


@pytest.mark.parametrize(("leaked", "words"), [(True, "漏えいした"), (False, "漏えいは確認されていない")])
def test_what_is_confirmed_or_denied_is_no_suspicion_any_more(leaked, words):
    told = said(PaperKind.PRELIMINARY, attrs.evolve(BARE, leaked=leaked, leak_suspected=True))
    assert f"漏えい等の有無：{words}\n" in told


@pytest.mark.parametrize("kind", [PaperKind.PERSONS, PaperKind.PRESS])
def test_a_notice_names_whom_to_turn_to_or_says_that_it_is_not_filled_in(kind):
    assert compose(kind, BARE, DAY).passages[-1].text == f"さくら市　{UNFILLED}\n電話：{UNFILLED}"
    assert [one.about for one in compose(kind, FULL, DAY).questions] == ["問い合わせ先"]
    known = attrs.evolve(FULL, contact="税務課 市民税係", contact_phone="00-0000-0000")
    assert compose(kind, known, DAY).passages[-1].text == "さくら市　税務課 市民税係\n電話：00-0000-0000"
    assert asked_for(kind, known) == ()


def test_the_report_takes_up_the_log_in_its_order_and_marks_it():
    log = (Event(DAY, "委託先から電話", "09:15"), Event(DAY, "みのり印刷の説明（電話）：漏えいはない"))
    for kind in (PaperKind.PRELIMINARY, PaperKind.FINAL):
        told = compose(kind, attrs.evolve(BARE, events=log), DAY).passages[0].text
        assert told.endswith(
            "経緯：【記録から】\n令和8年6月1日 09:15　委託先から電話\n"
            "令和8年6月1日　みのり印刷の説明（電話）：漏えいはない"
        )
        told = compose(kind, attrs.evolve(FULL, events=log), DAY).passages[0].text
        assert "経緯：分かったこと\n【記録から】\n令和8年6月1日 09:15　" in told
    for kind in (PaperKind.PERSONS, PaperKind.COUNCIL, PaperKind.PRESS):
        assert "記録から" not in said(kind, attrs.evolve(FULL, events=log)), kind


@pytest.mark.parametrize("kind", list(PaperKind))
def test_an_exercise_is_marked_on_every_paper(kind):
    marked = compose(kind, Case("さくら市", "題", "その他", DAY, exercise=True), DAY)
    assert marked.title.startswith("【訓練】")
    assert "訓練" not in compose(kind, BARE, DAY).title


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0, None, UNKNOWN),
        (6300, None, "6,300人以上（上限は不明、確認中）"),
        (10, 10, "10人"),
        (10, 20, "10人から20人（確認中）"),
    ],
)
def test_persons(low, high, text):
    assert persons_text(Affected(persons_low=low, persons_high=high)) == text


@pytest.mark.parametrize("kind", [PaperKind.PRELIMINARY, PaperKind.FINAL, PaperKind.COUNCIL, PaperKind.PRESS])
def test_where_a_firm_names_more_persons_the_papers_give_both(kind):
    known = attrs.evolve(FULL, affected=Affected(persons_low=33_800, persons_high=33_800))
    firm = Named("みのり印刷", DAY, 41_000)
    told = said(kind, attrs.evolve(known, named=(firm,)))
    assert "33,800人から41,000人（確認中）" in told
    assert "台帳などで分かるのは33,800人まで。みのり印刷の説明（令和8年6月1日）では41,000人。" in told
    for fewer in ((), (attrs.evolve(firm, persons=33_800),)):
        assert "確認中" not in next(
            one.text for one in compose(kind, attrs.evolve(known, named=fewer), DAY).passages
            if one.heading[2:] in {"本人の数", "対象となる方の数"}
        )  # fmt: skip
    asked = [one.about for one in compose(kind, attrs.evolve(known, named=(firm,)), DAY).questions]
    assert "本人の数" in asked


texts = st.sampled_from(["", "分かったこと"])


@given(st.builds(Case, body=st.just("市"), title=st.just("題"), kind=st.just("その他"), known_on=st.just(DAY),
    summary=texts, data_items=texts, cause=texts, secondary=texts, to_persons=texts, publication=texts,
    prevention=texts, leaked=st.none() | st.booleans()))  # fmt: skip
def test_learning_one_thing_takes_exactly_its_question_away(case):
    for name in ("summary", "data_items", "cause", "secondary", "to_persons", "publication", "prevention"):
        if not getattr(case, name):
            known = attrs.evolve(case, **{name: "分かったこと"})
            assert len(questions(case)) - len(questions(known)) == 1
