"""Take the pictures of the READMEs from the running product, in a throw-away さくら市."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

from sekisho.server.demo import PASSWORD

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
PORT = 8765
URL = f"http://127.0.0.1:{PORT}"
SHOTS = (
    # account, picture, how to get there
    ("joho-1", "home", ("/",)),
    ("zeimu-1", "decision", ("/applications/", "オンライン申込み「まちの窓口」の利用")),
    ("joho-1", "assets", ("/ledgers/assets/",)),
)


def main() -> None:
    """Start the site, take every picture, stop it."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen(
            [str(Path(sys.executable).parent / "sekisho"), "serve", "--demo", "--port", str(PORT)],
            env=os.environ | {"SEKISHO_DATA": folder},
            start_new_session=True,
        )
        try:
            _wait()
            _take()
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(timeout=30)


def _wait() -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"{URL}/ready", timeout=5):  # noqa: S310  our own address
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
    sys.exit("the site did not start")


def _take() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        for account, picture, (path, *link) in SHOTS:
            page = browser.new_page(locale="ja-JP", viewport={"width": 1366, "height": 900}, base_url=URL)
            page.goto("/account/login/")
            page.get_by_label("利用者ID").fill(account)
            page.get_by_label("パスワード", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="サインイン").click()
            page.wait_for_url(lambda url: "/account/login" not in url)
            page.goto(path)
            for text in link:
                page.get_by_role("link", name=text).first.click()
                page.wait_for_load_state()
            page.screenshot(path=PICTURES / f"{picture}.png")
            print(f"docs/pictures/{picture}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
