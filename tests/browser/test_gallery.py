"""Every component in every state meets WCAG 2.2 AA, wide and narrow, in both languages, and prints."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

UI_TESTS = Path(__file__).resolve().parents[1] / "ui"


@pytest.fixture
def gallery(live_server, settings, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(UI_TESTS), *sys.path])
    settings.ROOT_URLCONF = "gallery_urls"
    return f"{live_server.url}/gallery"


@pytest.mark.parametrize(("width", "locale"), [(1366, "ja-JP"), (390, "ja-JP"), (1366, "en-GB")])
def test_components(gallery, open_page, check_page, width, locale):
    page = open_page(width=width, locale=locale, base=gallery)
    page.goto(gallery)
    check_page(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "columns"), [(1366, 2), (390, 1)])
def test_two_columns_become_one_on_a_narrow_screen(gallery, open_page, width, columns):
    page = open_page(width=width, base=gallery)
    page.goto(gallery)
    places = (
        page.locator(".two").first.locator("> .panel").evaluate_all("all => all.map(it => it.offsetLeft)")
    )
    assert len(set(places)) == columns


def test_focus_is_seen(gallery, open_page):
    page = open_page(base=gallery)
    page.goto(gallery)
    button = page.get_by_role("button", name="決裁する")
    page.keyboard.press("Tab")
    for _ in range(40):
        if button.evaluate("it => it === document.activeElement"):
            break
        page.keyboard.press("Tab")
    assert button.evaluate("it => getComputedStyle(it).outlineWidth") == "4px"
    assert "255, 212, 61" in button.evaluate("it => getComputedStyle(it).boxShadow")


def test_the_error_summary_leads_to_the_field(gallery, open_page):
    page = open_page(base=gallery)
    page.goto(gallery)
    expect(page.locator("#errors")).to_be_focused()
    page.get_by_role("link", name="利用開始日").click()
    expect(page.get_by_label("利用開始日")).to_be_focused()


def test_on_paper_the_frame_is_gone(gallery, open_page):
    page = open_page(base=gallery)
    page.goto(gallery)
    page.emulate_media(media="print")
    expect(page.locator(".bar")).to_be_hidden()
    expect(page.locator(".filters")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_list_to_tick_is_narrowed_by_typing_and_keeps_what_is_ticked(gallery, open_page):
    page = open_page(base=gallery)
    page.goto(gallery)
    group = page.get_by_role("group", name="関係する課")
    group.get_by_label("第3課", exact=True).check()
    group.get_by_label("絞り込む").fill("第１１")
    expect(group.get_by_role("checkbox")).to_have_count(2)
    expect(group.get_by_label("第3課", exact=True)).to_be_checked()
    group.get_by_label("絞り込む").press("Enter")
    group.get_by_label("絞り込む").fill("どこにもない")
    expect(group.get_by_role("status")).to_have_text("当てはまるものがありません")
    group.get_by_label("絞り込む").fill("")
    expect(group.get_by_role("checkbox")).to_have_count(12)
