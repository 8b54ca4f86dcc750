"""Rule files -> RuleText: what stands where, comments included, for the formatter.

The vocabulary of all files of a folder decides which words make a phrase. The schema of the record is not asked, and
a phrase that nobody declares is read all the same: only what the grammar refuses is an error here.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from scorepress.model.diagnostic import Reporter
from scorepress.model.rule_text import Piece, RuleText, Statement
from scorepress.model.source import Source
from scorepress.model.values import RecordSchema
from scorepress.noun import replace
from scorepress.parse.rules_grammar import grammar
from scorepress.parse.rules_heads import Heads
from scorepress.parse.rules_reader import Token
from scorepress.parse.rules_tokens import Lexeme, Shape, lex, statements
from scorepress.parse.rules_vocabulary import Vocabulary, build_vocabulary

_NO_SCHEMA = RecordSchema("", "", (), ())


def parse_rule_texts(
    sources: Sequence[Source], wanted: Collection[str], reporter: Reporter
) -> tuple[RuleText | None, ...]:
    """Read the wanted files (by path) of a folder; the others lend their vocabulary.

    In the order of `sources`; None for a file with a syntax error, which is reported.
    """
    files: list[tuple[str, Sequence[Lexeme], bool]] = []
    heads = Heads()
    for source in sources:
        heard = Reporter()
        lexemes = lex(source, heard)
        if source.path in wanted:
            reporter.found += heard.found
        files.append((source.path, lexemes, not heard.found))
        for statement in statements(lexemes):
            heads.add(source.path, statement)
    vocabulary = build_vocabulary(heads, _NO_SCHEMA, Reporter())
    return tuple(
        _read(path, lexemes, vocabulary, reporter) if sound else None
        for path, lexemes, sound in files
        if path in wanted
    )


def _read(path: str, lexemes: Sequence[Lexeme], vocabulary: Vocabulary, reporter: Reporter) -> RuleText | None:
    kinds: dict[int, str] = {}
    before = len(reporter.found)
    heard = Reporter()
    for statement in statements(lexemes):
        fed: list[Token] = []
        told = len(heard.found)
        if grammar().parse(path, statement, vocabulary, heard, fed) is None:
            reporter.found += heard.found[told:]
        for token in fed:
            kinds[token.lexeme.start] = token.type
    if len(reporter.found) > before:
        return None
    found, end = _pieces(lexemes, kinds)
    return RuleText(path, found, end)


def _pieces(lexemes: Sequence[Lexeme], kinds: dict[int, str]) -> tuple[tuple[Statement, ...], tuple[str, ...]]:
    """Each word with its comments; what stands behind the last statement."""
    found: list[list[Piece]] = []
    above: list[_Above] = []
    last = 0  # the line on which the lexeme before ends
    for lexeme in lexemes:
        if last and lexeme.line > last + 1:
            above.append(_Above("", indented=False))
        if lexeme.shape is Shape.COMMENT:
            text = lexeme.text.rstrip()
            if lexeme.line == last:
                found[-1][-1] = replace(found[-1][-1], comment=text)
            else:
                above.append(_Above(text, indented=lexeme.column > 1))
        else:
            if lexeme.column == 1 or not found:
                above = _leave_below(found, above)
                found.append([])
            found[-1].append(Piece(kinds.get(lexeme.start, ""), lexeme.text, tuple(one.text for one in above)))
            above = []
        last = lexeme.line + lexeme.text.count("\n")
    above = _leave_below(found, above)
    return tuple(tuple(one) for one in found), tuple(one.text for one in above)


class _Above(NamedTuple):
    """A comment on a line of its own, or an empty line."""

    text: str
    indented: bool


def _leave_below(found: Sequence[list[Piece]], above: Sequence[_Above]) -> list[_Above]:
    """Indented comments behind a statement belong to it; gives the others."""
    count = 0
    for at, one in enumerate(above):
        if one.text and not one.indented:
            break
        count = at + 1 if one.indented else count
    if found and count:
        found[-1][-1] = replace(found[-1][-1], below=tuple(one.text for one in above[:count]))
        return list(above[count:])
    return list(above)
