"""The register of ISMAP in the browser: a list comes in, a row is confirmed, a judgement goes on paper."""

from __future__ import annotations

import datetime as dt

from playwright.sync_api import expect

from sekisho.server.demo.registers import HEAD

PAGES = ("/trust/register/", "/trust/register/import", "/trust/register/?ours=waits", "/trust/")
TODAY = dt.date.today()  # noqa: DTZ011  a day of the machine that runs both


FIRM = "9990002000015"


def line(number, service, firm, ended, scope, firm_number=""):
    period = f"{ended - dt.timedelta(days=364)}～{ended}"
    return f'{number},{service},{firm},{firm_number},{ended + dt.timedelta(days=20)},{period},"{scope}",'


def test_a_register_is_taken_in_and_a_row_confirmed(page, sign_in, check_page, tmp_path):
    ended = TODAY - dt.timedelta(days=30)  # later than the ledger says: nothing held changes by itself
    path = tmp_path / "list.csv"
    lines = [
        HEAD,
        line(
            "C26-0901-2",
            "オンライン申込み「まちの窓口」",
            "東西クラウド株式会社",
            ended,
            "申込みフォーム、通知メール",
        ),
        line("C26-0902-2", "Web会議「つどい」", "北辰通信株式会社", ended, "会議、画面共有"),
        line(
            "C26-0999-2",
            "打合せ「あさひ」",
            "東西クラウド株式会社",
            ended,
            "会議、画面共有、録画を除く",
            FIRM,
        ),
        "C26-0998-2,文書「ひだまり」,ひだまり株式会社,,令和7年2月30日,未定,,",
    ]
    path.write_bytes("\r\n".join(lines).encode("cp932"))
    sign_in(page, "joho-1")
    page.goto("/trust/register/import")
    check_page(page)
    page.get_by_role("button", name="読み取る").click()
    expect(page.locator("[data-invalid]").first).to_be_visible()
    check_page(page)
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="読み取る").click()
    expect(page.get_by_text("今日現在とします")).to_be_visible()
    expect(page.get_by_role("cell", name="監査対象期間", exact=True)).to_be_visible()
    check_page(page)
    page.get_by_label("内容を確かめました").check()
    page.get_by_role("button", name="取り込む", exact=True).click()
    expect(page.get_by_text("今の登録簿")).to_be_visible()
    check_page(page)
    confirm_function_by_function(page, check_page)


def confirm_function_by_function(page, check_page):
    page.goto("/trust/register/?match=firm")
    check_page(page)
    page.get_by_role("link", name="C26-0999-2").click()
    check_page(page)
    page.get_by_role("link", name="認定・認証に記録する").click()
    expect(page.get_by_role("heading", name="範囲から除かれるものがあります")).to_be_visible()
    check_page(page)
    page.get_by_label("会議", exact=True).check()
    page.get_by_role("button", name="認定・認証に記録する").click()
    expect(page.get_by_text("登録簿の内容で、認定・認証を記録しました。")).to_be_visible()
    check_page(page)


def test_the_service_shows_the_register_and_its_judgement_on_paper(page, sign_in, check_page):
    sign_in(page, "joho-1")
    page.goto("/trust/?q=C26-0901")
    page.get_by_role("link", name="ISMAP", exact=True).first.click()
    page.get_by_role("listitem").get_by_role("link", name="外サ-").first.click()
    expect(page.get_by_role("heading", name="ISMAPの登録簿では")).to_be_visible()
    check_page(page)
    with page.expect_download() as sent:
        page.get_by_role("link", name="判断の記録（PDF）").click()
    assert sent.value.suggested_filename.endswith(".pdf")
    page.get_by_role("link", name="印刷").click()
    expect(page.get_by_role("heading", name="使う機能と、言明の対象範囲")).to_be_visible()
    check_page(page)


def test_the_pages_fit_a_narrow_screen(narrow_page, sign_in, check_page):
    page = sign_in(narrow_page, "joho-1")
    for address in PAGES:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
        check_page(page)
