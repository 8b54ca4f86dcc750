"""The wheel, as somebody else installs it: all data in it, nothing else, and it renders from anywhere."""

import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

DATA = ("layouts", "rules", "locales", "schemas")


def run(*command, **options):
    """What a command prints; what it says instead, if it fails."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "SCOREPRESS"))}
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, env=environment, **options
    )
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def build(kind, source, folder):
    run(sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", folder, cwd=source)
    (built,) = folder.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return built


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory):
    return build("wheel", root, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def names(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def installed(root, wheel, tmp_path_factory):
    """The scripts folder of an environment with nothing but the wheel, and the libraries of requirements.lock."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", folder)
    python = folder / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "--quiet", wheel)
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    found = {re.sub("[-_.]+", "-", one.name).lower(): one for one in metadata.distributions()}
    for library in (found[name] for name in locked(root) & set(found)):
        for name in {file.parts[0] for file in library.files or ()} - {"..", "__pycache__"}:
            Path(site, name).symlink_to(str(library.locate_file(name)))
    return folder / "bin"


def locked(root):
    """The libraries that make and run scorepress."""
    return set(re.findall(r"^([a-z0-9-]+)==", (root / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE))


def files(folder):
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts}


def test_every_file_of_the_program_and_its_data_is_in_the_wheel(root, names):
    wanted = {f"scorepress/{name}" for name in files(root / "engine" / "scorepress")}
    for kind in DATA:
        wanted |= {f"scorepress/builtin/{kind}/{name}" for name in files(root / kind)}
    assert {name for name in names if ".dist-info/" not in name} == wanted


def test_fonts_and_licences_are_in_the_wheel(names):
    assert any(name.endswith(".ttf") for name in names)
    assert "scorepress/fonts/OFL.txt" in names
    assert "scorepress/py.typed" in names
    for text in ("LICENSE", "THIRD-PARTY-NOTICES.md"):
        assert any(name.endswith(f".dist-info/licenses/{text}") for name in names)


def test_every_locked_library_is_in_the_notices(root):
    notices = (root / "THIRD-PARTY-NOTICES.md").read_text(encoding="utf-8")
    libraries = locked(root)
    assert len(libraries) > 20
    assert [library for library in libraries if not re.search(rf"\b{library}\b", notices)] == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "requirements-bench.lock"])
def test_locks_have_hashes_and_name_no_index(root, lock):
    text = (root / lock).read_text(encoding="utf-8")
    for block in re.split(r"\n(?=[a-z0-9])", text)[1:]:
        assert re.match(r"[a-z0-9-]+==\S+( ; [^\\]+)? \\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n?)+$", block), block
    assert not re.search(r"://|--(extra-)?index|--find-links", text)


def test_a_wheel_made_from_the_sdist_is_the_same(root, names, tmp_path):
    with tarfile.open(build("sdist", root, tmp_path / "sdist")) as archive:
        if hasattr(tarfile, "data_filter"):  # from Python 3.11.4 on
            archive.extractall(tmp_path, filter="data")
        else:
            archive.extractall(tmp_path)  # noqa: S202 - an archive of our own
    (unpacked,) = tmp_path.glob("scorepress-*")
    with zipfile.ZipFile(build("wheel", unpacked, tmp_path / "wheel")) as archive:
        assert set(archive.namelist()) == names


def test_what_runs_is_what_was_installed(installed):
    place = Path(run(installed / "python", "-c", "import scorepress; print(scorepress.__file__)", cwd="/").strip())
    assert place.is_relative_to(installed.parent)


REPORT = "summative-alternate-elpac"


def test_what_only_developers_have_is_not_there(installed):
    found = run(installed / "python", "-c", "import importlib.util as u; print(u.find_spec('pytest'))", cwd="/")
    assert found == "None\n"


@pytest.fixture(scope="module")
def records(installed, tmp_path_factory):
    words = ("sample", REPORT, "--count", "2", "--seed", "1", "--format", "jsonl")
    sample = run(installed / "scorepress", *words, cwd="/")
    assert [json.loads(line)["assessment"] for line in sample.splitlines()] == [REPORT, REPORT]
    file = tmp_path_factory.mktemp("records") / "s.jsonl"
    file.write_text(sample, encoding="utf-8")
    return file


def test_renders_a_report_from_the_root_folder(installed, records, tmp_path):
    out = tmp_path / "out"
    formats = ("pdf", "svg", "html", "png")
    words = ("render", records, "--report", REPORT, "--out", out, "--format", ",".join(formats))
    run(installed / "scorepress", *words, cwd="/")
    assert {file.suffix[1:] for file in out.rglob("*.*")} >= set(formats)
    assert all(pdf.read_bytes().startswith(b"%PDF-") for pdf in out.rglob("*.pdf"))


@pytest.mark.parametrize("sink", ["files", "zip", "merged", "print"])
def test_makes_a_batch_from_the_root_folder(installed, records, tmp_path, sink):
    out, command = tmp_path / "out", installed / "scorepress"
    run(command, "batch", records, "--report", REPORT, "--out", out, "--sink", sink, "--jobs", "2", cwd="/")
    assert list(out.joinpath("data").rglob("*.*"))
    run(command, "verify", out, "--records", records, cwd="/")


@pytest.mark.parametrize(
    "words",
    ["rules coverage", f"rules table {REPORT}", f"fit {REPORT}", "questions", f"show report {REPORT}",
     "messages status", "completion bash"],
)  # fmt: skip
def test_does_all_else_as_well(installed, tmp_path, words):
    assert run(installed / "scorepress", *words.split(), cwd=tmp_path)


def test_begins_a_project(installed, tmp_path):
    run(installed / "scorepress", "new", "mine", cwd=tmp_path)
    run(installed / "scorepress", "check", cwd=tmp_path / "mine")
