"""The check of a page waits for the page a click leads to."""

from __future__ import annotations

import time


def test_a_check_right_after_a_click_sees_the_page_clicked_for(page, sign_in, check_page):
    sign_in(page, "joho-1")
    page.goto("/ledgers/contracts/")
    page.route("**/ledgers/contracts/*/", lambda route: (time.sleep(1), route.continue_()))
    page.locator("tbody a").first.click(no_wait_after=True)
    check_page(page)
    assert page.url.rstrip("/").split("/")[-1].isdigit()
