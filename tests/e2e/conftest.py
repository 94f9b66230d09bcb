"""A real installation in a real browser: init, run, sign in, look."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parents[2]
SHOTS = Path(__file__).parent / "shots"
NEW_PASSWORD = "Plum-window-73-river"
SEED = os.environ.get("E2E_SEED", "11")  # not the seed the demo ships with
TELEPHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0 Mobile Safari/537.36"
)
PATIENCE = 90_000  # milliseconds; the machine may be busy


@dataclass(frozen=True, kw_only=True)
class Cockpit:
    """A running cockpit: where it is, and the one-time password of each first user."""

    url: str
    home: Path
    passwords: dict[str, str]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def cockpit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cockpit]:
    """Installs the demo under another seed and runs worker, ticker and screens."""
    home = tmp_path_factory.mktemp("cockpit") / "home"
    port = _free_port()
    environment = os.environ | {
        "COCKPIT_HOME": str(home),
        "COCKPIT_PORT": str(port),
        "COCKPIT_DEMO_TICK": "20",  # leaves the machine to the browser
        "COLUMNS": "200",
    }
    command = [sys.executable, "cockpit.py"]
    installed = subprocess.run(
        [*command, "init", "--profile", "demo", "--seed", SEED],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=580, check=False,
    )  # fmt: skip
    assert installed.returncode == 0, installed.stderr
    passwords = dict(re.findall(r"^\s*(\w+)\s.*\s((?:\w{4}-){4}\w{4})\s*$", installed.stdout, re.M))
    running = subprocess.Popen(
        [*command, "run"], cwd=ROOT, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_up(url, running)
        yield Cockpit(url=url, home=home, passwords=passwords)
    finally:
        running.terminate()
        running.wait(30)


def _wait_until_up(url: str, running: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        assert running.poll() is None, running.stdout and running.stdout.read().decode()
        try:
            if httpx.get(f"{url}/healthz", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    raise AssertionError("the cockpit did not come up")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    SHOTS.mkdir(exist_ok=True)
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking",
                  "--disable-component-update", "--no-first-run"],
        )  # fmt: skip
        yield chromium
        chromium.close()


def patient(context: BrowserContext) -> Page:
    context.set_default_timeout(PATIENCE)
    return context.new_page()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A desktop page in Chinese."""
    context = browser.new_context(
        viewport={"width": 1920, "height": 1080}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    yield patient(context)
    context.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A phone in Chinese."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True,
        has_touch=True, locale="zh-CN", timezone_id="Asia/Shanghai", user_agent=TELEPHONE,
    )  # fmt: skip
    yield patient(context)
    context.close()


def settled(page: Page) -> None:
    """Wait until the script behind the page has run to its end."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_timeout(700)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


def sign_in(page: Page, cockpit: Cockpit, user: str, *, at: str = "/") -> None:
    """Sign in, replacing the one-time password where it is still to be replaced."""
    page.goto(cockpit.url + at)
    _type(page, user, NEW_PASSWORD)
    if page.locator("[role=alert]").count():
        _type(page, user, cockpit.passwords[user])
        page.wait_for_selector("input[name=new]")
        page.fill("input[name=current]", cockpit.passwords[user])
        page.fill("input[name=new]", NEW_PASSWORD)
        page.fill("input[name=again]", NEW_PASSWORD)
        with page.expect_navigation():
            page.click("button[type=submit]")
    page.wait_for_selector("[data-testid=stApp]")


def _type(page: Page, user: str, password: str) -> None:
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", password)
    with page.expect_navigation():
        page.click("button[type=submit]")
