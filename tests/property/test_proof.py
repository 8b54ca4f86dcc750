"""The proof agrees with trying every record: on random small schemas and rule files.

`PROOF_EXAMPLES=2000 pytest tests/property/test_proof.py` tries more of them than the suite does.
"""

import itertools
import json
import os
from bisect import bisect_right
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from scorepress.check.proof import Proof, check_proof
from scorepress.check.record import RecordChecker, compile_checker
from scorepress.check.rules import check_rules
from scorepress.evaluate.audit import audit_record
from scorepress.evaluate.rules import CompiledRules
from scorepress.model.conditions import tests as comparisons
from scorepress.model.diagnostic import Code, Reporter
from scorepress.model.proof import Gap, Hole, Never, Overlap
from scorepress.model.record import Origin, Places, RawRecord, Record, RecordPlan
from scorepress.model.rules import FieldWord, Operator, ScaleWord
from scorepress.model.source import Source
from scorepress.model.values import Kind, RecordSchema, SchoolYear
from scorepress.model.wording import Wording
from scorepress.parse.record_schema import parse_record_schema
from scorepress.parse.rules import parse_rules

EXAMPLES = int(os.environ.get("PROOF_EXAMPLES", "100"))

# --- schemas ----------------------------------------------------------------------------------------------------------

YEAR = {"type": "string", "format": "school-year", "x-minimum": "2020-21", "x-maximum": "2022-23"}
KINDS: dict[str, dict[str, object]] = {
    "flag": {"type": "boolean"},
    "mark": {"type": "boolean"},
    "group": {"enum": ["red", "green", "blue"]},
    "count": {"type": "integer", "minimum": 1, "maximum": 5},
    "term": {"type": "integer", "minimum": 1, "maximum": 4},
    "name": {"type": "string", "maxLength": 5},
    "code": {"type": "string", "pattern": "^(A|B|C)$"},
    "born": {"type": "string", "format": "date"},
    "season": {**YEAR},
}
DEFAULTS = {"flag": False, "mark": True, "group": "green", "count": 3, "term": 1, "name": "Ana", "code": "A",
            "born": "2015-05-09", "season": "2021-22"}  # fmt: skip
RESULT = {
    "group": {"enum": ["red", "blue"]},
    "score": {"type": "integer", "minimum": 1, "maximum": 6},
    "level": {"type": "integer", "minimum": 1, "maximum": 2},
}


@st.composite
def schemas(draw, scale):
    """A schema of a few fields, required, optional or with a default; `scale`: with results of one or two years."""
    count = 1 if scale else 4
    names = draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=count, unique=True))
    properties, required = {}, []
    for name in dict.fromkeys([*names, *(["season"] if scale else [])]):
        fate = draw(st.sampled_from(["required", "optional", "default"]))
        properties[name] = KINDS[name] | ({"default": DEFAULTS[name]} if fate == "default" else {})
        required += [name] if fate == "required" else []
    before = {}
    parts = (["now", "past"] if draw(st.booleans()) and len(properties) < 2 else ["now"]) if scale else []
    for years, part in enumerate(parts):
        inner = dict(RESULT, season=YEAR)
        needed = draw(st.lists(st.sampled_from(sorted(RESULT)), unique=True))
        properties[part] = {"properties": inner, "required": needed}
        required.append(part)
        before[f"{part}.season"] = {"years": years, "of": "season"}
    if not scale and "season" in properties and draw(st.booleans()):
        properties["last"] = {**YEAR}
        before["last"] = {"years": 1, "of": "season"}
    return {"$id": "s", "properties": properties, "required": required, "x-years-before": before}


# --- rules ------------------------------------------------------------------------------------------------------------

TESTS = {
    Kind.BOOLEAN: ["{0}", "not {0}", "{0} is known", "{0} is unknown"],
    Kind.DATE: ["{0} is known", "{0} is unknown"],
    Kind.INTEGER: ["{0} is 2", "{0} is not 1", "{0} is at least 2", "{0} is at most 1", "{0} is between 1 and 2",
                   "{0} is one of 1, 2", "{0} is known", "{0} is unknown"],
    Kind.SCHOOL_YEAR: ["{0} is 2021-22", "{0} is not 2020-21", "{0} is at least 2022-23", "{0} is unknown"],
}  # fmt: skip


def phrases(schema):
    """Every phrase and its tests."""
    found = {}
    for field in schema.fields:
        part, _, leaf = field.path.rpartition(".")
        phrase = f"{leaf} {'this' if part == 'now' else 'last'} year" if part else field.path
        if field.kind in (Kind.TEXT, Kind.CHOICE):
            values = {"name": ["Ana", "Bo"], "code": ["A", "B", "C"]}.get(field.path, field.choices)
            found[phrase] = [f'{phrase} is "{v}"' for v in values] + [f'{phrase} is not "{values[0]}"']
            found[phrase] += [f'{phrase} is one of "{values[0]}", "{values[1]}"', f"{phrase} is known"]
        else:
            found[phrase] = [pattern.format(phrase) for pattern in TESTS[field.kind]]
    return found


@st.composite
def conditions(draw, simple):
    """A condition of up to three comparisons."""
    some = st.sampled_from(simple)
    match draw(st.integers(0, 5)):
        case 0:
            return f"not ({draw(some)})"
        case 1:
            return f"{draw(some)} {draw(JOINTS)} {draw(some)}"
        case 2:
            return f"{draw(some)} {draw(JOINTS)} not ({draw(some)} {draw(JOINTS)} {draw(some)})"
        case 3:
            return f"({draw(some)} {draw(JOINTS)} {draw(some)}) {draw(JOINTS)} {draw(some)}"
        case _:
            return draw(some)


JOINTS = st.sampled_from(["and", "or"])


SCALE = """scale points for each year
  of score that year by group that year gives level that year
  from school year 2020-21
    group   level 1  level 2
    "red"   1-2      3-5
    "blue"  2-3      4-6
  from school year 2022-23
    group   level 1  level 2
    "red"   1-3      4-6
    "blue"  1-1      2-4
word lowest that year = lowest of points
word own start that year = lowest of points at level that year
word best from that year = lowest of points at level 2
"""


@st.composite
def messages(draw, name, simple, family, slots, years):
    """The lines of one message, of a few rows."""
    each = bool(family) and draw(st.booleans())
    lines = [f"message {name}{', for each year' if each else ''}"]
    for _ in range(draw(st.integers(1, 4))):
        span = draw(st.sampled_from(["", ", from school year 2022-23", ", until school year 2020-21"]))
        outcome = draw(st.sampled_from(["nothing", "show the table", f'"{draw(st.sampled_from(slots))}"']))
        asked = draw(conditions([*simple, *family] if each else simple))
        lines.append(f"  when {asked}{span if years else ''}: {outcome}")
    return lines


@st.composite
def books(draw, *, scale):
    """The texts of a schema and a rule file that are right in themselves."""
    text = json.dumps(draw(schemas(scale)))
    schema = parse_record_schema(Source("s", text))
    tests = phrases(schema)
    lines = ['report "R"', 'record "s"', 'source s = "S"']
    parts = [part for part in ("now", "past") if schema.field(f"{part}.score")]
    if scale:
        lines.append("each year: " + ", ".join(f"{'this' if p == 'now' else 'last'} year = {p}" for p in parts))
        lines += [f"word {leaf} that year = that_year.{leaf}" for leaf in (*RESULT, "season")]
        lines.append(SCALE)
        for phrase in ("this year", "last year")[: len(parts)]:
            tests[f"ends {phrase}"] = [f"lowest {phrase} is 2", f"own start {phrase} is at least 2",
                                       f"best from {phrase} is unknown", f"not own start {phrase} is 1"]  # fmt: skip
    lines += [f"word {field.path} = {field.path}" for field in schema.fields if "." not in field.path]
    simple = [test for some in tests.values() for test in some]
    family = [t.replace("this year", "that year") for t in simple if "this year" in t] if scale else []
    for name in draw(st.lists(st.sampled_from(["keen", "odd"]), unique=True)):
        lines.append(f"fact {name} means {draw(conditions(simple))}")
        simple += [name, f"not {name}"]
    for _ in range(draw(st.integers(0, 2))):
        lines.append(f"always when {draw(conditions(simple))}, {draw(conditions(simple))}")
    if family and draw(st.booleans()):
        lines.append(f"always for each year when {draw(conditions(family))}, {draw(conditions(family))}")
    for _ in range(draw(st.integers(0, 1))):
        lines.append(f'skip when {draw(conditions(simple))}: "x"')
    years = scale or sum(f.kind is Kind.SCHOOL_YEAR for f in schema.fields) == 1
    slots = [f"{{{p}}}" for f, p in zip(schema.fields, tests, strict=False) if f.kind is not Kind.BOOLEAN] or ["x"]
    slots += ["{own start this year}", "{lowest this year}"] if scale else []
    first = draw(messages("one", simple, family, slots, years))
    slots += ["{one}" if "message one" in first else "{one this year}"] * len(slots)
    lines += [*first, *draw(messages("two", simple, family, slots, years))]
    return text, "\n".join(lines) + "\n"


# --- trying everything ------------------------------------------------------------------------------------------------


def candidates(field, schema):
    """All values that a record can have in a field, None for no value; of texts, enough of them."""
    values = {
        Kind.BOOLEAN: [False, True],
        Kind.CHOICE: field.choices,
        Kind.DATE: [date(2015, 5, 9)],
        Kind.TEXT: ["A", "B", "C"] if field.path == "code" else ["Ana", "Bo", "Cleo"],
    }.get(field.kind)
    if values is None:
        values = list(range(field.minimum, field.maximum + 1))
    if field.kind is Kind.SCHOOL_YEAR:
        values = [SchoolYear(year) for year in values]
    derived = field.path in {one.path for one in schema.derived}
    return ([None] if field.default is None and (field.optional or derived) else []) + list(values)


def records(schema):
    """Every record of a schema, complete."""
    derived = {one.path: one for one in schema.derived}
    for values in itertools.product(*(candidates(field, schema) for field in schema.fields)):
        found = {f.path: v for f, v in zip(schema.fields, values, strict=True) if v is not None}
        for path, one in derived.items():
            of = found.get(one.of)
            if of is not None:
                found[path] = SchoolYear(of.start - one.years)
        yield found


def real_records(schema, rules):
    seen = set()
    for values in records(schema):
        key = tuple(sorted(values.items()))
        if key not in seen:
            seen.add(key)
            if rules.skip(values) is None and not audit_record(rules, Record(values, Origin("x", 1))):
                yield values


CHECKERS: dict[int, tuple[RecordSchema, RecordChecker]] = {}


def is_record(schema, values):
    """Whether the schema takes these values as they are."""
    checker = CHECKERS.setdefault(id(schema), (schema, compile_checker(schema, RecordPlan(None, ()))))[1]
    follows = {one.path for one in schema.derived if one.of in values}
    raw = {p: v if isinstance(v, (int, str)) else str(v) for p, v in values.items() if p not in follows}
    found = checker.check(RawRecord(raw, Origin("x", 1), "", Places(), typed=True))
    return isinstance(found, Record) and dict(found.values) == dict(values)


def edges_of(book, schema, rows, binding):
    """Where the rows of a message cut numbers, by field; for those that name no school year and no scale."""
    found: dict[str, list[int | str]] = {}
    asked = [(row.when, binding) for row in rows]
    while asked:
        condition, at = asked.pop()
        for test in comparisons(condition):
            here = test.term.bound(at)
            if test.term.name in book.facts:
                asked.append((book.facts[test.term.name].condition, here))
                continue
            word = book.words[test.term.name]
            if isinstance(word, ScaleWord):
                return None
            assert isinstance(word, FieldWord)
            path = book.path(word.name, here)
            field = schema.field(path)
            if field.kind is Kind.SCHOOL_YEAR:
                return None
            low = [v for v in test.values if isinstance(v, int)]
            high = [v + 1 for v in low]
            cuts = {Operator.AT_LEAST: low, Operator.AT_MOST: high, Operator.BETWEEN: low[:1] + high[1:]}
            texts = [v for v in test.values if isinstance(v, str)]
            found.setdefault(path, []).extend([*cuts.get(test.operator, low + high), *texts])
    return found


def case_of(values, edges, schema):
    """The cells of a record, for a message that names these fields."""
    cells = []
    for path, cuts in sorted(edges.items()):
        value, kind = values.get(path), schema.field(path).kind
        if kind is Kind.INTEGER and value is not None:
            value = bisect_right(sorted(set(cuts)), value)
        elif kind is Kind.TEXT and value is not None and value not in cuts:
            value = "…"
        cells.append(value is None if kind is Kind.DATE else value)
    return tuple(cells)


def silent(rules, message, row, binding, values):
    """The slots of a row that stay empty for a student."""
    for slot in row.outcome.slots if isinstance(row.outcome, Wording) else ():
        reference = rules.book.reference(slot.phrase, message.each)
        at = binding if slot.phrase not in rules.book.vocabulary else reference.binding
        if reference.name in rules.book.messages:
            held = rules.holding(reference.name, at, values)
            if any(not isinstance(one.outcome, Wording) for one in held):
                yield slot.phrase
        elif rules.word(reference.name, at, values) is None:
            yield slot.phrase


class Tried:
    """What trying every record finds."""

    def __init__(self, schema, rules, reading):
        self.schema, self.rules, self.book, self.read = schema, rules, rules.book, reading
        self.real = [*real_records(schema, rules)]

    def message(self, message):
        """Bindings with a gap, pairs of rows with an overlap, rows without a student, rows with an empty slot."""
        gaps: list[str | None] = []
        pairs: set[tuple[int, ...]] = set()
        reached: set[int] = set()
        holes: set[tuple[int, str]] = set()
        for binding in self.book.bindings(message.each):
            for values in self.real:
                held = [message.rows.index(r) for r in self.rules.holding(message.name, binding, values)]
                if not held and binding not in gaps:
                    gaps.append(binding)
                reached.update(held)
                pairs.update(itertools.combinations(sorted(held), 2))
                for row in held:
                    holes.update((row, s) for s in silent(self.rules, message, message.rows[row], binding, values))
        return gaps, pairs, set(range(len(message.rows))) - reached, holes


def read(text, book_text):
    schema = parse_record_schema(Source("s", text))
    reporter = Reporter()
    book = parse_rules([Source("x.rules", book_text)], schema, reporter)
    assert book is not None, (book_text, reporter.found)
    check_rules(book, schema, reporter)
    return schema, book, reporter.found


def agree(schema, book, reading):
    rules = CompiledRules(book, schema)
    tried = Tried(schema, rules, reading)
    reporter = Reporter()
    proof = check_proof(book, schema, reporter)
    if not tried.real:
        assert proof is None
        assert [d.code for d in reporter.found] == [Code.NEVER]
        return
    assert proof is not None
    findings = [*proof.findings]
    assert len(findings) == len(reporter.found)
    for message in book.messages.values():
        about = [f for f in findings if isinstance(f, Gap | Overlap | Never | Hole)]
        mine = [f for f in about if (f.owner if isinstance(f, Hole) else f.message) == message.name]
        gaps, pairs, never, holes = tried.message(message)
        found = [f for f in mine if isinstance(f, Gap)]
        assert [b for f in found for b in (f.binding, *f.also)] == gaps
        told = {tuple(sorted((f.row, other))) for f in mine if isinstance(f, Overlap) for other in f.others}
        assert told == pairs
        assert {f.row for f in mine if isinstance(f, Never)} == never
        rows = {row.span: at for at, row in enumerate(message.rows)}
        assert {(rows[f.place], f.slot) for f in mine if isinstance(f, Hole)} == holes
        for finding in mine:
            if not isinstance(finding, Never):
                shown(finding, message, tried)
        counted(proof, message, tried)


def shown(finding, message, tried):
    """A counterexample is a real record and shows what is wrong; so does every record of which its words hold."""

    def bad(values, binding):
        held = [message.rows.index(row) for row in tried.rules.holding(message.name, binding, values)]
        if isinstance(finding, Gap):
            return not held
        if isinstance(finding, Overlap):
            return finding.row in held and not set(held).isdisjoint(finding.others)
        row = next(row for row in message.rows if row.span == finding.place)
        return row in tried.rules.holding(message.name, binding, values) and finding.slot in silent(
            tried.rules, message, row, binding, values
        )

    values = dict(finding.smallest.values)
    assert is_record(tried.schema, values), values
    assert tried.rules.skip(values) is None
    assert audit_record(tried.rules, Record(values, Origin("x", 1))) == ()
    bindings = tried.book.bindings(message.each)
    if isinstance(finding, Hole):
        assert any(bad(values, binding) for binding in bindings)
        return
    assert bad(values, finding.binding)
    if finding.smallest.words:
        condition = tried.read(" and ".join(finding.smallest.words))
        fits = [one for one in tried.real if condition(one)]
        assert fits
        assert all(bad(one, finding.binding) for one in fits)


def counted(proof, message, tried):
    """Cases are counted and listed as trying everything does."""
    for binding in tried.book.bindings(message.each):
        edges = edges_of(tried.book, tried.schema, message.rows, binding)
        if edges is None or any(row.since or row.until for row in message.rows):
            continue
        cases: dict[tuple[object, ...], tuple[int, ...]] = {}
        for values in tried.real:
            held = tuple(message.rows.index(row) for row in tried.rules.holding(message.name, binding, values))
            cases.setdefault(case_of(values, edges, tried.schema), held)
        gap = proof.message(message.name, binding).gap()
        assert proof.message(message.name, binding).total == len(cases)
        assert (gap.count if gap else 0) == sum(not held for held in cases.values())
        listed = [*proof.cells(message.name, binding)]
        assert sorted(case.rows for case in listed) == sorted(cases.values())
        for case in listed[:5]:
            student = dict(proof.student(case))
            assert is_record(tried.schema, student)
            assert cases[case_of(student, edges, tried.schema)] == case.rows


def check_text(text, book_text):
    schema, book, found = read(text, book_text)
    if found:
        return  # such as two school years of which neither is the record's

    def reading(condition):
        inner = parse_rules([Source("x.rules", f"{book_text}fact told means {condition}\n")], schema, Reporter())
        assert inner is not None, condition
        return CompiledRules(inner, schema).holds(inner.facts["told"].condition, None)

    agree(schema, book, reading)


@given(books(scale=False))
@settings(max_examples=EXAMPLES)
def test_the_proof_agrees_with_trying_every_record(texts):
    check_text(*texts)


@given(books(scale=True))
@settings(max_examples=max(EXAMPLES // 4, 20))
def test_the_proof_agrees_with_trying_every_record_of_reports_with_scales(texts):
    check_text(*texts)


def test_a_proof_of_one_small_book():
    text = json.dumps({"$id": "s", "properties": {"flag": {"type": "boolean"}, "count": KINDS["count"]}})
    rules = """report "R"
record "s"
word flag = flag
word count = count
always when flag, count is known
message one
  when flag and count is at least 3: nothing
  when not flag and flag is known: "{count}"
"""
    schema, book, found = read(text, rules)
    assert found == []
    gap, hole = [*Proof(book, schema).findings]
    assert isinstance(gap, Gap)
    # cells: flag absent, no, yes; count absent, 1-2, 3-5; flag needs a count
    assert (gap.count, gap.total) == (4, 8)
    assert isinstance(hole, Hole)
    check_text(text, rules)
