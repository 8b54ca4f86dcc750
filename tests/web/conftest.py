"""A browser for tests: headless Chromium, driven by `browser.mjs`."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

WEB = Path(__file__).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ALL = bool(os.environ.get("SCOREPRESS_ALL"))
"""Whether every student is looked at (`make axe`, `make fidelity`), not only some."""

Browser = Callable[..., list[dict[str, Any]]]


def lacking() -> str | None:
    """What is missing for tests with a browser, and how to get it."""
    if not any(map(shutil.which, BROWSERS)):
        return "no Chromium here (Debian: apt-get install chromium)"
    return without_packages()


def without_packages() -> str | None:
    if not shutil.which("node"):
        return "no node here (Debian: apt-get install nodejs npm)"
    if not (WEB / "node_modules" / "playwright-core").is_dir():
        return "no npm packages here (make web)"
    return None


def skip(reason: str | None) -> None:
    """Skip where something is missing; where it was promised (SCOREPRESS_WEB), fail."""
    if reason and os.environ.get("SCOREPRESS_WEB"):
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Browser:
    """Give jobs, get answers; `browser.mjs` says what a job is."""
    skip(lacking())
    found = next(path for path in map(shutil.which, BROWSERS) if path)

    def run(jobs: list[dict[str, Any]], scale: float = 1.0) -> list[dict[str, Any]]:
        order = {"browser": found, "profile": str(tmp_path_factory.mktemp("profile")), "scale": scale, "jobs": jobs}
        done = subprocess.run(
            ["node", str(WEB / "browser.mjs")], input=json.dumps(order), capture_output=True, text=True, check=False,
            timeout=60 + 10 * len(jobs),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        answers: list[dict[str, Any]] = json.loads(done.stdout)
        return answers

    return run


@pytest.fixture(scope="session")
def packages() -> Path:
    """The folder from which `node` finds the npm packages."""
    skip(without_packages())
    return WEB


@pytest.fixture(scope="session")
def all_students() -> bool:
    """Whether every student is wanted."""
    return ALL
