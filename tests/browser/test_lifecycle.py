"""A service walks from selection to disposal in the browser, stopped once at each gate."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

SERVICE = "Web会議「つどい」"
GATES = (
    ("導入・構築に進む", {"構築時の対策の定め": "いいえ"}, "LIF-010", {"構築時の対策の定め": "はい"}),
    (
        "使い始める",
        {"運用時の対策の定め": "はい", "事故の対処手順": "いいえ"},
        "LIF-021",
        {"運用時の対策の定め": "はい", "事故の対処手順": "はい", "利用者への周知": "はい"},
    ),
    ("更改に入る", {"終了時の対策の定め": "いいえ"}, "LIF-031", {"終了時の対策の定め": "はい"}),
)

ON = "関門を通り、段階が進みました。"
PASSED = {label: ON for label, *_ in GATES} | {
    "使い始める": "関門を通りました。利用開始前の条件を済ませると、使い始められます。"
}


@pytest.fixture
def at(page, sign_in):
    """Sign in as the information-policy section and open the service."""
    sign_in(page, "joho-1")

    def go():
        page.goto("/ledgers/services/?q=つどい")
        page.locator("tbody a").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(SERVICE)
        return page

    return go


def state(page, answers):
    for fact, word in answers.items():
        group = page.get_by_role("group", name=fact)
        if group.count():
            group.get_by_label(word, exact=True).check()
    page.get_by_label("確かめたこと").fill("点検表を見て確かめた")


def finish(page, at, *whens):
    """Note as done what is due before use, or at the end."""
    at()
    while True:
        rows = page.locator("tr", has=page.get_by_role("link", name="完了を記録する"))
        due = [row for row in rows.all() if any(f">{when}<" in row.inner_html() for when in whens)]
        if not due:
            return
        due[0].get_by_role("link", name="完了を記録する").click()
        page.get_by_label("確かめたこと").fill("記録を見た")
        if page.get_by_label("代わりに記録する理由").count():
            page.get_by_label("代わりに記録する理由").fill("担当の人と一緒に確かめた")
        page.get_by_role("button", name="完了を記録する").click()
        at()


def share(page, at, party):
    """Say in the table of who does what who carries out one control."""
    at()
    page.get_by_role("link", name="責任分界表", exact=True).first.click()
    page.get_by_label("12.3.1 行う者").select_option(party)
    expect(page.locator("#n-12-3-1")).not_to_have_value("0")
    expect(page.locator("[data-saving]")).to_have_count(0)
    page.wait_for_load_state("networkidle")


def test_a_service_walks_all_phases_and_is_stopped_once_at_each_gate(page, at, check_page):
    at()
    page.get_by_role("link", name="直す", exact=True).click()
    page.get_by_label("段階").select_option("selection")
    page.get_by_label("外部サービス管理者").select_option(index=1)
    page.get_by_role("button", name="保存").click()

    share(page, at, "nobody")
    at().get_by_role("link", name="調達・契約に進む").click()
    check_page(page)
    page.get_by_role("button", name="調達・契約に進む").click()
    expect(page.locator(".todo").get_by_role("link", name="EXT-047")).to_be_visible()
    check_page(page)
    share(page, at, "provider")
    at().get_by_role("link", name="調達・契約に進む").click()
    page.get_by_role("button", name="調達・契約に進む").click()
    expect(page.locator("[aria-current=step]")).to_have_text("調達・契約")

    for label, short, clause, enough in GATES:
        finish(page, at, "決裁前", "利用開始前")
        page.get_by_role("link", name=label, exact=True).click()
        check_page(page)
        state(page, short)
        page.get_by_role("button", name=label).click()
        expect(page.locator(".todo").get_by_role("link", name=clause)).to_be_visible()
        check_page(page)
        state(page, enough)
        page.get_by_role("button", name=label).click()
        expect(page.get_by_text(PASSED[label])).to_be_visible()

    finish(page, at, "決裁前", "利用開始前")
    page.get_by_role("link", name="更改を終えて使い続ける").click()
    page.get_by_role("button", name="更改を終えて使い続ける").click()
    expect(page.locator("[aria-current=step]")).to_have_text("運用・保守")
    page.get_by_role("link", name="利用を終える", exact=True).click()
    page.get_by_role("button", name="利用を終える").click()
    expect(page.get_by_text("先にすることが残っています")).to_be_visible()
    finish(page, at, "利用終了時")
    page.get_by_role("link", name="利用を終える", exact=True).click()
    page.get_by_role("button", name="利用を終える").click()
    expect(page.locator("[aria-current=step]")).to_have_text("廃棄")
    check_page(page)
    page.goto("/lifecycle/")
    expect(page.locator("tbody tr", has_text=SERVICE)).to_have_count(11)
    check_page(page)


def test_the_gates_fit_a_narrow_screen(narrow_page, sign_in, check_page):
    page = sign_in(narrow_page, "joho-1")
    page.goto("/lifecycle/")
    check_page(page)
    page.locator("tbody a").first.click()
    check_page(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
