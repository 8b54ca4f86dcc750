"""Mistakes that people make, one a file in suite/mistakes/: what is printed helps, and is never a traceback.

A case says what a person does, and what the program must answer:

    mistake: one sentence
    file, change, to    a built-in file, a text in it (once there), and what stands there instead; or
    file, content       a file of the project, whole; null makes a folder of that name
    record              path -> value: a good record, changed (null takes a field out)
    row                 column -> text: a good row of the state's data file, changed (null takes a column out)
    data                a data file, whole
    command             the command line; default: check, or render where there is data
    exit, code, message, hint
    at                  the text that the diagnostic points at, in the file or in the data

The project of a case holds the one file that it changes; all others are the built-in ones.
"""

import csv
import io
import json
import re
import sys
from pathlib import Path

import pytest
import yaml

from scorepress.apps.cli import main
from scorepress.resources import builtin

FOLDER = Path(__file__).parent / "suite" / "mistakes"
CASES = sorted(FOLDER.glob("*.yaml"))
REPORT = "summative-alternate-elpac"
KEYS = {"mistake", "file", "change", "to", "content", "record", "row", "data", "command",
        "exit", "code", "message", "hint", "at"}  # fmt: skip


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    return str(tmp_path_factory.mktemp("cache"))


def write_project(case, folder):
    """The changed file; gives its path and text."""
    path = folder / case["file"]
    path.parent.mkdir(parents=True)
    if "content" in case and case["content"] is None:
        path.mkdir()
        return case["file"], ""
    text = case.get("content")
    if text is None:
        before = (builtin() / case["file"]).read_text(encoding="utf-8")
        assert before.count(case["change"]) >= 1, f"{case['file']} has no {case['change']!r} any more"
        text = before.replace(case["change"], case["to"], 1)
    path.write_text(text, encoding="utf-8")
    return case["file"], text


def write_data(case, folder):
    """The data file; gives its path and text."""
    if "record" in case:
        record = json.loads((FOLDER / "base" / "student.json").read_text(encoding="utf-8"))
        for path, value in case["record"].items():
            *parents, name = path.split(".")
            target = record
            for parent in parents:
                target = target.setdefault(parent, {})
            target[name] = value
            if value is None:
                del target[name]
        name, text = "students.jsonl", json.dumps(record, ensure_ascii=False)
    elif "row" in case:
        row = yaml.safe_load((FOLDER / "base" / "row.yaml").read_text(encoding="utf-8")) | case["row"]
        row = {column: cell for column, cell in row.items() if cell is not None}
        written = io.StringIO()
        csv.writer(written, delimiter="^", lineterminator="\n").writerows([row, row.values()])
        name, text = "students.csv", written.getvalue()
    else:
        name, text = "students.csv", case["data"]
    (folder / name).write_text(text, encoding="utf-8", newline="")
    return name, text


def place(path, text, part):
    """`file:line:column` of a part of a text."""
    before = text[: text.index(part)]
    return f"{path}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_mistake_is_explained(path, tmp_path, monkeypatch, capsys, cache):
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert set(case) <= KEYS
    pointed = []
    arguments = ["check", "--report", REPORT]
    if "file" in case:
        pointed.append(write_project(case, tmp_path))
    if case.keys() & {"record", "row", "data"}:
        pointed.append(write_data(case, tmp_path))
        arguments = ["render", pointed[-1][0], "--report", REPORT, "--out", "out"]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SCOREPRESS_CACHE", cache)
    monkeypatch.setenv("SCOREPRESS_DEBUG", "1")
    monkeypatch.setattr(sys, "argv", ["scorepress", *case.get("command", arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    printed = capsys.readouterr().err
    assert ended.value.code == case["exit"], printed
    assert case["message"] in printed
    if "code" in case:
        severity = "error" if case["exit"] else "warning"
        found = re.findall(rf"^{severity}\[([a-z0-9-]+)\]", printed, re.MULTILINE)
        assert found == [case["code"]], f"one mistake is one diagnostic: {printed}"
        assert f"= hint: {case['hint']}" in printed
    if "at" in case:
        name, text = next((name, text) for name, text in reversed(pointed) if case["at"] in text)
        assert place(name, text, case["at"]) in printed


def test_there_are_enough_of_each_kind():
    cases = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in CASES]
    folders = [case.get("file", "data").split("/")[0] for case in cases]
    assert {kind for kind in folders if folders.count(kind) >= 4} >= {"layouts", "rules", "locales", "data"}
    assert len(cases) >= 20
    assert len({case["code"] for case in cases if "code" in case}) >= 20


def test_a_place_is_where_the_text_stands():
    assert place("a.yaml", "one\ntwo three", "three") == "a.yaml:2:5"
