"""A clerk's application through every hand: judged, mended, reviewed, acted for, read later."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

NAME = "相談予約「まどぐち」"
YES = (
    "governing_law_japan",
    "foreign_law_assessed",
    "no_other_use",
    "measures_disclosed",
    "change_control",
    "personnel_disclosed",
    "usage_criteria_met",
    "requirements_set",
    "incident_handling_agreed",
    "performance_check_agreed",
    "exit_plan",
    "audit_accepted",
    "sla_agreed",
    "mfa",
    "encryption_in_transit",
    "encryption_at_rest",
    "logs_available",
    "terms_read",
    "risk_accepted",
)


def choose(page, name, value):
    box = page.locator(f"input[name={name}][value={value}]")
    if box.count():
        box.check()


def onward(page):
    page.get_by_role("button", name="保存して次へ").click()
    page.wait_for_load_state()


def answer_yes(page):
    for name in YES:
        choose(page, name, "yes")


@pytest.fixture
def people(open_page, sign_in):
    """Open a page of its own for an account of the demo city."""
    return lambda account: sign_in(open_page(), account)


def begin(page):
    page.goto("/applications/new/")
    page.get_by_role("button", name="新しい申請を始める").click()
    page.wait_for_url(re.compile(r"/edit/1/"))


def describe(page):
    page.locator("[name=name]").fill(NAME)
    page.locator("[name=purpose]").fill("申告相談の予約を受け付ける。")
    page.locator("[name=service_kind]").select_option("cloud")
    choose(page, "works_for_us", "no")
    choose(page, "is_cloud", "yes")
    page.locator("[name=phase]").select_option("selection")
    page.locator("[name=starts]").fill("Ｒ９．１．４")
    expect(page.get_by_text("令和9年1月4日")).to_be_visible()
    expect(page.locator("#saved")).to_contain_text("自動で保存しました")


def apply(clerk, check_page):
    """Write the application until it is 条件付き可, and file it; return its address."""
    begin(clerk)
    describe(clerk)
    check_page(clerk)
    onward(clerk)
    clerk.locator("#find-asset").fill("申告相談")
    expect(clerk.locator("#found input")).to_have_count(1)
    clerk.locator("#found").get_by_label("申告相談の予約表").check()
    clerk.locator("[name=zone]").select_option("internet")
    check_page(clerk)
    onward(clerk)

    clerk.locator("[name=provider_name]").fill("東西クラウド株式会社")
    clerk.locator("[name=terms_kind]").select_option("terms_only")
    expect(clerk.locator("#judgement")).to_contain_text("EXT-010")
    expect(clerk.locator("#judgement")).to_contain_text("不可")
    check_page(clerk)
    clerk.locator("[name=terms_kind]").select_option("individual")
    expect(clerk.locator("#judgement")).to_contain_text("判定不能")
    expect(clerk.locator("#judgement")).to_contain_text("目的外利用の禁止")
    choose(clerk, "certifications", "ismap")
    clerk.locator("[name=reliability_text]").fill("ISMAPに登録され、使う機能が言明の対象範囲に入っている。")
    clerk.locator("[name=data_regions]").fill("日本")
    choose(clerk, "sub_processors", "no")
    answer_yes(clerk)
    onward(clerk)
    answer_yes(clerk)
    for name in ("responsibility_undecided", "responsibility_nobody"):
        clerk.locator(f"[name={name}]").fill("０")
    expect(clerk.locator("#judgement")).to_contain_text("条件付き可")
    check_page(clerk)
    onward(clerk)
    check_page(clerk)
    clerk.get_by_role("button", name="申請する", exact=True).click()
    expect(clerk.get_by_text("申請しました")).to_be_visible()
    check_page(clerk)
    return clerk.url


def review_and_consult(people, check_page, address):
    reviewer = people("joho-1")
    reviewer.goto("/applications/to-review/")
    reviewer.get_by_role("link", name=f"{NAME}の利用").click()
    reviewer.get_by_role("link", name="審査する", exact=True).last.click()
    expect(reviewer.get_by_role("button", name="審査する")).to_be_visible()
    for box in reviewer.locator("input[type=radio][value=yes]").all():
        box.check()
    check_page(reviewer)
    reviewer.get_by_role("button", name="審査する").click()
    expect(reviewer.get_by_text("審査を終えました")).to_be_visible()

    head = people("zeimu-kacho")
    head.goto(address)
    head.get_by_role("link", name="合議に答える").click()
    head.get_by_label("同意する", exact=True).check()
    check_page(head)
    head.get_by_role("button", name="合議に答える").click()
    expect(head.get_by_text("合議に答えました")).to_be_visible()


def decide_in_absence(people, check_page, address):
    """The deputy decides only while the decider is away, who then reads it."""
    deputy = people("joho-hosa")
    assert deputy.goto(address).status == 200
    expect(deputy.get_by_role("link", name="代決する")).to_have_count(0)
    general = people("general")
    general.goto("/account/absence/")
    general.locator("[name=starts]").fill("令和8年4月1日")
    general.locator("[name=ends]").fill("令和20年3月31日")
    general.locator("[name=reason]").fill("出張")
    general.locator("main form button[type=submit]").first.click()
    general.wait_for_load_state()

    deputy.goto(address)
    deputy.get_by_role("link", name="代決する").click()
    deputy.get_by_label("理由").fill("本日中に予約を始めるため。")
    check_page(deputy)
    deputy.get_by_role("button", name="代決する").click()
    expect(deputy.get_by_text("後閲に回しました")).to_be_visible()

    general.goto("/applications/later/")
    check_page(general)
    panel = general.locator("section.panel", has_text=NAME)
    panel.get_by_role("button", name="後閲する").click()
    expect(general.get_by_text("後閲しました")).to_be_visible()


def see_what_came_of_it(clerk, check_page, address):
    clerk.goto(address)
    expect(clerk.locator("main")).to_contain_text("税第")
    expect(clerk.locator("main")).to_contain_text("後閲")
    check_page(clerk)
    with clerk.expect_download() as waiting:
        clerk.get_by_role("link", name="決裁の記録（PDF）").click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF-")
    clerk.get_by_role("link", name=re.compile(f"外サ.*{NAME}")).click()
    expect(clerk.get_by_role("heading", level=1)).to_contain_text(NAME)


def test_an_application_goes_through_every_hand(people, check_page):
    clerk = people("zeimu-1")
    address = apply(clerk, check_page)
    review_and_consult(people, check_page, address)
    decide_in_absence(people, check_page, address)
    see_what_came_of_it(clerk, check_page, address)


def test_a_deputy_is_told_before_the_form_who_decides(page, sign_in, check_page):
    sign_in(page, "norin-hosa")
    page.goto("/applications/")
    page.get_by_role("link", name="アンケート集計").first.click()
    page.wait_for_url("**/applications/*/")
    for act in ("decide", "act-for"):
        page.goto(f"{page.url.rsplit('/applications/', 1)[0]}/applications/{page.url.split('/')[4]}/{act}")
        expect(page.get_by_text("あなたは、今これをすることができません")).to_be_visible()
        expect(page.get_by_role("button", name="決裁する")).to_have_count(0)
        check_page(page)


def test_where_each_fact_of_a_service_comes_from(page, narrow_page, sign_in, check_page):
    for one in (page, narrow_page):
        sign_in(one, "joho-1")
        one.goto("/ledgers/services/?q=つどい")
        one.locator("tbody a").first.click()
        one.get_by_text("すべての事実").click()
        expect(
            one.get_by_role("columnheader", name="出どころ").or_(one.get_by_text("申請の答え（")).first
        ).to_be_visible()
        check_page(one)
    assert narrow_page.evaluate("document.documentElement.scrollWidth") <= 390
