"""Formatting changes how a file looks, never what it says, and never the same file twice."""

import random
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scorepress.model.diagnostic import Reporter
from scorepress.model.source import Source, Span
from scorepress.model.syntax import plain
from scorepress.noun import Noun, names
from scorepress.parse.layout import parse_layout
from scorepress.parse.record_schema import parse_record_schema
from scorepress.parse.rules import parse_rules
from scorepress.parse.rules_text import parse_rule_texts
from scorepress.parse.rules_tokens import Shape, lex
from scorepress.pipeline.formatting import format_files

ROOT = Path(__file__).parent.parent.parent
SUITE = ROOT / "tests" / "suite" / "rules"
SCHEMA = parse_record_schema(Source("s", (SUITE / "swimmer.schema.json").read_text(encoding="utf-8")))
VOCABULARY = Source("vocabulary.rules", (SUITE / "vocabulary.rules").read_text(encoding="utf-8"))
GOOD = (SUITE / "good_everything.rules").read_text(encoding="utf-8")


CHANCES = st.integers(0, 1_000_000).map(random.Random)


def formatted(text, path="x.rules", *others):
    """The canonical form of a file; None if it has an error."""
    (one,) = format_files([*others, Source(path, text)], {path})
    assert (one.text is None) == bool(one.diagnostics)
    return one.text


def bare(noun):
    """A noun without its places."""
    if isinstance(noun, Span):
        return None
    if isinstance(noun, Noun):
        return type(noun).__name__, [bare(getattr(noun, name)) for name in names(type(noun))]
    if isinstance(noun, Mapping):
        return {key: bare(value) for key, value in noun.items()}
    return [bare(one) for one in noun] if isinstance(noun, list | tuple) else noun


# --- rules ------------------------------------------------------------------------------------------------------------


def book(text):
    reporter = Reporter()
    found = parse_rules([VOCABULARY, Source("x.rules", text)], SCHEMA, reporter)
    assert found is not None, reporter.found
    return bare(found)


def comments(text):
    return [one.text.rstrip() for one in lex(Source("x", text), Reporter()) if one.shape is Shape.COMMENT]


def holds_for_rules(text):
    new = formatted(text, "x.rules", VOCABULARY)
    assert new is not None
    assert book(new) == book(text)
    assert comments(new) == comments(text)
    assert formatted(new, "x.rules", VOCABULARY) == new


def shaken(text, chance):
    """The same rules in another layout: breaks, indentation, comments wherever the language allows them."""
    read = parse_rule_texts([VOCABULARY, Source("x.rules", text)], {"x.rules"}, Reporter())
    assert read[0] is not None
    lexemes = iter([one for one in lex(Source("x", text), Reporter()) if one.shape is not Shape.COMMENT])
    found, last = "", 0
    for statement in read[0].statements:
        name = False
        for at, piece in enumerate(statement):
            lexeme = next(lexemes)
            name = piece.kind in {"NAME", "COLUMN", "KIND"} or (name and not piece.kind)
            inside = not piece.kind and name
            broken = lexeme.line > last
            if at == 0:
                found += "\n" + note(chance, "") if found else note(chance, "")
            elif inside or (chance.random() < 0.8 and not broken):
                found += " " * chance.randint(1, 3)
            else:
                found += chance.choice(["\n", "\n", "\n\n", "  # behind\n"])
                found += note(chance, " " * chance.randint(0, 3)) + " " * chance.randint(1, 8)
            last = lexeme.line + lexeme.text.count("\n")
            found += lexeme.text.replace(" ", "\n ") if chance.random() < 0.1 else lexeme.text
    return found + chance.choice(["", "\n", "  # behind\n", "\n  # below\n\n# end"])


def note(chance, indent):
    return "".join(chance.choice(["", "", "", f"{indent}# alone\n", "\n", f"{indent}#  alone \n\n"]) for _ in "12")


@given(CHANCES)
@settings(max_examples=25)
def test_rules_in_any_layout_say_the_same(chance):
    holds_for_rules(shaken(GOOD, chance))


PHRASES = ["can dive", "fears deep water", "not invited last season", "laps this season is 5", 'pool is "north"',
           "laps this season is between 4 and 6", "laps this season is one of 5, 7, 12", "school year is 2025-26",
           'name is one of "A", "B c",  "D"', "laps last season is unknown"]  # fmt: skip
JOINED = st.recursive(
    st.sampled_from(PHRASES),
    lambda parts: st.builds(
        lambda some, joint: f" {joint} ".join(f"({one})" for one in some),
        st.lists(parts, min_size=2, max_size=5),
        st.sampled_from(["and", "or"]),
    ),
    max_leaves=12,
)
LETTERS = st.sampled_from("ab ,.:#\n\t\xa0–“”é‑{{}}")
TEXTS = st.one_of(
    st.lists(st.sampled_from(["swam", "{name}", "{laps this season}", "  ", "laps,", "a", "…"]), max_size=60).map(
        " ".join
    ),
    st.text(LETTERS, max_size=60).map(lambda text: text.replace("{", "{{").replace("}", "}}").replace("\n", "\n ")),
)
OUTCOMES = st.one_of(TEXTS.map(lambda text: f'"{text}"'), st.sampled_from(["nothing", "show the table", "?"]))
ROWS = st.tuples(JOINED, st.sampled_from(["", ", from school year 2025-26"]), OUTCOMES, st.none() | TEXTS)


@given(st.lists(ROWS, min_size=1, max_size=4), JOINED, st.lists(JOINED, min_size=1, max_size=4), TEXTS,
       CHANCES)  # fmt: skip
@settings(max_examples=30)
def test_any_rules_say_the_same(rows, fact, given, text, chance):
    lines = [f"fact of the case means {fact}", f"always when {fact}, {given[0]}", "message long"]
    for condition, period, outcome, because in rows:
        plain_because = (because or "").replace("{{", "(").replace("}}", ")").replace("{", "(").replace("}", ")")
        lines.append(f"  when {condition}{period}: {outcome}")
        lines += [f'    because "{plain_because}"'] if because else []
    said = text.replace("{", "(").replace("}", ")")
    lines += [
        '  from handbook "p"',
        f'question 9 "{said}"',
        f'  assume "{said}" at long',
        f'  answer "{said}" on 2026-05-31',
    ]
    lines += [f'example "{said}"', f"  given {', '.join(given)}", f'  expect long is "{said}"']
    holds_for_rules("\n".join(lines))
    holds_for_rules(shaken("\n".join(lines), chance))


@pytest.mark.parametrize(
    "folder", sorted({path.parent for path in (ROOT / "rules").rglob("*.rules")}), ids=lambda path: path.name
)
def test_shipped_rules_say_the_same(folder):
    sources = [Source(path.name, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.rules"))]
    new = [Source(one.path, one.text or "") for one in format_files(sources, {source.path for source in sources})]
    asked = {name for source in sources for name in re.findall(r'^record "(.+)"', source.text, re.MULTILINE)}
    (path,) = [ROOT / f"schemas/{name}.schema.json" for name in asked]
    schema = parse_record_schema(Source("s", path.read_text(encoding="utf-8")))
    books = [parse_rules(files, schema, Reporter()) for files in (sources, new)]
    assert books[0] is not None
    assert bare(books[0]) == bare(books[1])
    again = format_files(new, {source.path for source in new})
    assert [one.text for one in again] == [source.text for source in new]


@given(st.text(st.sampled_from('ab1 \n\n#":,=()?-.\t') | st.characters(codec="utf-8"), max_size=60))
@settings(max_examples=100)
def test_any_text_is_formatted_or_told(text):
    for path in ("x.rules", "x.yaml"):
        new = formatted(text, path)
        assert new is None or formatted(new, path) == new


# --- layouts ----------------------------------------------------------------------------------------------------------


def tree(text):
    found = parse_layout(Source("x.yaml", text), Reporter())
    return plain(found.root) if found else None


def elsewhere(text):
    """The values of a text as another reader of YAML finds them, in no order; None if it cannot read it."""
    try:
        events = list(yaml.parse(text, Loader=yaml.SafeLoader))
    except (yaml.YAMLError, ValueError):
        return None
    return Counter(event.value or "null" for event in events if isinstance(event, yaml.ScalarEvent))


def holds_for_yaml(text):
    new = formatted(text, "x.yaml")
    assert new is not None
    assert tree(new) == tree(text)
    before = elsewhere(text)
    assert before is None or elsewhere(new) == before
    assert formatted(new, "x.yaml") == new
    return new


class Writer(yaml.SafeDumper):
    """Writes every value out."""

    def ignore_aliases(self, _data):
        return True


TRICKY = [
    "",
    " ",
    "no",
    "Yes",
    "null",
    "~",
    "01",
    "1e3",
    "12:30",
    "0x1F",
    ".5",
    "2025-01-01",
    "- a",
    "a: b",
    "a #b",
    "#c",
]
TRICKY += [
    "a:",
    "{first name}",
    "x, y",
    "'",
    'say "a"',
    "back\\slash",
    "a\u2028b",
    "\x85",
    "\xa0",
    "a\xa0",
    "wide 繁體",
]
TRICKY += [" lead", "trail ", "tab\tin", "é" * 130, "a " * 100, "word\n", "two\nlines", "two\n\nlines\n\n"]
STRINGS = st.one_of(
    st.sampled_from(["column 1", "body", *TRICKY]),
    st.text(max_size=12),
    st.lists(st.sampled_from(["long", "text:", "#", "-", "{a b}", "  ", "e,", "“x”"]), max_size=50).map(" ".join),
)
NAMES = ["kind", "text", "x", "y", "when", "page", "flow", "regions", "region", "content", "style", "title", "gap"]
KEYS = st.one_of(st.sampled_from(["a b", "01", "no", "report", "line", *NAMES]), st.text(max_size=5))
SCALARS = st.one_of(STRINGS, STRINGS, st.integers(), st.booleans(), st.none(), st.floats(-9, 9))
NODES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)
LAYOUTS = st.fixed_dictionaries(
    {},
    optional={
        "regions": st.lists(st.fixed_dictionaries({"content": st.lists(st.dictionaries(KEYS, SCALARS), max_size=3)})),
        "page": NODES,
        "title": STRINGS,
        "flow": st.dictionaries(KEYS, SCALARS, max_size=4),
    },
)
STYLES = st.fixed_dictionaries(
    {
        "default_flow_style": st.sampled_from([True, False, None]),
        "default_style": st.sampled_from([None, None, "'", '"', "|", ">"]),
        "width": st.sampled_from([20, 80, 1000]),
        "indent": st.sampled_from([2, 4, 7]),
        "allow_unicode": st.booleans(),
        "sort_keys": st.booleans(),
        "explicit_start": st.booleans(),
    }
)


@given(st.dictionaries(KEYS, NODES, min_size=1, max_size=5) | LAYOUTS, STYLES, CHANCES)
@settings(max_examples=60)
def test_any_layout_says_the_same(values, style, chance):
    text = yaml.dump(values, Dumper=Writer, **style)
    before = tree(text)
    assume(before is not None)  # a double key such as `1` and `"1"`, or a tag
    holds_for_yaml(text)
    notes = []
    for count in range(6):
        lines = text.split("\n")
        at, mark = chance.randrange(len(lines)), f"# note {count} ."
        if chance.random() < 0.5:
            lines[at] += f"  {mark}"
        else:
            empty = chance.choice([[], [""]])
            lines[at:at] = [*empty, " " * chance.randint(0, 9) + mark, *empty]
        if tree("\n".join(lines)) == before:
            text = "\n".join(lines)
            notes.append(mark)
    new = holds_for_yaml(text)
    for mark in notes:
        assert new.count(mark) == 1, mark


SIGNS = [
    "a",
    "b: ",
    "c: d",
    "1",
    "~",
    '"q"',
    "'s'",
    "\n",
    "\n",
    "\n  ",
    "\n    ",
    " ",
    "\t",
    "- ",
    "? ",
    ": ",
    ": \n",
    "! ",
]
SIGNS += ["{", "}", "[", "]", ", ", "# note", " # n", ">-\n  f", "|\n  l", "|+\n  l\n\n", "---\n"]


@given(st.lists(st.sampled_from(SIGNS), max_size=25).map("".join))
@settings(max_examples=150)
def test_any_row_of_signs_says_the_same_or_is_told(text):
    if formatted(text, "x.yaml") is not None:
        holds_for_yaml(text)


YAML = sorted([*ROOT.glob("layouts/**/*.yaml"), *ROOT.glob("schemas/**/*.yaml"), *ROOT.glob("locales/*.yaml"),
               *ROOT.glob("tests/gallery/*.yaml")])  # fmt: skip


@pytest.mark.parametrize("path", YAML, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_shipped_layouts_say_the_same(path):
    holds_for_yaml(path.read_text(encoding="utf-8"))


def test_the_shaker_shakes():
    chance = random.Random(1)
    assert len({shaken(GOOD, chance) for _ in range(5)}) == 5
    assert "# behind" in shaken(GOOD, chance)
