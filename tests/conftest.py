"""What all tests share."""

from pathlib import Path

import pytest
from hypothesis import settings

import scorepress

# The same examples on every run, so that a red test is red for everybody; no deadline, because machines differ.
settings.register_profile("house", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("house")


def pytest_report_header() -> str:
    """Which program is tested: `./scorepress test` tests the installed one."""
    return f"scorepress {scorepress.__version__} in {Path(scorepress.__file__).parent}"


@pytest.fixture(scope="session")
def root() -> Path:
    """The clone."""
    return Path(__file__).parent.parent
