"""The documentation is true: its commands run and say what is shown, its examples hold, its links lead somewhere.

Documents in WALKED are walked through as a reader would, in order, in a copy of the clone: `sh` blocks are typed, a
`text` block is what they answered (`…` stands for what was left out), and the edits are made that the prose asks for:

    In `FILE`, change `OLD` to `NEW`
    At the end of `FILE`, write:            and a `rules` block
    In `FILE`, below the line `LINE`, write:
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pypdfium2  # type: ignore[import-untyped]
import pytest
from click.testing import CliRunner
from PIL import Image, ImageChops, ImageStat

import scorepress
from scorepress.apps.cli import group
from scorepress.apps.new import GITIGNORE
from scorepress.components import kinds
from scorepress.model.diagnostic import Code, Reporter, Severity
from scorepress.model.source import Source
from scorepress.parse.catalogue import parse_catalogue
from scorepress.pipeline.load import check_report
from scorepress.workspace import Workspace

WALKED = (
    "README.md",
    "docs/tutorial.md",
    "docs/how-to/make-reports.md",
    "docs/how-to/print-orders.md",
    "docs/how-to/verify.md",
    "docs/how-to/protect.md",
    "docs/how-to/portal.md",
    "docs/how-to/statewide.md",
    "docs/how-to/explain-a-page.md",
    "docs/how-to/answer-questions.md",
    "docs/how-to/add-a-message.md",
    "docs/how-to/close-a-gap.md",
    "docs/how-to/fit.md",
    "docs/how-to/new-school-year.md",
    "docs/how-to/release.md",
    "docs/how-to/translate.md",
)
SEEN = {
    "README.md": ["Questions? Call your child’s teacher"],
    "docs/tutorial.md": [
        "can go on learning with less help. Questions? Call your child’s teacher",
        "can do at home. Questions? Call your child’s teacher",
        "Page 1 explains Level 2 and the others.",
    ],
}
"""What must be read on the pages at the end."""

PROJECT = ("layouts", "rules", "locales", "schemas")

STAND_IN = """#!/bin/sh
# In place of the launcher: the program that is tested, without setting anything up.
case "$1" in
    test) exit 0 ;;                       # these are the tests
    demo) set -- demo --count 1 ;;        # the same, smaller
esac
exec {python} -m scorepress "$@"
"""

# --- reading Markdown -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Block:
    """A fenced block (`mark` is what stands behind the fence), or the prose between two blocks (`mark` is None)."""

    mark: str | None
    text: str


def blocks(path: Path) -> list[Block]:
    """A document from top to bottom; blocks inside of lists are indented."""
    fence = re.compile(r"^( *)```(\S*)\n(.*?)^\1```$\n?", re.MULTILINE | re.DOTALL)
    parts = fence.split(path.read_text(encoding="utf-8"))
    found = [Block(None, parts[0])]
    for indent, mark, code, prose in zip(parts[1::4], parts[2::4], parts[3::4], parts[4::4], strict=True):
        found += [Block(mark, re.sub(f"^{indent}", "", code, flags=re.MULTILINE)), Block(None, prose)]
    return found


def documents(root: Path) -> list[Path]:
    """All Markdown files of the repository that people read."""
    return sorted([*root.glob("*.md"), *root.glob("docs/**/*.md"), root / "tests/README.md"])


def prose(path: Path) -> str:
    """A document without its blocks."""
    return "\n".join(b.text for b in blocks(path) if b.mark is None)


def slug(heading: str) -> str:
    """The anchor of a heading, as GitHub makes it."""
    words = re.sub(r"[^\w\- ]", "", re.sub(r"[`*]", "", heading.strip().lower()))
    return words.replace(" ", "-")


def anchors(path: Path) -> set[str]:
    return {slug(title) for title in re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)}


# --- walking through a document ---------------------------------------------------------------------------------------


def not_said(shown: str, said: str) -> str | None:
    """The first line of a document that an answer lacks, None if the answer is what is shown.

    `…` alone on a line is any number of lines, inside it any letters. Indentation is not compared: that of an excerpt
    depends on the number of its line.
    """
    answer = "".join(f"{line.strip()}\n" for line in said.splitlines())
    pattern = ""
    for line in [line.strip() for line in shown.splitlines()]:
        pattern += r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r"\n"
        if not re.match(pattern, answer):
            return line
    return None if re.fullmatch(pattern, answer) else "the end"


class Walker:
    """Somebody who does what a document says, in a copy of the clone."""

    def __init__(self, root: Path, folder: Path, cache: Path) -> None:
        self.root = root
        self.clone = folder / "clone"
        self.clone.mkdir()
        for part in (*PROJECT, "examples"):
            shutil.copytree(root / part, self.clone / part)
        launcher = self.clone / "scorepress"
        launcher.write_text(STAND_IN.format(python=shlex.quote(sys.executable)), encoding="utf-8")
        launcher.chmod(0o755)
        self.here = self.clone
        self.where = folder / "where"
        keep = {k: v for k, v in os.environ.items() if not k.startswith(("SCOREPRESS", "COLUMNS", "LC_", "LANG"))}
        package = str(Path(scorepress.__file__).parent.parent)
        self.environment = keep | {"PYTHONPATH": package, "SCOREPRESS_CACHE": str(cache)}
        self.environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        for role in ("AUTHOR", "COMMITTER"):
            self.environment |= {f"GIT_{role}_NAME": "Office", f"GIT_{role}_EMAIL": "office@example.org"}
        self.said: str | None = None
        self.edit: tuple[Path, str | None] | None = None

    def walk(self, path: Path) -> None:
        found = blocks(path)
        for block, *after in (found[n : n + 3] for n in range(len(found))):
            if block.mark is None:
                self.read(re.sub(r"\n *", " ", block.text.strip()))
            elif block.mark == "sh":
                answer = after[1].text if len(after) > 1 and after[1].mark == "text" else ""
                self.type(block.text, fails="error[" in answer or "to approve" in answer)
            elif block.mark == "text":
                assert self.said is not None, f"nothing answers\n{block.text}"
                missing = not_said(block.text, self.said)
                if missing is not None:
                    pytest.fail(f"shown, but not said: {missing}\n\nthe answer:\n{self.said}", pytrace=False)
            else:
                assert block.mark in ("rules", "yaml", "po"), f"{path.name} has a block marked {block.mark!r}"
                self.write(block.text)

    def type(self, commands: str, *, fails: bool) -> None:
        """Run a block. A command fails if, and only if, its answer shows an error, or changes to approve."""
        script = f"trap 'pwd >{shlex.quote(str(self.where))}' EXIT\nset -e\n{commands}"
        done = subprocess.run(
            ["sh", "-c", script], cwd=self.here, env=self.environment, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, encoding="utf-8",
        )  # fmt: skip
        self.here = Path(self.where.read_text(encoding="utf-8").strip())
        self.said = done.stdout
        assert done.returncode in ((1, 4) if fails else (0,)), f"{commands}ended with {done.returncode}:\n{self.said}"

    def read(self, text: str) -> None:
        """Do the edits that the prose asks for; a write needs the block that follows."""
        for file, old, new in re.findall(r"[Ii]n `([^`]+)`, change `([^`]+)` to `([^`]+)`", text):
            path = self.here / file
            before = path.read_text(encoding="utf-8")
            assert before.count(old) == 1, f"{old!r} stands {before.count(old)} times in {file}"
            path.write_text(before.replace(old, new), encoding="utf-8")
        assert len(re.findall(r"\bchange `", text)) == len(re.findall(r"[Ii]n `[^`]+`, change `[^`]+` to `", text))
        self.edit = None
        if found := re.search(r"[Aa]t the end of `([^`]+)`, write:$", text):
            self.edit = (self.here / found[1], None)
        elif found := re.search(r"[Ii]n `([^`]+)`, below the line `([^`]+)`, write:$", text):
            self.edit = (self.here / found[1], found[2])

    def write(self, text: str) -> None:
        """Write a block where the prose wants it, or find it where it stands."""
        if self.edit is None:
            files = [
                f for part in PROJECT for f in (self.here / part).rglob("*") if f.suffix in (".rules", ".yaml", ".po")
            ]
            assert any(text in f.read_text(encoding="utf-8") for f in files), f"nowhere in the project:\n{text}"
            return
        file, line = self.edit
        before = file.read_text(encoding="utf-8")
        if line is None:
            file.write_text(f"{before}\n{text}", encoding="utf-8")
            return
        assert before.count(f"{line}\n") == 1, f"{line!r} stands {before.count(line)} times in {file}"
        file.write_text(before.replace(f"{line}\n", f"{line}\n{text}"), encoding="utf-8")


@pytest.fixture
def walker(root, tmp_path, tmp_path_factory):
    return Walker(root, tmp_path, tmp_path_factory.getbasetemp() / "cache")


def words(folder: Path) -> list[str]:
    """The text of every PDF of a folder."""
    found = []
    for file in sorted(folder.glob("*.pdf")):
        document = pypdfium2.PdfDocument(file)
        pages = [page.get_textpage().get_text_range() for page in document]
        document.close()
        found.append(" ".join(" ".join(pages).split()))
    return found


AT_ONCE = ("README.md", "docs/tutorial.md")
"""Walked in every run; the others where all is tested."""


@pytest.mark.parametrize(
    "name", [name if name in AT_ONCE else pytest.param(name, marks=pytest.mark.thorough) for name in WALKED]
)
def test_a_document_does_what_it_says(walker, root, name):
    walker.walk(root / name)
    if name not in SEEN:
        return
    made = " ".join(" ".join(words(folder)) for folder in sorted(walker.here.glob("**/out")))
    for sentence in SEEN[name]:
        assert sentence in made, f"no page says {sentence!r}"


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["add-a-message", "close-a-gap", "new-school-year", "translate"])
def test_a_guide_holds_in_a_project_of_your_own(walker, root, name):
    walker.type("./scorepress new my-reports\ncp scorepress my-reports\ncd my-reports\n", fails=False)
    walker.walk(root / f"docs/how-to/{name}.md")


def written(path: Path) -> set[str]:
    """A file in each folder, and each file, that the commands of a document write for its reader."""
    typed = "\n".join(b.text if b.mark == "sh" else "" for b in blocks(path))
    typed += "\n".join(re.findall(r"^ {4}scorepress .*", prose(path), re.MULTILINE))
    files = re.findall(r"(?:> ?|--(?:out|html|secrets) )([a-z][\w-]*\.(?:csv|jsonl|html|md))", typed)
    folders = re.findall(r"--(?:out|counterexamples) ([a-z][\w-]*)(?![\w./-])", typed)
    return {*files, *(f"{name}/1-page-1.svg" for name in folders), *(f"{name}-secrets.jsonl" for name in folders)}


@pytest.mark.parametrize("of", ["the clone", "a project"])
def test_git_ignores_what_the_guides_write(root, tmp_path, of):
    """With real data, `git add .` must take no student's report."""
    ignored = (root / ".gitignore").read_text(encoding="utf-8") if of == "the clone" else GITIGNORE
    (tmp_path / ".gitignore").write_text(ignored, encoding="utf-8")
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    guides = [root / "README.md", root / "docs/tutorial.md", *(root / "docs/how-to").glob("*.md")]
    names = sorted({name for path in guides for name in written(path)})
    assert {"out/1-page-1.svg", "students.csv", "statewide/1-page-1.svg", "out-secrets.jsonl"} <= set(names)
    command = ["git", "check-ignore", "--no-index", "--stdin"]
    told = subprocess.run(command, cwd=tmp_path, input="\n".join(names), stdout=subprocess.PIPE, text=True, check=True)
    assert sorted(set(names) - set(told.stdout.splitlines())) == []


def test_git_ignores_nothing_of_the_clone_or_of_a_project(root, tmp_path):
    for folder, names in ((root, [*PROJECT, "docs", "engine", "examples", "tests/data"]), (tmp_path, [*PROJECT])):
        if folder is tmp_path:
            CliRunner().invoke(group, ["new", str(tmp_path)], catch_exceptions=False)
            subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
        files = [str(f.relative_to(folder)) for name in names for f in (folder / name).rglob("*") if f.is_file()]
        files = [file for file in files if not re.search(r"(^|/)(\.|__pycache__)", file)]
        told = subprocess.run(["git", "check-ignore", "--no-index", "--stdin"], cwd=folder, input="\n".join(files),
                              stdout=subprocess.PIPE, text=True, check=False)  # fmt: skip
        assert told.stdout == ""


@pytest.mark.parametrize(("shown", "said", "missing"), [
    ("read 3\nReports", "read 3\nReports\n", None),
    ("read 3\n…", "read 3\nReports\nmore\n", None),
    ("read 3\n…\nend", "read 3\nend\n", None),
    ("  --> a.yaml:…", "   --> a.yaml:14:3\n", None),
    ("read 3", "read 3\nReports\n", "the end"),
    ("read 3\n…\nend", "read 3\nReports\n", "end"),
    ("read 3.\nend", "read 34\nend", "read 3."),
])  # fmt: skip
def test_an_answer_is_compared(shown, said, missing):
    assert not_said(shown, said) == missing


# --- examples of the reference (those of the rules: test_docs_rules.py) -----------------------------------------------

REPORT = "summative-alternate-elpac"
PAGE = "page: 1\nflow: {gap: 21pt, tightest: 12pt, bottom: 735pt}\nregions:\n"


def examples_of(root: Path, mark: str, folder: str = "docs/reference") -> list[Any]:
    """Each block of a folder with this mark; its name says where it begins."""
    found = []
    for path in sorted((root / folder).glob("*.md")):
        line = 0
        for block in blocks(path):
            if block.mark == mark:
                found.append(pytest.param(block.text, id=f"{path.stem}-{line + 1}"))
            line += block.text.count("\n") + (2 if block.mark is not None else 0)
    return found


ROOT = Path(__file__).parent.parent


@pytest.fixture
def page(root, tmp_path):
    """What `check` says of blocks of a layout, each in a region of its own on a page of a real report."""

    def check(*texts: str) -> list[str]:
        folder = tmp_path / "layouts" / REPORT
        folder.mkdir(parents=True)
        shutil.copy(root / "tests/gallery/school.png", folder)
        regions = [
            f"  - region: example-{n}\n    content:\n" + "".join(f"      {line}\n" for line in text.splitlines())
            for n, text in enumerate(texts, 1)
        ]
        (folder / "page-1.yaml").write_text(PAGE + "".join(regions), encoding="utf-8")
        found = check_report(Workspace(tmp_path), REPORT)
        own = [d for d in found if d.code is not Code.DOES_NOT_FIT]  # one page has all the examples together
        return [f"{d.message} ({d.span})" for d in own if d.severity is Severity.ERROR]

    return check


def test_layouts_of_the_reference_are_right(page, root):
    texts = [param.values[0] for param in examples_of(root, "yaml")]
    assert len(texts) >= len(kinds())
    notes = "- {kind: text, role: note, id: asterisk, y: 0pt, style: small, text: A note}\n"
    assert page(*texts, notes) == []


@pytest.mark.parametrize("text", [*examples_of(ROOT, "po"), *examples_of(ROOT, "po", "docs/how-to")])
def test_catalogues_of_the_documentation_are_right(text):
    head = 'msgid ""\nmsgstr ""\n"Language: es\\n"\n'
    whole = head + (text if text.startswith('"') else f"\n{text}")
    reporter = Reporter()
    assert parse_catalogue(Source("locales/es/example.po", whole), "es", reporter) is not None
    assert reporter.found == []


# --- every thing has its section --------------------------------------------------------------------------------------


def section(root: Path, file: str, heading: str) -> str:
    """The text under a heading, without the headings below it."""
    text = (root / file).read_text(encoding="utf-8")
    found = re.search(rf"^#+ {re.escape(heading)}$\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"{file} has no heading {heading!r}"
    return found[1]


def keys_of(text: str) -> set[str]:
    """What the first cells of a table name."""
    cells = re.findall(r"^\| (`[^|]+) \|", text, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


@pytest.mark.parametrize(("schema", "part", "heading"), [
    ("report", None, "Report: `report.yaml`"),
    ("layout", None, "Page: `page-1.yaml`"),
    ("layout", "region", "Region"),
    ("layout", "block", "Block"),
])  # fmt: skip
def test_every_key_of_a_layout_is_in_the_reference(root, schema, part, heading):
    declared = json.loads((root / f"schemas/{schema}.schema.json").read_text(encoding="utf-8"))
    declared = declared["$defs"][part] if part else declared
    assert keys_of(section(root, "docs/reference/layouts.md", heading)) == set(declared["properties"])


def test_every_key_of_the_theme_is_in_the_reference(root):
    declared = json.loads((root / "schemas/theme.schema.json").read_text(encoding="utf-8"))["properties"]
    told = section(root, "docs/reference/layouts.md", "Theme: `theme.yaml`")
    assert [key for key in declared if f"`{key}`" not in told] == []


def commands_of(command: click.Command, name: str = "") -> list[tuple[str, click.Command]]:
    """All commands with their full names, those of groups too."""
    if not isinstance(command, click.Group):
        return [(name, command)]
    context = click.Context(command)
    found = [(sub, command.get_command(context, sub)) for sub in command.list_commands(context)]
    return [each for sub, inner in found if inner for each in commands_of(inner, f"{name} {sub}".strip())]


@pytest.mark.parametrize(("name", "command"), [pytest.param(*each, id=each[0]) for each in commands_of(group)])
def test_every_option_is_in_the_reference(root, name, command):
    told = section(root, "docs/reference/command-line.md", f"`scorepress {name}`")
    options = {o for p in command.params if isinstance(p, click.Option) and not p.hidden for o in p.opts}
    assert sorted(o for o in options if f"`{o}" not in told) == []
    known = {*options, "--help"}
    assert sorted(set(re.findall(r"^\| .*?`(--[a-z-]+)", told, re.MULTILINE)) - known) == []


def test_every_decision_has_a_number_of_its_own(root):
    numbers = [path.name[:4] for path in (root / "docs/decisions").glob("*.md")]
    assert sorted(numbers) == sorted(set(numbers))


def test_the_index_names_every_document(root):
    linked = {target for target, _ in links(root / "docs/README.md")}
    folders = ("how-to", "reference", "explanation")
    files = {f"{folder}/{path.name}" for folder in folders for path in (root / "docs" / folder).glob("*.md")}
    assert sorted(files - linked) == []


# --- what is named exists ---------------------------------------------------------------------------------------------


def links(path: Path) -> list[tuple[str, str]]:
    """Relative links of a document: file and anchor, either may be empty."""
    targets = re.findall(r"\]\(([^()\s]+)\)", prose(path))
    return [(file, anchor) for file, _, anchor in (t.partition("#") for t in targets) if not file.startswith("http")]


@pytest.mark.parametrize("path", documents(ROOT), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path):
    for file, anchor in links(path):
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), f"{path.name}: {file}"
        assert not anchor or anchor in anchors(target), f"{path.name}: {file}#{anchor}"


def test_files_of_the_recipes_exist(root):
    """Example names stand in capitals or are new files: their folder must be there."""
    text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`|]+)` \|", text.split("## To add X")[1], re.MULTILINE)
    assert len(rows) > 10
    for name in rows:
        fixed = re.split(r"[A-Z*…]|bar.chart", name)[0]
        assert (root / fixed.rpartition("/")[0]).is_dir(), name
        assert fixed != name or (root / name).exists(), name


def test_targets_of_make_exist(root):
    targets = set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for path in documents(root):
        named = set(re.findall(r"(?:`|^    )make ([a-z-]+)", path.read_text(encoding="utf-8"), re.MULTILINE))
        assert named <= targets, path.name


def test_the_picture_shows_the_page_as_it_is(root, tmp_path):
    """If this fails: `make pictures`, and look at it."""
    environment = os.environ | {"SCOREPRESS": f"{sys.executable} -m scorepress"}
    subprocess.run([root / "docs/images/draw", tmp_path], check=True, env=environment)
    kept, drawn = root / "docs/images/page-2.png", tmp_path / "page-2.png"
    assert kept.stat().st_size <= 120_000
    with Image.open(kept) as old, Image.open(drawn) as new:
        assert old.size == new.size
        small = [picture.convert("L").reduce(4) for picture in (old, new)]
    assert ImageStat.Stat(ImageChops.difference(*small)).mean[0] < 0.05
