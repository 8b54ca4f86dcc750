"""Edits of the shipped rules, one at a time, as a hand might slip: each is found, and each counterexample is one.

A counterexample is taken as a record: the schema accepts it, no `skip` line takes it, it keeps `always` lines and
scales, and the edited rules, evaluated on it, give no row or two, or a sentence with a hole.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from scorepress.check.proof import Proof, check_proof
from scorepress.check.proof_examples import check_examples
from scorepress.check.proof_report import MANY
from scorepress.check.record import compile_checker
from scorepress.check.rules import check_rules
from scorepress.evaluate.audit import audit_record
from scorepress.evaluate.rules import CompiledRules, compile_rules
from scorepress.evaluate.text import Speaker
from scorepress.model.conditions import in_words
from scorepress.model.conditions import tests as comparisons
from scorepress.model.diagnostic import Code, Diagnostic, Reporter
from scorepress.model.proof import Gap, Hole, Overlap
from scorepress.model.record import Origin, Places, RawRecord, Record, RecordPlan
from scorepress.model.report import Phrase
from scorepress.model.rules import And, Condition, Message, Operator, Row, RuleBook
from scorepress.model.rules import Test as Comparison
from scorepress.model.source import Source, Span
from scorepress.model.values import RecordSchema
from scorepress.model.wording import Wording
from scorepress.noun import replace
from scorepress.parse.record_schema import parse_record_schema
from scorepress.parse.rules import parse_rules
from scorepress.pipeline.load import check_report
from scorepress.pipeline.proof import provable, prove_rules
from scorepress.workspace import Workspace

ROOT = Path(__file__).parent.parent
SUMMATIVE, INITIAL = "summative-alternate-elpac", "initial-alternate-elpac"
pytestmark = pytest.mark.thorough(every=4)

REPORTS = (SUMMATIVE, INITIAL)
RECORD = (ROOT / "schemas/student-record.schema.json").read_text(encoding="utf-8")
SCHEMA = parse_record_schema(Source("student-record.schema.json", RECORD))


FILES = {
    report: {p.name: p.read_text(encoding="utf-8") for p in sorted((ROOT / "rules" / report).glob("*.rules"))}
    for report in REPORTS
}


def sources(report: str) -> dict[str, str]:
    return dict(FILES[report])


def parsed(texts: dict[str, str], schema: RecordSchema = SCHEMA) -> tuple[RuleBook | None, Reporter]:
    reporter = Reporter()
    book = parse_rules([Source(name, text) for name, text in texts.items()], schema, reporter)
    if book is not None:
        check_rules(book, schema, reporter)
    return book, reporter


def shipped(report: str) -> RuleBook:
    book, reporter = parsed(sources(report))
    assert book is not None
    assert reporter.found == []
    return book


BOOKS = {report: shipped(report) for report in REPORTS}


@dataclass(frozen=True)
class Checked:
    """What `check` says of edited rules."""

    book: RuleBook | None
    schema: RecordSchema
    found: list[Diagnostic]

    @property
    def codes(self) -> list[Code]:
        return [d.code for d in self.found]


def checked(texts: dict[str, str], schema: RecordSchema = SCHEMA, *, examples: bool = True) -> Checked:
    """Check rules, and hold every counterexample of the proof to the evaluation."""
    book, reporter = parsed(texts if examples else {k: v for k, v in texts.items() if k != "examples.rules"}, schema)
    if book is not None and provable(book, reporter.found):
        proof = (prove_rules if examples else check_proof)(book, schema, reporter)
        if proof is not None:
            for finding in proof.findings:
                if isinstance(finding, Gap | Overlap | Hole):
                    is_one(finding, compile_rules(book, schema), grown=schema is not SCHEMA)
    return Checked(book, schema, reporter.found)


def is_one(finding: Gap | Overlap | Hole, rules: CompiledRules, *, grown: bool = False) -> None:
    """A counterexample is a record, and shows what was found."""
    values = finding.smallest.values
    follows = {one.path for one in rules.schema.derived}
    raw = {path: v if isinstance(v, int | str) else str(v) for path, v in values.items() if path not in follows}
    record = compile_checker(rules.schema, RecordPlan(None, ())).check(
        RawRecord(raw, Origin("x", 1), "", Places(), typed=True)
    )
    assert isinstance(record, Record), record
    assert dict(record.values) == dict(values)
    assert rules.skip(values) is None
    # tables may lack a grade or a level that is new
    assert [d for d in audit_record(rules, record) if d.code is not Code.RECORD_SCALE or not grown] == []
    if isinstance(finding, Hole):
        assert finding.owner is not None
        message = rules.book.messages[finding.owner]
        row = next(row for row in message.rows if row.span == finding.place)
        assert any(row in rules.holding(message.name, b, values) for b in rules.book.bindings(message.each))
        return
    held = rules.holding(finding.message, finding.binding, values)
    if isinstance(finding, Gap):
        assert held == ()
    else:
        rows = rules.book.messages[finding.message].rows
        assert rows[finding.row] in held
        assert any(rows[other] in held for other in finding.others)


# --- editing ----------------------------------------------------------------------------------------------------------


def position(text: str, line: int, column: int) -> int:
    lines = text.splitlines(keepends=True)
    return sum(map(len, lines[: line - 1])) + column - 1


def written(text: str, span: Span) -> str:
    return text[position(text, span.line, span.column) : position(text, span.end_line, span.end_column)]


def edited(texts: dict[str, str], span: Span, new: str) -> dict[str, str]:
    """The same files with other text in one place."""
    text = texts[span.path]
    begin, end = position(text, span.line, span.column), position(text, span.end_line, span.end_column)
    return {**texts, span.path: text[:begin] + new + text[end:]}


def lines_of(texts: dict[str, str], row: Row) -> tuple[list[str], int, int]:
    """A file's lines, and those of a row: from its `when` to the line before the next row or statement."""
    lines = texts[row.span.path].splitlines(keepends=True)
    begin = end = row.span.line - 1
    end += 1
    while end < len(lines) and re.match(r"\s{3,}\S", lines[end]):
        end += 1
    return lines, begin, end


def rows() -> list[object]:
    return [
        pytest.param(report, message.name, at, id=f"{report[:3]} {message.name} {at + 1}")
        for report, book in BOOKS.items()
        for message in book.messages.values()
        for at in range(len(message.rows))
    ]


# --- each row ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("report", "name", "at"), rows())
def test_a_row_that_is_dropped(report, name, at):
    texts, message = sources(report), BOOKS[report].messages[name]
    lines, begin, end = lines_of(texts, message.rows[at])
    found = checked({**texts, message.span.path: "".join(lines[:begin] + lines[end:])}, examples=False)
    if len(message.rows) == 1:
        assert Code.RULE_SYNTAX in found.codes  # a message without a row
        return
    # an example or a layout may name the thing that only this row showed
    assert [code for code in found.codes if code is not Code.UNKNOWN_NAME] == [Code.GAP]
    gap = next(d for d in found.found if d.code is Code.GAP)
    assert re.match(rf"no row of `{name}( .*)?` answers", gap.message)
    assert gap.hints[0].startswith(("the smallest: ", "this is so for every student"))


def weaker(condition: Condition, book: RuleBook) -> str:
    """A condition that holds for more students."""
    words = in_words(book, condition)
    if isinstance(condition, And):
        return " and ".join(f"({in_words(book, part)})" for part in condition.parts[:-1])
    if isinstance(condition, Comparison) and condition.operator in (Operator.IS, Operator.IS_NOT, Operator.ONE_OF):
        return f"{in_words(book, replace(condition, operator=Operator.KNOWN, values=()))}"
    return f"({words}) or (not ({words}))"


@pytest.mark.parametrize(("report", "name", "at"), rows())
def test_a_row_that_stands_twice_with_a_weaker_condition(report, name, at):
    texts, book = sources(report), BOOKS[report]
    message = book.messages[name]
    row = message.rows[at]
    lines, begin, end = lines_of(texts, row)
    text = "".join(lines[begin:end])
    outcome = text[len(text) - len(text.partition(":\n" if ":\n" in text else ": ")[2]) :]
    copy = f"  when {weaker(row.when, book)}:\n    {outcome.lstrip()}"
    found = checked({**texts, message.span.path: "".join([*lines[:end], copy, *lines[end:]])}, examples=False)
    assert found.codes.count(Code.OVERLAP) == 1
    assert set(found.codes) <= {Code.OVERLAP, Code.MAYBE_NOTHING}  # what the wider copy says may have holes
    overlap = next(d for d in found.found if d.code is Code.OVERLAP)
    lines_told = {overlap.span.line if overlap.span else 0, *(label.span.line for label in overlap.labels)}
    assert end + 1 in lines_told
    assert row.span.line in lines_told or len(overlap.labels) == MANY


# --- the schema grows -------------------------------------------------------------------------------------------------


def grown(old: str, new: str) -> RecordSchema:
    assert RECORD.count(old) == 1
    return parse_record_schema(Source("student-record.schema.json", RECORD.replace(old, new)))


LEVELS = {
    SUMMATIVE: {"level label", "level name", "level in short", "performance summary"},
    INITIAL: {"level label", "level name", "level in short", "performance summary", "score range"},
}
GRADES = {"grade name", "grade heading", "grade short"}


def gaps(found: Checked) -> dict[str, tuple[str, ...]]:
    """The messages with a gap, and the words of its smallest case."""
    assert found.book is not None
    proof = Proof(found.book, found.schema)
    return {f.message: f.smallest.words for f in proof.findings if isinstance(f, Gap)}


@pytest.mark.parametrize("report", REPORTS)
def test_a_level_that_is_added(report):
    schema = grown('"minimum": 1, "maximum": 3}', '"minimum": 1, "maximum": 4}')
    found = checked(sources(report), schema)
    assert set(found.codes) == {Code.SCALE, Code.GAP}  # the tables lack it, and so do the messages
    words = gaps(found)
    assert set(words) == LEVELS[report]
    assert words["level name"] == ("level this year is 4",)


@pytest.mark.parametrize("report", REPORTS)
def test_a_grade_that_is_added(report):
    found = checked(sources(report), grown('"enum": ["KN",', '"enum": ["TK", "KN",'))
    assert set(found.codes) == {Code.SCALE, Code.GAP}
    words = gaps(found)
    assert set(words) == GRADES
    assert words["grade name"] == ('grade this year is "TK"',)


# --- values and numbers in conditions ---------------------------------------------------------------------------------


def conditions(book: RuleBook) -> list[Condition]:
    found = [fact.condition for fact in book.facts.values()]
    found += [one for always in book.always for one in (always.when, always.then)]
    found += [skip.when for skip in book.skips]
    return found + [row.when for message in book.messages.values() for row in message.rows]


def with_values(kind: type, operators: tuple[Operator, ...] | None = None) -> list[object]:
    return [
        pytest.param(report, test, id=f"{report[:3]} {test.span.path}:{test.span.line}:{test.span.column} {at}")
        for report, book in BOOKS.items()
        for condition in conditions(book)
        for test in comparisons(condition)
        for at, value in enumerate(test.values[:1])
        if isinstance(value, kind) and (operators is None or test.operator in operators)
    ]


@pytest.mark.parametrize(("report", "test"), with_values(object, (Operator.ONE_OF,)))
def test_a_value_that_is_taken_out_of_a_list(report, test):
    texts = sources(report)
    old = written(texts[test.span.path], test.span)
    values = re.findall(r'"[^"]*"|\d+', old.partition("one of")[2])
    for value in values:
        rest = ", ".join(other for other in values if other != value)
        new = f"{old.partition('one of')[0]}one of {rest}"
        found = checked(edited(texts, test.span, new))
        assert set(found.codes) & {Code.GAP, Code.EXAMPLE_FAILS}, (new, found.codes)


@pytest.mark.parametrize(("report", "test"), with_values(int))
def test_a_number_that_is_moved_by_one(report, test):
    texts = sources(report)
    old = written(texts[test.span.path], test.span)
    for step in (-1, 1):
        new = re.sub(r"\d+", lambda found: str(int(found[0]) + step), old)  # noqa: B023
        codes = checked(edited(texts, test.span, new)).codes
        assert set(codes) & {Code.WRONG_VALUE, Code.GAP, Code.OVERLAP, Code.EXAMPLE_FAILS}, (new, codes)


@pytest.mark.parametrize("report", REPORTS)
def test_a_level_of_a_scale_that_is_moved_by_one(report):
    texts = sources(report)
    for word in re.findall(r"at level \d", texts["overall.rules"]):
        for step in (-1, 1):
            new = f"at level {int(word[-1]) + step}"
            codes = checked({**texts, "overall.rules": texts["overall.rules"].replace(word, new)}).codes
            assert set(codes) & {Code.SCALE, Code.EXAMPLE_FAILS}, new


# --- phrases ----------------------------------------------------------------------------------------------------------


def misspelt(phrase: str) -> str:
    """The phrase with two letters of its longest word exchanged."""
    word = max(phrase.split(), key=len)
    for at in range(1, len(word) - 1):
        if word[at] != word[at + 1]:
            return phrase.replace(word, word[:at] + word[at + 1] + word[at] + word[at + 2 :])
    return phrase.replace(word, word[::-1])


def declared() -> list[object]:
    found: list[object] = []
    for report, book in BOOKS.items():
        names = {name: one.span for some in (book.words, book.facts, book.messages) for name, one in some.items()}
        found += [pytest.param(report, name, span, id=f"{report[:3]} {name}") for name, span in names.items()]
    return found


def masked(text: str) -> str:
    """A file without comments and texts, but for the slots in texts; the same length."""

    def blank(found):
        slots = [m.span() for m in re.finditer(r"(?<!\{)\{[^{}]*\}", found[0])] if found[0][0] == '"' else []
        kept = {at for begin, end in slots for at in range(begin, end)}
        return "".join(c if at in kept or c == "\n" else "~" for at, c in enumerate(found[0]))

    return re.sub(r'"[^"]*"|#.*', blank, text)


def phrases_of(book: RuleBook, name: str) -> list[str]:
    """Everything that is said for a declared name: `score that year`, `score last year`."""
    both = {**book.vocabulary, **book.stand_ins}
    return [phrase for phrase, reference in both.items() if reference.name == name]


def uses(texts: dict[str, str], name: str, book: RuleBook) -> list[tuple[str, int, str]]:
    """Where a name is used in conditions, slots and expectations: file, place, phrase."""
    everything = {**book.vocabulary, **book.stand_ins}
    found = []
    for phrase in phrases_of(book, name):
        longer = [other for other in everything if phrase in other and phrase != other]
        for file, text in texts.items():
            clean = masked(text)
            taken = {at for other in longer for m in re.finditer(re.escape(other), clean) for at in range(*m.span())}
            for match in re.finditer(rf"(?<![\w~]){re.escape(phrase)}(?!\w)", clean):
                start = clean[clean.rfind("\n", 0, match.start()) + 1 : match.start()]
                declares = re.match(r"(word|fact|message|each|scale|source)\b", start) and "means" not in start
                if match.start() not in taken and not declares and not re.search(r"(from|until) $", start):
                    found.append((file, match.start(), phrase))
    return found


@pytest.mark.parametrize(("report", "name", "declaration"), declared())
def test_a_phrase_that_is_misspelt(report, name, declaration, tmp_path):
    texts = sources(report)
    places = uses(texts, name, BOOKS[report])
    if not places:
        in_layouts(report, name, declaration, tmp_path)
        return
    file, at, phrase = places[0]
    found = checked({**texts, file: texts[file][:at] + misspelt(phrase) + texts[file][at + len(phrase) :]}).found
    line = texts[file].count("\n", 0, at) + 1
    here = [d for d in found if d.span and d.span.path == file and d.span.line <= line <= d.span.end_line]
    assert [d.code for d in here] in ([Code.UNKNOWN_PHRASE], [Code.UNKNOWN_NAME])
    assert here[0].hints == (f"did you mean `{phrase}`?",)


def in_layouts(report: str, name: str, declaration: Span, folder: Path) -> None:
    """A phrase that only layouts name is misspelt where it is declared, and missed where it is named."""
    book = BOOKS[report]
    phrases = phrases_of(book, name)
    layouts = [p.read_text(encoding="utf-8") for p in (ROOT / "layouts" / report).glob("*.yaml")]
    named = {p for p in phrases if any(re.search(rf"(\{{|: ){re.escape(p)}(\}}| is | shows |\n)", t) for t in layouts)}
    text = FILES[report][declaration.path]
    old = text.splitlines()[declaration.line - 1]
    (folder / "rules" / report).mkdir(parents=True)
    new = old.replace(name, misspelt(name), 1)
    (folder / "rules" / report / declaration.path).write_text(text.replace(old, new), encoding="utf-8")
    told = [d for d in check_report(Workspace(folder), report) if d.code is Code.UNKNOWN_NAME]
    missed = {re.findall("named `(.*?)`", d.message)[0] for d in told if d.span and d.span.path.endswith(".yaml")}
    assert missed == named
    assert all("did you mean" in hint for d in told for hint in d.hints)


# --- sentences --------------------------------------------------------------------------------------------------------


def quoted() -> list[object]:
    """Each row that helps to say what an example expects."""
    found: list[tuple[str, str, str, Span]] = []
    for report, book in BOOKS.items():
        rules = compile_rules(book, SCHEMA)
        voice = Speaker(rules, "en", lambda *_: None)
        proof = Proof(book, SCHEMA)

        def listen(example, expectation, values, voice=voice, report=report, found=found):
            said = voice.say(expectation.message.name, expectation.message.binding, values)
            for use in said.rows if isinstance(said, Phrase) else ():
                found.append((report, example.title, use.message, use.span))

        check_examples(proof.world, listen, Reporter())
    return [
        pytest.param(*one, id=f"{one[0][:3]} {one[1]}: {one[2]}")
        for one in dict.fromkeys(found)
        if re.search(r"[a-z]", re.sub(r"\{.*?\}", "", sentence(BOOKS[one[0]].messages[one[2]], one[3])))
    ]


def sentence(message: Message, span: Span) -> str:
    outcome = next(row.outcome for row in message.rows if row.span == span)
    assert isinstance(outcome, Wording)
    return outcome.text


@pytest.mark.parametrize(("report", "title", "name", "span"), quoted())
def test_a_letter_of_a_sentence_that_an_example_quotes(report, title, name, span):
    texts = sources(report)
    row = next(row for row in BOOKS[report].messages[name].rows if row.span == span)
    lines, begin, end = lines_of(texts, row)
    text = "".join(lines[begin:end])
    letter = next(
        m for m in re.finditer(r"\{[^}]*\}|[a-z]", text[text.index('"', text.index(":")) :]) if len(m[0]) == 1
    )
    at = text.index('"', text.index(":")) + letter.start()
    changed = text[:at] + ("x" if text[at] != "x" else "y") + text[at + 1 :]
    found = checked({**texts, span.path: "".join([*lines[:begin], changed, *lines[end:]])})
    assert set(found.codes) == {Code.EXAMPLE_FAILS}
    assert any(d.message.startswith(f"`{title}`: expected `") and ', but it is "' in d.message for d in found.found)


# --- the hole in the guide --------------------------------------------------------------------------------------------


def test_the_hole_in_the_guide_is_found_and_is_in_the_question_book():
    texts, book = sources(SUMMATIVE), BOOKS[SUMMATIVE]
    message = book.messages["history section"]
    row = next(row for row in message.rows if row.because and "silent" in row.because)
    lines, begin, end = lines_of(texts, row)
    found = checked({**texts, "history.rules": "".join(lines[:begin] + lines[end:])})
    (gap,) = found.found
    assert gap.message == "no row of `history section` answers 10 of 234 cases"
    assert gap.hints[0] == 'the smallest: not first time, grade this year is "KN", not repeated kindergarten'
    assert f"row: `when {gap.hints[0].removeprefix('the smallest: ').replace(', ', ' and ')}: …`" in gap.hints[1]
    question = next(one for one in book.questions if message.name in one.at and "kindergartner" in one.text)
    assert question.answer is None
    assert f"question {question.number}" in (row.because or "")


def test_nothing_is_found_in_the_shipped_rules():
    for report in REPORTS:
        assert checked(sources(report)).found == []


def test_a_wrong_counterexample_would_be_noticed():
    book = BOOKS[SUMMATIVE]
    rules = compile_rules(book, SCHEMA)
    proof = Proof(book, SCHEMA)
    message = book.messages["level name"]
    values = proof.student_of_row("level name", "this year", 0)
    assert values is not None
    proved = proof.message(message.name, "this year")
    good = replace(proved.smallest(proved.rows[0]), values=values)
    with pytest.raises(AssertionError):
        is_one(Gap(message.name, "this year", 1, 1, good), rules)
