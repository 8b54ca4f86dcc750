"""Rule files -> RuleBook: every name resolved, every slip of every file reported."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from scorepress.model.conditions import spoken, tests
from scorepress.model.diagnostic import Code, Diagnostic, Label, Reporter
from scorepress.model.rules import (
    Always,
    Example,
    Fact,
    FieldWord,
    Message,
    Question,
    Reference,
    RuleBook,
    Scale,
    ScaleWord,
    Skip,
)
from scorepress.model.source import Source, Span
from scorepress.model.values import RecordSchema
from scorepress.noun import replace
from scorepress.parse.rules_grammar import grammar
from scorepress.parse.rules_heads import Heads
from scorepress.parse.rules_tokens import lex, statements
from scorepress.parse.rules_tree import Node, RecordName, SourceText, Title
from scorepress.parse.rules_uses import Uses, report_unknown
from scorepress.parse.rules_vocabulary import Vocabulary, build_vocabulary

T = TypeVar("T")


def parse_rules(sources: Sequence[Source], schema: RecordSchema, reporter: Reporter) -> RuleBook | None:
    """Read all *.rules files of one report together; a name that one file declares may be used in the others.

    The phrases of a family exist for those bindings whose fields the schema has. None when an error was reported.
    """
    before = len(reporter.found)
    files = [(source.path, statements(lex(source, reporter))) for source in sources]
    heads = Heads()
    for path, found in files:
        for statement in found:
            heads.add(path, statement)
    vocabulary = build_vocabulary(heads, schema, reporter)
    told = len(reporter.found)
    nodes: list[Node] = []
    uses = Uses()
    for path, found in files:
        for statement in found:
            node = grammar().parse(path, statement, vocabulary, reporter, uses=uses)
            if node is not None:
                nodes.append(node)
    report_unknown(uses, vocabulary, reporter)
    reporter.found[told:] = _in_order(reporter.found[told:], sources)
    complete = len(reporter.found) == before
    _check_lines(nodes, sources, reporter, complete=complete)
    return _book(nodes, vocabulary) if len(reporter.found) == before else None


def _in_order(found: Iterable[Diagnostic], sources: Sequence[Source]) -> list[Diagnostic]:
    """Diagnostics in the order of the files and lines."""
    order = {source.path: number for number, source in enumerate(sources)}
    return sorted(found, key=lambda d: (order[d.span.path], d.span.line, d.span.column) if d.span else (-1, 0, 0))


def _of(nodes: Iterable[Node], kind: type[T]) -> list[T]:
    return [node for node in nodes if isinstance(node, kind)]


def _check_lines(nodes: Sequence[Node], sources: Sequence[Source], reporter: Reporter, *, complete: bool) -> None:
    """Report what is missing from all files, or stands in them twice."""
    place = Span(sources[0].path, 1) if sources else None
    for line, kind, hint in (
        ("report", Title, 'write `report "…"`, the title of the report, at the top of a file'),
        ("record", RecordName, 'write `record "…"`, the name of the record\'s schema, below `report`'),
    ):
        found = [node for node in nodes if isinstance(node, kind)]
        if not found and complete:
            reporter.error(Code.RULE_SYNTAX, f"no file of the report has a `{line}` line", place, hint)
        _report_twice(reporter, ((f"two `{line}` lines", line, one.span) for one in found))
    examples, questions = _of(nodes, Example), _of(nodes, Question)
    _report_twice(reporter, ((f"two examples have the title `{e.title}`", e.title, e.span) for e in examples))
    _report_twice(reporter, ((f"two questions have the number {q.number}", q.number, q.span) for q in questions))


def _report_twice(reporter: Reporter, found: Iterable[tuple[str, object, Span]]) -> None:
    first: dict[object, Span] = {}
    for message, name, span in found:
        if name in first:
            reporter.error(Code.DUPLICATE_NAME, message, span, labels=(Label(first[name], "the first"),))
        first.setdefault(name, span)


def _book(nodes: Sequence[Node], vocabulary: Vocabulary) -> RuleBook:
    words: list[FieldWord | ScaleWord] = [node for node in nodes if isinstance(node, FieldWord | ScaleWord)]
    record = _of(nodes, RecordName)[0]
    book = RuleBook(
        title=_of(nodes, Title)[0].text,
        record=record.text,
        record_span=record.span,
        sources={source.name: source.text for source in _of(nodes, SourceText)},
        eaches=dict(vocabulary.kinds.all),
        words={word.name: word for word in words},
        facts={fact.name: fact for fact in _of(nodes, Fact)},
        always=tuple(_of(nodes, Always)),
        skips=tuple(_of(nodes, Skip)),
        scales={scale.name: scale for scale in _of(nodes, Scale)},
        messages={message.name: message for message in _of(nodes, Message)},
        examples=tuple(_of(nodes, Example)),
        questions=tuple(_of(nodes, Question)),
        vocabulary=vocabulary.whole,
        stand_ins=vocabulary.stand_ins,
    )
    return replace(book, vocabulary=_existing(book))


def _existing(book: RuleBook) -> Mapping[str, Reference]:
    """The vocabulary without the phrases of facts that speak of fields which a binding does not have."""
    phrases = dict(book.vocabulary)
    users: dict[str, list[str]] = {}
    for phrase, reference in book.vocabulary.items():
        if reference.binding is not None and reference.name in book.facts:
            for test in tests(book.facts[reference.name].condition):
                users.setdefault(spoken(book, test.term, reference.binding), []).append(phrase)
    lost = [phrase for needed, some in users.items() if needed not in phrases for phrase in some]
    while lost:
        phrase = lost.pop()
        if phrases.pop(phrase, None) is not None:
            lost += users.get(phrase, ())
    return phrases
