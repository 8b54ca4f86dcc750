"""The command, as a person types it: in a folder of the test's own, with a cache of the session's own."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import scorepress as package
from scorepress.apps.cli import group

REPORT = "summative-alternate-elpac"


class Command:
    """`scorepress` in a folder. A call runs it in this process, `start` in one of its own."""

    def __init__(self, folder, environment):
        self.folder = folder
        self.environment = environment

    def __call__(self, *arguments, code=0, stdin=None):
        """Run it; an exception that is no diagnostic fails the test. code: what it ends with, None for anything."""
        done = CliRunner(env=self.environment).invoke(
            group, [str(a) for a in arguments], input=stdin, prog_name="scorepress", catch_exceptions=False
        )
        assert code is None or done.exit_code == code, done.output
        return done

    def render(self, *arguments, report=REPORT, code=0, stdin=None):
        """`scorepress render` of a report, into `out` if nothing else is said."""
        out = () if "--out" in arguments else ("--out", "out")
        return self("render", *arguments, "--report", report, *out, code=code, stdin=stdin)

    def start(self, *arguments, under=(), program=("-m", "scorepress"), **options):
        """The command as a process. under: words in front of it; program: what Python runs."""
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": self.folder, "text": True} | options
        own = {"PYTHONPATH": str(Path(package.__file__).parent.parent)}
        environment = os.environ | own | self.environment | options.pop("env", {})
        command = [*under, sys.executable, *program, *arguments]
        return subprocess.Popen([str(a) for a in command], env=environment, **options)


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    return {"SCOREPRESS_CACHE": str(tmp_path_factory.mktemp("cache"))}


@pytest.fixture
def scorepress(tmp_path, monkeypatch, cache):
    monkeypatch.chdir(tmp_path)
    return Command(tmp_path, cache)


@pytest.fixture(scope="session")
def sampled(cache):
    """Invented students, as `sample` prints them: `sampled(format, count)`."""
    kept = {}

    def sample(format="jsonl", count=12, report=REPORT):
        key = (format, count, report)
        if key not in kept:
            arguments = ["sample", report, "--count", str(count), "--seed", "7", "--format", format]
            done = CliRunner(env=cache).invoke(group, arguments, catch_exceptions=False)
            assert done.exit_code == 0, done.output
            kept[key] = done.stdout
        return kept[key]

    return sample


@pytest.fixture
def student():
    """A good record; `student(**{"student.first_name": "Ana"})` with other values, None takes one out."""
    path = Path(__file__).parent.parent / "suite" / "mistakes" / "base" / "student.json"

    def make(**values):
        record = json.loads(path.read_text(encoding="utf-8"))
        for name, value in values.items():
            *parents, leaf = name.split(".")
            target = record
            for parent in parents:
                target = target.setdefault(parent, {})
            target[leaf] = value
            if value is None:
                del target[leaf]
        return record

    return make


@pytest.fixture
def write(tmp_path):
    """Write a file into the folder of the test: text, bytes, or objects as JSON Lines; gives its path."""

    def write(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            text = content if isinstance(content, str) else "".join(json.dumps(row) + "\n" for row in content)
            path.write_text(text, encoding="utf-8", newline="")
        return path

    return write


@pytest.fixture
def forbid(monkeypatch):
    """Let nobody look into folders of a name, not even root: `forbid("closed")`."""
    look = os.scandir

    def make(name):
        def scandir(path="."):
            if str(path).endswith(f"/{name}"):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
            return look(path)

        monkeypatch.setattr(os, "scandir", scandir)

    return make


def lines(path):
    """The objects of a JSON Lines file; none where there is no file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


@pytest.fixture(name="lines")
def lines_fixture():
    return lines
