"""The laws of docs/architecture.md that types and import contracts cannot hold.

Each law is a function that finds what breaks it, and has two tests: the engine does not, planted code does.
"""

import ast
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
ENGINE = ROOT / "engine" / "scorepress"
MODULES = sorted(ENGINE.rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(ENGINE).as_posix()


def imports(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """Line, module and name (`*` for the module as a whole) of every import, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, "*") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((node.lineno, node.module or "", alias.name) for alias in node.names)


# --- one door to the world --------------------------------------------------------------------------------------------

# Rooms that may look out of the window, and why.
WORLDLY = {
    "workspace.py": "reads a project's files and the date for everybody else",
    "cache.py": "what is kept between runs, in the user's cache folder",
    "temporary.py": "folders of scratch databases",
    "bag.py": "the output folder of a batch: files by rename, its lock, its journal",
    "resources.py": "finds the files that are shipped with the program",
    "fonts/cut.py": "a developer's script that makes the bundled fonts; nothing imports it",
}
CLOCK = {
    "now",
    "today",
    "utcnow",
    "fromtimestamp",
    "time",
    "time_ns",
    "localtime",
    "gmtime",
    "monotonic",
    "perf_counter",
}
FILES = {
    "read_text",
    "read_bytes",
    "write_text",
    "write_bytes",
    "iterdir",
    "rglob",
    "mkdir",
    "unlink",
    "rmdir",
    "touch",
}


def worldly(source: str) -> list[str]:
    """Every look at files, clock, chance or environment, as `line: what`."""
    tree = ast.parse(source)
    found = []
    for line, module, what in imports(tree):
        if module in {"uuid", "secrets", "tempfile", "shutil", "glob"}:
            found.append(f"{line}: import of {module}")
        if module in {"os", "io", "time"} and what in {"environ", "getenv", "open", "urandom"} | CLOCK:
            found.append(f"{line}: {module}.{what}")
        if module == "random" and what not in {"*", "Random"}:
            found.append(f"{line}: random.{what}")
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open":
            found.append(f"{node.lineno}: open")
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"random.Random", "Random"} and not node.args:
            found.append(f"{node.lineno}: a generator without a seed")
        if isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value)
            if (
                (owner in {"datetime", "date", "datetime.datetime", "datetime.date", "time"} and node.attr in CLOCK)
                or (owner == "os" and node.attr in {"environ", "getenv", "urandom", "open", "listdir", "scandir"})
                or (owner == "random" and node.attr != "Random")
                or (owner == "io" and node.attr == "open")
                or node.attr in FILES
            ):
                found.append(f"{node.lineno}: {owner}.{node.attr}")
    return found


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_only_the_workspace_and_the_apps_see_the_world(path):
    if name(path) not in WORLDLY and not name(path).startswith("apps/"):
        assert worldly(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "planted",
    [
        "def f(p):\n    return open(p)",
        "from datetime import datetime\nx = datetime.now()",
        "import datetime\nx = datetime.date.today()",
        "from time import time",
        "import time\nx = time.time()",
        "import uuid",
        "import random\nx = random.random()",
        "from random import choice",
        "from random import Random\nx = Random()",
        "import os\nx = os.environ.get('HOME')",
        "from os import environ",
        "import io\nx = io.open('x')",
        "from pathlib import Path\nx = Path('x').read_text()",
    ],
)
def test_a_look_at_the_world_is_found(planted):
    assert worldly(planted)


def test_innocent_code_is_not_accused():
    assert worldly("import random\nfrom datetime import date\nx = random.Random(7)\ny = date(2024, 5, 1)") == []


# --- one door for each foreign library --------------------------------------------------------------------------------

# Where more than one module may import a library, and why: the prefix of those modules counts as the door.
WIDE_DOORS = {"click": "apps/"}  # every command is made of click
SCRIPTS = {"fonts/cut.py"}  # not part of the running program


def doors(sources: dict[str, str]) -> dict[str, set[str]]:
    """Each foreign library, with the modules (or the room) that import it."""
    found = defaultdict(set)
    for module, source in sources.items():
        for _line, imported, _what in imports(ast.parse(source)):
            library = imported.split(".")[0]
            if library in sys.stdlib_module_names or library == "scorepress":
                continue
            room = WIDE_DOORS.get(library)
            found[library].add(room if room and module.startswith(room) else module)
    return found


@pytest.fixture(scope="module")
def engine_doors():
    return doors({name(p): p.read_text(encoding="utf-8") for p in MODULES if name(p) not in SCRIPTS})


def test_every_foreign_library_has_one_door(engine_doors):
    assert {library: modules for library, modules in engine_doors.items() if len(modules) > 1} == {}


def test_a_second_door_is_found():
    planted = {"parse/a.py": "import yaml", "check/b.py": "from yaml.nodes import Node", "apps/c.py": "import click"}
    assert doors(planted) == {"yaml": {"parse/a.py", "check/b.py"}, "click": {"apps/"}}


def test_libraries_are_declared_and_declared_libraries_are_used(engine_doors):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = (line for lines in project.get("optional-dependencies", {}).values() for line in lines)
    declared = {re.split(r"[\[<>=!~; ]", line)[0].lower() for line in (*project["dependencies"], *extras)}
    distributions = packages_distributions()
    used = {distributions[library][0].lower() for library in engine_doors}
    assert used == declared


# --- sizes and nouns --------------------------------------------------------------------------------------------------


def test_no_module_is_longer_than_400_lines():
    lengths = {name(p): len(p.read_text(encoding="utf-8").splitlines()) for p in MODULES}
    assert {module: lines for module, lines in lengths.items() if lines > 400} == {}


MUTABLE = {"Reporter"}
"""The only noun that changes: it lives as long as one run of one pass."""


def thawed(source: str) -> list[str]:
    """Classes that are not frozen nouns (or enumerations, exceptions …), and changing fields."""
    found = []
    for node in ast.parse(source).body:
        if not isinstance(node, ast.ClassDef) or node.name in MUTABLE:
            continue
        bases = [ast.unparse(base) for base in node.bases]
        if any(re.fullmatch(r"(Str|Int)?Enum|Protocol(\[.*\])?|(\w*Error|Exception)", base) for base in bases):
            continue
        if bases != ["Noun"] or "frozen=True" not in map(ast.unparse, node.keywords):
            found.append(f"{node.name} is not a frozen noun")
        fields = [line for line in node.body if isinstance(line, ast.AnnAssign)]
        changing = [f for f in fields if re.search(r"\b(list|dict|set)\[", ast.unparse(f.annotation))]
        found += [f"{node.name}.{ast.unparse(f.target)} can change" for f in changing]
    return found


@pytest.mark.parametrize("path", sorted((ENGINE / "model").glob("*.py")), ids=name)
def test_nouns_are_frozen(path):
    assert thawed(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "planted",
    [
        "class A:\n    pass",
        "@dataclass(frozen=True)\nclass A:\n    x: int",
        "class A(Noun):\n    x: int",
        "class A(Noun, frozen=True):\n    x: list[int]",
    ],
)
def test_a_noun_that_can_change_is_found(planted):
    assert len(thawed(planted)) == 1


# --- the engine names no report's matter ------------------------------------------------------------------------------

FORBIDDEN = re.compile(r"elpac|caaspp|kindergarten|english learner|novice|unlisted resource", re.IGNORECASE)
COLOR = re.compile(r"#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})\b")
TEXTS = {".py", ".json", ".lark", ".yaml", ".yml", ".md"}


def plain(text: str) -> str:
    """In one line and small letters, as sentences are compared."""
    return " ".join(text.casefold().split())


def pieces(sentence: str, words: int) -> Iterator[str]:
    """The parts of a sentence between its slots that have at least so many words."""
    for piece in re.split(r"\{[^}]*\}", sentence):
        if len(re.findall(r"[^\W\d_]{2,}", piece)) >= words:
            yield plain(piece)


def sentences_of_rules(text: str) -> set[str]:
    """What rules print: sentences of three words and more, and all that messages about levels say."""
    code = re.sub(r"(?m)^\s*#.*$", "", text)
    found = {piece for quoted in re.findall(r'"([^"]*)"', code) for piece in pieces(quoted, 3)}
    for block in re.findall(r"(?ms)^message level\b.*?(?=^\S|\Z)", code):
        rows = re.findall(r':\s*"([^"]*)"', block)
        # `Level 1` is a report's, `level 1` is how the rule language heads a column: one label is told by its capital.
        found |= {row if len(row.split()) < 3 else plain(row) for row in rows if "{" not in row}
    return found


def sentences_of_layout(node: object) -> set[str]:
    """What layouts print: texts that begin with a capital and have four words and more."""
    if isinstance(node, dict):
        return set().union(*map(sentences_of_layout, node.values()))
    if isinstance(node, list):
        return set().union(*map(sentences_of_layout, node))
    return set(pieces(node, 4)) if isinstance(node, str) and node[:1].isupper() else set()


def matter() -> set[str]:
    """Everything that the built-in reports say, taken from the reports themselves."""
    found = set()
    for folder in (p.parent for p in ROOT.glob("layouts/*/report.yaml")):
        found |= {folder.name, folder.name.replace("-", " "), folder.name.replace("-", "_")}
        for layout in folder.glob("*.yaml"):
            found |= sentences_of_layout(yaml.safe_load(layout.read_text(encoding="utf-8")))
    for rules in ROOT.glob("rules/**/*.rules"):
        found |= sentences_of_rules(rules.read_text(encoding="utf-8"))
    return found


def named(text: str, suffix: str, words: Iterable[str]) -> list[str]:
    """What a file of the engine says about reports."""
    written, smooth = " ".join(text.split()), plain(text)
    found = sorted({match.group(0).casefold() for match in FORBIDDEN.finditer(text)})
    for word in sorted(words):
        place = smooth if word == plain(word) else written
        if word in place and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", place):
            found.append(word)
    if suffix == ".py":
        found += COLOR.findall(text)
    return found


@pytest.fixture(scope="module")
def words():
    return matter()


def test_the_reports_have_been_read(words):
    assert "summative alternate elpac" in words
    assert "Level 3" in words
    assert "novice english learner" in words
    assert "took this test for the first time this school year." in words
    assert len(words) > 100


@pytest.mark.parametrize("path", sorted(p for p in ENGINE.rglob("*") if p.suffix in TEXTS), ids=name)
def test_the_engine_names_no_report(path, words):
    assert named(path.read_text(encoding="utf-8"), path.suffix, words) == []


@pytest.mark.parametrize(
    ("planted", "suffix"),
    [
        ("title = 'Summative Alternate ELPAC'", ".py"),
        ('LOWEST = "Novice"', ".py"),
        ('{"title": "Kindergarten"}', ".json"),
        ('BLUE = Color.parse("#0B3F73")', ".py"),
        ('INK = "#000"', ".py"),
        ("name = 'Fluent English Proficient'", ".py"),
        ("# is it Level 3?", ".lark"),
        ('"{name} took this test\n   for the first time this school year."', ".yaml"),
        ('"Incomplete test | No score available."', ".py"),
    ],
)
def test_a_named_report_is_found(planted, suffix, words):
    assert named(planted, suffix, words)


def test_an_innocent_sentence_is_not_accused(words):
    assert named("The gauge has one section a level; level 31 of C# is fine.", ".py", words) == []
