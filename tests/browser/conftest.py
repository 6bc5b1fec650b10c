"""The app behind a port of its own, and a real Chromium before it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 90_000  # milliseconds: a first run trains and tests models
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium():
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


@contextmanager
def served(folder):
    """Start the app behind a free port; give its address and the file of its log."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    path = folder / f"log-{port}"
    with path.open("wb") as log:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "pages.shared.server"),
                *("--server.headless=true", "--server.fileWatcherType=none"),
                *("--server.address=127.0.0.1", f"--server.port={port}"),
            ],
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            await_health(f"http://127.0.0.1:{port}/_stcore/health", server)
            yield f"http://127.0.0.1:{port}", path
        finally:
            server.terminate()
            server.wait(10)


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    with served(tmp_path_factory.mktemp("server")) as (url, _log):
        yield url


def await_health(url, server):
    for _attempt in range(150):
        assert server.poll() is None, "the server ended at once"
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the server did not become healthy")


@pytest.fixture
def browser():
    found = chromium()
    if found is None:
        reason = "no Chromium here: apt-get install -y chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


def visit(browser, url):
    """Open the app as a visitor of its own."""
    page = browser.new_page(
        viewport={"width": 1400, "height": 1600}, locale="en-GB", accept_downloads=True
    )
    page.set_default_timeout(PATIENCE)
    page.goto(url, wait_until="commit")
    return page


@pytest.fixture
def page(browser, address):
    return visit(browser, address)
