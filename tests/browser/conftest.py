"""The running product with the demo city, and Chromium in front of it.

``site``      the product's own ``sekisho serve --demo`` in a throw-away data folder, one for the session
``page``      a fresh page at 1366×768, Japanese; ``narrow_page`` the same at 390×844
``sign_in``   signs an account of the demo city in through the form: ``sign_in(page, "zeimu-1")``
``check_page(page)``   no axe violation, no request to another host, nothing refused by the content policy
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from sekisho.server.demo import PASSWORD

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop running beside the tests
CHROMIUM = "/usr/bin/chromium"
SEKISHO = Path(sys.executable).parent / "sekisho"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HERE = Path(__file__).parent
WALKS = "test_every_page.py"
"""Each of its tests stands alone; those of another file follow one another in one city."""
_watched: WeakKeyDictionary[object, SimpleNamespace] = WeakKeyDictionary()


@pytest.hookimpl(tryfirst=True)  # pytest-xdist reads the groups in this same hook
def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if item.path.name != WALKS:
                item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Start the product as its reader would and stop it at the end."""
    folder = tmp_path_factory.mktemp("city")
    with serving(folder, "--demo") as url:
        yield SimpleNamespace(url=url, data=folder, password=PASSWORD)


@contextlib.contextmanager
def serving(folder, *options):
    """Serve the data in ``folder``; whatever was done to it meanwhile, the record is whole afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (folder / "serve.log").open("w")
    server = subprocess.Popen(
        [str(SEKISHO), "serve", *options, "--port", str(port)],
        env=environment_of(folder), stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(f"{url}/ready", server, folder / "serve.log")
        yield url
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)
        log.close()
    verified = subprocess.run(
        [str(SEKISHO), "journal", "verify", str(folder / "journal")],
        env=environment_of(folder), check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert verified.returncode == 0, verified.stdout + verified.stderr


def environment_of(folder):
    """Return the environment of the product's own command over the data in ``folder``."""
    kept = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    kept.pop("DATABASE_URL", None)
    return kept | {"SEKISHO_DATA": str(folder)}


def _wait_for(url: str, server: subprocess.Popen, log: Path, seconds: float = 180) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  our own address
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    pytest.fail(f"the site did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser, site):
    """Give fresh pages, each in a context of its own: two people at once need two."""
    contexts = []

    def open_one(width=1366, height=768, locale="ja-JP", base=None):
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale=locale, base_url=base or site.url,
            timezone_id="Asia/Tokyo",
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        watch = _watched[page] = SimpleNamespace(requests=[], complaints=[], leaving=None)
        page.on("request", lambda request: _leaves(watch, page, request))
        page.on("requestfinished", lambda request: _arrives(watch, request))
        page.on("requestfailed", lambda request: _arrives(watch, request))
        page.on("console", lambda message: _note(watch, message))
        page.on("pageerror", lambda error: watch.complaints.append(str(error)))
        return page

    yield open_one
    for context in contexts:
        context.close()


def _leaves(watch, page, request):
    watch.requests.append(request.url)
    if request.is_navigation_request() and request.frame == page.main_frame:
        watch.leaving = request


def _arrives(watch, request):
    if watch.leaving == request:
        watch.leaving = None


def _settle(page, seconds=15):
    """Wait until the page that the last click leads to is the one shown: a click does not wait for it."""
    watch = _watched[page]
    page.wait_for_timeout(50)
    until = time.monotonic() + seconds
    while watch.leaving is not None and time.monotonic() < until:
        page.wait_for_timeout(20)
    assert watch.leaving is None, f"{watch.leaving.url} does not answer"
    page.wait_for_load_state()


def _note(watch, message):
    refused = "Content Security Policy" in message.text or "Refused to" in message.text
    if message.type == "error" and refused:
        watch.complaints.append(message.text)


@pytest.fixture
def page(open_page):
    return open_page()


@pytest.fixture
def narrow_page(open_page):
    return open_page(width=390, height=844)


@pytest.fixture
def sign_in(site):
    def enter(page, account):
        page.goto("/account/login/")
        page.get_by_label("利用者ID").fill(account)
        page.get_by_label("パスワード", exact=True).fill(site.password)
        page.get_by_role("button", name="サインイン").click()
        page.wait_for_url(lambda url: "/account/login" not in url)
        return page

    return enter


@pytest.fixture(scope="session")
def check_page():
    axe = Axe()

    def check(page):
        """Fail on an axe violation, a request to another host, or anything the policy refused."""
        _settle(page)
        watch = _watched[page]
        host = urlsplit(page.url).netloc
        foreign = [url for url in watch.requests if urlsplit(url).netloc not in {host, ""}]
        assert foreign == [], f"{page.url} asks other hosts"
        assert watch.complaints == [], f"{page.url} is refused something by its own policy"
        found = axe.run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response[
            "violations"
        ]
        told = [
            f"{rule['id']} ({rule['impact']}): {node['html'][:200]} — {node['failureSummary']}"
            for rule in found
            for node in rule["nodes"]
        ]
        assert not told, f"{page.url}\n" + "\n".join(told)

    return check
