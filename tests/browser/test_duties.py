"""期日のある仕事 in the browser: found in the list, recorded, gone; and it fits a narrow screen."""

from __future__ import annotations

from playwright.sync_api import expect


def test_a_check_is_found_narrowed_and_recorded(page, sign_in, check_page):
    sign_in(page, "joho-1")
    page.goto("/lifecycle/duties/")
    check_page(page)
    page.get_by_label("種類").select_option("更改の判断")
    page.get_by_role("button", name="しぼり込む").click()
    check_page(page)
    rows = page.locator("tbody tr")
    before, thing = rows.count(), rows.first.locator("td").nth(4).inner_text()
    assert before
    day = rows.first.locator("td").first.inner_text()
    rows.first.get_by_role("link").click()
    check_page(page)
    page.get_by_role("button", name="記録する").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    check_page(page)
    page.get_by_label("このまま続ける").check()
    page.get_by_label("確かめたこと").fill("契約書と今年度の実績を見た")
    page.get_by_role("button", name="記録する").click()
    expect(page.get_by_text("記録しました。")).to_be_visible()
    page.goto("/lifecycle/duties/?kind=更改の判断")
    left = [
        (row.locator("td").first.inner_text(), row.locator("td").nth(4).inner_text())
        for row in page.locator("tbody tr").all()
    ]
    assert (day, thing) not in left


def test_the_list_fits_a_narrow_screen(narrow_page, sign_in, check_page):
    page = sign_in(narrow_page, "zeimu-kacho")
    page.goto("/lifecycle/duties/")
    check_page(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_nothing_is_said_as_such(page, sign_in, check_page):
    sign_in(page, "zeimu-1")
    page.goto("/lifecycle/duties/?state=overdue&kind=利用者の教育")
    expect(page.get_by_text("当てはまるものがありません")).to_be_visible()
    check_page(page)


BROKEN = """() => [...document.querySelectorAll("main .table td")].flatMap(cell => {
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), found = [];
  const whole = /[A-Za-z]{2,}|[0-9]{4}-[0-9]{2}-[0-9]{2}/g;
  while (texts.nextNode()) for (const word of texts.currentNode.data.matchAll(whole)) {
    const range = document.createRange();
    range.setStart(texts.currentNode, word.index);
    range.setEnd(texts.currentNode, word.index + word[0].length);
    if (new Set([...range.getClientRects()].map(one => one.top)).size > 1) found.push(word[0]);
  }
  return found;
})"""


def test_no_word_of_an_english_table_is_broken(page, sign_in):
    sign_in(page, "joho-1")
    page.get_by_role("button", name="English").click()
    for path in ("/lifecycle/duties/", "/custody/", "/access/", "/oversight/"):
        page.goto(path)
        assert page.evaluate(BROKEN) == [], path
        beyond = (
            "() => [...document.querySelectorAll('main .scroll')].some(o => o.scrollWidth > o.clientWidth)"
        )
        assert not page.evaluate(beyond), path


def test_a_long_badge_wraps_on_a_narrow_screen(narrow_page, sign_in):
    page = sign_in(narrow_page, "csirt")
    page.goto("/incidents/breach?words=みのり")
    assert page.locator("main .badge", has_text="期限切れ").count()
    wide = page.evaluate(
        "() => [...document.querySelectorAll('main .badge')].map(one => one.getBoundingClientRect().right)"
    )
    assert max(wide) <= 390
