"""The frame, home, search, sign-in and the pages about people: reachable, readable, keyboard only."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect


def test_sign_in_page_of_the_demo_tells_whom_to_be(page, check_page):
    page.goto("/account/login/")
    expect(page.get_by_text("見本の「さくら市」です")).to_be_visible()
    check_page(page)


def test_wrong_password_is_explained(page, check_page):
    page.goto("/account/login/")
    page.get_by_label("利用者ID").fill("nobody-here")
    page.get_by_label("パスワード", exact=True).fill("wrong")
    page.get_by_role("button", name="サインイン").click()
    expect(page.get_by_role("alert")).to_be_focused()
    check_page(page)


@pytest.mark.parametrize("account", ["zeimu-1", "zeimu-kacho", "joho-1", "general", "ciso", "kansa"])
def test_home_of_each_role(page, sign_in, check_page, account):
    sign_in(page, account)
    expect(page.get_by_role("heading", level=1)).to_contain_text("さん")
    expect(page.get_by_role("heading", name="あなたを待っているもの")).to_be_visible()
    check_page(page)


def test_every_entry_of_the_navigation_opens(page, sign_in, check_page):
    sign_in(page, "general")
    links = [link.get_attribute("href") for link in page.locator(".nav a").all()]
    assert "/" in links
    for link in links:
        answer = page.goto(link)
        assert answer.ok, link
        expect(page.locator(".nav a[aria-current=page]")).to_have_count(1)
        check_page(page)


def test_english_on_every_page(page, sign_in, check_page):
    sign_in(page, "general")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", name="Waiting for you")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="日本語").click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")


@pytest.mark.parametrize(
    "path",
    ["/account/people/", "/account/people/add", "/account/people/1", "/account/people/1/appoint",
     "/account/people/?words=いない人", "/account/absence/", "/account/mfa/", "/account/password/change/",
     "/account/logout/", "/account/reauthenticate/", "/search", "/search?q=税", "/search?q=zzzz", "/nothing"],
)  # fmt: skip
def test_pages_in_their_states(page, sign_in, check_page, path):
    sign_in(page, "general")
    page.goto(path)
    check_page(page)


def test_narrow_page_by_keyboard_alone(narrow_page, sign_in, check_page):
    page = sign_in(narrow_page, "zeimu-kacho")
    check_page(page)
    menu = page.get_by_role("button", name="メニュー")
    for _ in range(12):
        page.keyboard.press("Tab")
        if menu.evaluate("it => it === document.activeElement"):
            break
    expect(menu).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".nav a").first).to_be_focused()
    check_page(page)
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(page.locator(".nav")).to_be_hidden()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390, "nothing is wider than the screen"


def test_slash_goes_to_search_and_dates_are_read_back(page, sign_in):
    sign_in(page, "zeimu-kacho")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.goto("/account/absence/")
    page.get_by_label("から").fill("Ｒ８．１２．１")
    expect(page.get_by_text("令和8年12月1日（火） と読みました")).to_be_visible()


def test_absence_is_declared_and_taken_back(page, sign_in, check_page):
    sign_in(page, "shimin-kacho")
    page.goto("/account/absence/")
    page.get_by_label("から").fill("令和9年1月10日")
    page.get_by_label("まで").fill("令和9年1月9日")
    page.get_by_label("理由").fill("出張")
    page.get_by_role("button", name="登録する").click()
    expect(page.get_by_role("alert")).to_contain_text("「まで」が「から」より前です")
    check_page(page)
    page.get_by_label("まで").fill("令和9年1月12日")
    page.get_by_role("button", name="登録する").click()
    expect(page.get_by_text("不在を登録しました")).to_be_visible()
    check_page(page)
    page.get_by_role("listitem").filter(has_text="令和9年1月12日").get_by_role("button").click()
    expect(page.get_by_text("不在の登録を取り消しました")).to_be_visible()


def test_a_new_colleague_gets_a_post_and_signs_in(page, open_page, site, sign_in, check_page):
    sign_in(page, "joho-1")
    page.goto("/account/people/add")
    page.get_by_role("button", name="加える").click()
    check_page(page)
    page.get_by_label("氏名").fill("髙﨑 新")
    page.get_by_label("利用者ID").fill("takasaki")
    page.get_by_label("はじめのパスワード").fill(site.password)
    page.get_by_role("button", name="加える").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("髙﨑 新さんの職を登録する")
    page.get_by_label("所属").select_option("福祉課")
    page.get_by_label("役割").select_option("staff")
    page.get_by_label("職名").fill("主事")
    page.get_by_label("発令日").fill("令和8年4月1日")
    page.get_by_role("button", name="登録する").click()
    expect(page.get_by_text("在任", exact=True)).to_be_visible()
    check_page(page)
    theirs = sign_in(open_page(), "takasaki")
    expect(theirs.get_by_role("heading", level=1)).to_have_text(re.compile("髙﨑さん"))
