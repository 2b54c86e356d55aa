"""自己点検 answered by a section, and a finding that ends only when the ledger is mended."""

from __future__ import annotations

import re

from playwright.sync_api import expect

PAGES = ("/inspections/", "/inspections/audits/", "/inspections/findings/")


def open_finding(page, section):
    page.goto("/inspections/findings/?grade=nonconformity")
    page.locator("tbody tr", has_text=section).filter(has_text="CLS-011").locator("a").first.click()


def test_a_section_answers_and_its_head_submits(page, sign_in, check_page):
    sign_in(page, "zeimu-kacho")
    page.goto("/inspections/")
    check_page(page)
    page.locator("tbody a").first.click()
    page.locator("tbody a", has_text="税務課").click()
    expect(page.get_by_text("関所が判定した条文（直せません）")).to_be_visible()
    check_page(page)
    answers = page.locator("select[name=answer]")
    for number in range(answers.count()):
        with page.expect_response(re.compile("/draft$")):
            answers.nth(number).select_option("not_done" if number == 0 else "done")
        with page.expect_response(re.compile("/draft$")):
            page.locator("textarea[name=text]").nth(number).fill("名簿と照らした")
    expect(page.locator("#saved")).to_contain_text("すべてそろいました")
    page.reload()
    expect(page.locator("textarea[name=text]").first).to_have_value("名簿と照らした")
    page.locator("textarea[name=text]").last.fill("提出の直前に書いた")
    page.get_by_role("button", name="提出する").click()
    expect(page.get_by_text("自己点検を提出しました。")).to_be_visible()
    expect(page.get_by_text("提出の直前に書いた")).to_be_visible()
    check_page(page)


def test_a_finding_ends_only_when_the_ledger_is_mended(page, open_page, sign_in, check_page):
    auditor, policy = open_page(), open_page()
    sign_in(page, "fukushi-1")
    open_finding(page, "福祉課")
    page.get_by_role("link", name="改善計画を立てる").click()
    page.get_by_label("改善すること").fill("機密性を3に直す")
    page.get_by_label("担当").fill("障害福祉係長")
    page.get_by_label("期限").fill("R99.3.31")
    page.get_by_role("button", name="改善計画を立てる").click()
    page.get_by_role("link", name="改善したと報告する").click()
    page.get_by_label("改善の証拠").fill("台帳を直した")
    page.get_by_role("button", name="改善したと報告する").click()
    expect(page.get_by_text("条文の判定が満たすになってから確かめる")).to_be_visible()
    check_page(page)

    sign_in(auditor, "kansa")
    open_finding(auditor, "福祉課")
    auditor.get_by_role("link", name="改善を確かめる").click()
    auditor.get_by_label("確かめ方").fill("台帳を見た")
    auditor.get_by_role("button", name="改善を確かめる").click()
    expect(auditor.get_by_text("条文の判定がまだ「満たさない」です").first).to_be_visible()
    check_page(auditor)

    sign_in(policy, "joho-1")
    open_finding(policy, "福祉課")
    for link in policy.locator("tbody a[href^='/ledgers/contracts/']").evaluate_all(
        "all => all.map(it => it.href)"
    ):
        policy.goto(f"{link.rstrip('/')}/edit")
        policy.get_by_label("機密性").select_option("3")
        policy.locator("main form button[type=submit]").last.click()
    auditor.get_by_role("button", name="改善を確かめる").click()
    expect(auditor.get_by_role("link", name="指摘を終える")).to_be_visible()
    check_page(auditor)


def test_the_pages_fit_a_narrow_screen(narrow_page, sign_in, check_page):
    page = sign_in(narrow_page, "kansa")
    for address in PAGES:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
        check_page(page)
