"""Four incidents of 2021 to 2024 end to end, on an invented prefecture with three municipalities.

Each goes the whole way in the browser: the breach question, one click to the case, the clocks, what the firm
says with its contradictions, drafts of every paper, and the exercise up to its report.
"""

from __future__ import annotations

import datetime as dt
import subprocess
from types import SimpleNamespace

import pytest

from conftest import SEKISHO, environment_of, serving
from sekisho.japan.dates import format_wareki
from sekisho.procedures.exercises import scenario
from sekisho.procedures.reporting import deadlines
from sekisho.server.demo import PASSWORD
from sekisho.server.demo.four_cases import CASES

TOKYO = dt.timezone(dt.timedelta(hours=9))


@pytest.fixture(scope="module")
def prefecture(tmp_path_factory):
    """Run the product over a prefecture of three municipalities with the firms of the four incidents."""
    folder = tmp_path_factory.mktemp("prefecture")
    subprocess.run(
        [str(SEKISHO), "demo", "prefecture", "--size", "3", "--cases"],
        env=environment_of(folder), check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    with serving(folder) as url:
        yield SimpleNamespace(url=url)


@pytest.fixture
def general(prefecture, open_page):
    """Sign the general officer of the first municipality in."""

    def enter(municipality=1, width=1366, height=768):
        page = open_page(width=width, height=height, base=prefecture.url)
        page.goto("/account/login/")
        page.get_by_label("利用者ID").fill(f"p{municipality}-joho-general")
        page.get_by_label("パスワード", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="サインイン").click()
        page.wait_for_url(lambda url: "/account/login" not in url)
        return page

    return enter


def main(page):
    return page.get_by_role("main").inner_text()


def open_case(page, firm):
    """Ask for the firm, check the answer, see what is frozen, open the case."""
    page.goto(f"/incidents/breach/?words={firm}")
    page.get_by_role("button", name="事案を起こす").click()
    page.wait_for_url("**/incidents/open?**")
    page.get_by_role("button", name="事案を起こす").click()
    page.wait_for_url(lambda url: url.rstrip("/").rsplit("/", 1)[-1].isdecimal())
    return page.url


def say(page, case, text, answers):
    page.goto(f"{case}statement")
    page.get_by_label("伝え方").select_option(label="電話")
    page.get_by_label("言ったこと").fill(text)
    for label, answer in answers.items():
        page.get_by_label(label).select_option(label=answer)
    page.get_by_role("button", name="相手の説明を記録する").click()
    page.wait_for_url(case)


@pytest.mark.parametrize("told", CASES, ids=[one.exercise for one in CASES])
def test_an_incident_from_the_call_to_the_drafts(general, check_page, told):
    page = general()
    page.goto(f"/incidents/breach/?words={told.firm}")
    shown = main(page)
    for one in told.contracts[0]:
        assert one.title in shown
    others = sum(bool(given) for given in told.contracts[1:])
    assert f"{others}団体が同じ法人番号の相手と取引しています" in shown
    check_page(page)
    case = open_case(page, told.firm)
    today = dt.datetime.now(TOKYO).date()
    days = deadlines(today, wrongful=False)
    for day in (days.preliminary_target, days.preliminary_limit, days.final):
        assert format_wareki(day) in main(page)
    check_page(page)
    say(page, case, "漏えいはありません。データは消去しました。",
        {"漏えいした（おそれを含む）": "いいえ", "返還・消去が済んでいる": "はい"})  # fmt: skip
    say(page, case, "データの複製が残っていました。",
        {"漏えいした（おそれを含む）": "はい", "複製・控えがある": "はい"})  # fmt: skip
    shown = main(page)
    assert "漏えいの有無についての説明が変わった" in shown
    assert "消去済みと言いながら、データが残っていたと言った" in shown
    late = any(one.late > 0 for one in told.contracts[0])
    assert ("期限を過ぎたまま" in shown) == late
    check_page(page)
    for paper in ("速報", "本人への通知", "議会への報告", "報道発表"):
        page.goto(case)
        page.get_by_role("link", name=paper, exact=True).click()
        page.get_by_role("button", name="下書きを作る").click()
        assert "第1版" in main(page)
    check_page(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Word").click()
    assert waiting.value.suggested_filename.endswith(".docx")


@pytest.mark.parametrize("told", CASES, ids=[one.exercise for one in CASES])
def test_the_same_incident_as_an_exercise(general, check_page, told):
    page = general()
    page.goto("/incidents/exercises/begin")
    check_page(page)
    played = scenario(told.exercise)
    page.get_by_label(played.title).check()
    page.get_by_label("訓練の相手").fill(told.firm)
    page.get_by_role("button", name="訓練を始める").click()
    page.wait_for_url("**/play")
    for inject in played.injects:
        assert "実際の事案ではありません" in main(page)
        assert f"知った日から{inject.day}日目" in main(page)
        answers = {"concerned": str(len(told.contracts[0]))}
        for asked in inject.asked:
            page.get_by_label(asked.label).fill(answers.get(asked.value, "0"))
        page.get_by_role("button", name="答える").click()
        page.wait_for_load_state()
    shown = main(page)
    assert "台帳と合った答え" in shown
    assert "サーバの時計で測りました" in shown
    check_page(page)
    pdf = page.request.get(page.url.replace("/play", "/exercise.pdf"))
    assert pdf.body().startswith(b"%PDF-")
    page.goto("/incidents/")
    assert played.title not in main(page)


def test_the_case_fits_a_narrow_screen(general, check_page):
    page = general(2, 390, 844)
    open_case(page, CASES[3].firm)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    check_page(page)
