"""Passkeys and one-time codes, set up and used to sign in as a person does; the passkeys are Chromium's own.

Every test has an account of the demo city to itself: who has a second step is asked for it ever after.
"""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import expect

STEP = 30
"""Seconds an app shows one code (RFC 6238, section 4.1)."""
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def localhost(site):
    """The site under the name at which browsers let passkeys be used without HTTPS."""
    return site.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def device(open_page, localhost):
    """Give a page of a device that keeps passkeys and knows its owner."""

    def take(base=localhost):
        page = open_page(base=base)
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        return page

    return take


@pytest.fixture
def enter_again(site):
    """Open a page of the second steps, which asks for the password once more."""

    def enter(page, path):
        page.goto(path)
        expect(page.get_by_role("heading", name="もう一度確かめます")).to_be_visible()
        page.get_by_label("パスワード").fill(site.password)
        page.get_by_role("button", name="確かめる").click()
        page.wait_for_url(f"**{path}")

    return enter


@pytest.fixture
def add_passkey(sign_in, enter_again):
    def add(page, account, *, alone):
        sign_in(page, account)
        enter_again(page, "/account/mfa/passkeys/add/")
        page.get_by_label("名前").fill("課の端末")
        page.get_by_label("パスワードを入れずに").set_checked(alone)
        page.get_by_role("button", name="加える").click()

    return add


def leave(page):
    page.context.clear_cookies()
    page.goto("/account/login/")


def signed_in(page):
    return page.locator("details.who")


def test_a_person_adds_a_passkey_and_signs_in_with_it_alone(device, add_passkey, enter_again, check_page):
    page = device()
    add_passkey(page, "norin-1", alone=True)
    expect(page.get_by_role("heading", name="回復コード")).to_be_visible()
    check_page(page)
    page.goto("/account/mfa/passkeys/")
    expect(page.get_by_role("cell", name="課の端末")).to_be_visible()
    check_page(page)
    leave(page)
    check_page(page)
    page.get_by_role("button", name="パスキーで入る").click()
    page.wait_for_url("**/")
    expect(signed_in(page)).to_be_visible()

    page.goto("/account/mfa/passkeys/")
    enter_again(page, page.get_by_role("link", name="消す").get_attribute("href"))
    check_page(page)
    page.get_by_role("button", name="消す").click()
    expect(page.get_by_text("パスキーはまだありません")).to_be_visible()
    leave(page)
    page.get_by_role("button", name="パスキーで入る").click()
    expect(page.get_by_text("確かめられませんでした")).to_be_visible()
    expect(signed_in(page)).to_have_count(0)


def test_a_passkey_as_the_second_step_after_the_password(device, add_passkey, site, check_page):
    page = device()
    add_passkey(page, "kensetsu-1", alone=False)
    expect(page.get_by_role("heading", name="回復コード")).to_be_visible()
    leave(page)
    page.get_by_label("利用者ID").fill("kensetsu-1")
    page.get_by_label("パスワード", exact=True).fill(site.password)
    page.get_by_role("button", name="サインイン").click()
    expect(page.get_by_role("heading", name="二段階認証")).to_be_visible()
    check_page(page)
    page.goto("/ledgers/approved/")
    expect(signed_in(page)).to_have_count(0)
    page.goto("/account/login/two-steps/")
    page.get_by_role("button", name="パスキーを使う").click()
    page.wait_for_url("**/")
    expect(signed_in(page)).to_be_visible()


def test_at_an_address_that_allows_no_passkeys_the_page_says_so(device, add_passkey, site, check_page):
    page = device(site.url)
    page.goto("/account/login/")
    page.get_by_role("button", name="パスキーで入る").click()
    expect(page.locator("#passkey-trouble")).to_be_focused()
    expect(page.get_by_text(re.compile("http://localhost"))).to_be_visible()
    check_page(page)
    add_passkey(page, "toshi-1", alone=True)
    expect(page.get_by_text(re.compile("http://localhost"))).to_be_visible()
    check_page(page)


def test_a_device_registered_before_is_told_so(device, add_passkey, localhost):
    page = device()
    add_passkey(page, "suido-1", alone=True)
    expect(page.get_by_role("heading", name="回復コード")).to_be_visible()
    page.goto("/account/mfa/passkeys/add/")
    page.get_by_role("button", name="加える").click()
    expect(page.locator("#passkey-trouble")).to_contain_text("もう登録されています")


def test_codes_of_an_app_are_asked_for_and_a_wrong_one_opens_nothing(
    page, sign_in, enter_again, site, check_page
):
    sign_in(page, "kaikei-1")
    enter_again(page, "/account/mfa/totp/activate/")
    check_page(page)
    secret = page.locator("code").inner_text()
    page.get_by_role("textbox").fill(code_of(secret, at_leisure(page)))
    page.get_by_role("button", name="登録する").click()
    expect(page.get_by_role("heading", name="回復コード")).to_be_visible()
    recovery = re.findall(r"\b\d{8}\b", page.locator("main").inner_text())
    check_page(page)

    for answer, opens in (("wrong", False), ("shown", True), (recovery[0], True)):
        leave(page)
        page.get_by_label("利用者ID").fill("kaikei-1")
        page.get_by_label("パスワード", exact=True).fill(site.password)
        page.get_by_role("button", name="サインイン").click()
        expect(page.get_by_role("heading", name="二段階認証")).to_be_visible()
        counter = at_leisure(page)
        codes = {"shown": code_of(secret, counter), "wrong": wrong_code(secret, counter)}
        page.get_by_role("textbox").fill(codes.get(answer, answer))
        page.get_by_role("button", name="サインイン").click()
        if opens:
            expect(signed_in(page)).to_be_visible()
        else:
            expect(page.locator("#errors")).to_be_focused()
            check_page(page)


def at_leisure(page):
    """Wait until a code stays good long enough to be typed; return the count of its half minute."""
    left = STEP - time.time() % STEP
    if left < STEP / 2:
        page.wait_for_timeout(left * 1000 + 100)
    return next(yield_hotp_counters_from_time())


def code_of(secret, counter):
    """Return the code an app shows in that half minute."""
    return f"{hotp_value(secret, counter):06d}"


def wrong_code(secret, counter):
    """Return six digits that the app shows nowhere near that half minute."""
    near = {code_of(secret, one) for one in range(counter - 10, counter + 10)}
    return next(code for code in ("000000", "123456", "654321") if code not in near)
