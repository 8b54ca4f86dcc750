"""Tokens -> nodes: what each rule of rules.lark makes. The grammar calls these methods by the rules' names.

A method gets the rule's children in order: tokens that have a name in the grammar, nodes of inner rules, None for an
optional part that is not there. It keeps no state; WrongError is raised for a part that is wrong in itself.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from scorepress.model.diagnostic import Code
from scorepress.model.rules import (
    Always,
    And,
    Basis,
    Bound,
    Condition,
    Each,
    Example,
    Expectation,
    Fact,
    FieldWord,
    Message,
    Not,
    Nothing,
    Operator,
    Or,
    Outcome,
    Question,
    Row,
    Scale,
    ScaleTable,
    ScaleWord,
    Show,
    Skip,
    Term,
    Test,
    Undecided,
)
from scorepress.model.source import Span
from scorepress.model.values import SchoolYear
from scorepress.model.wording import Wording
from scorepress.noun import Noun, replace
from scorepress.parse.rules_reader import Token
from scorepress.parse.rules_values import (
    WrongError,
    cover,
    number_of,
    scale_row_of,
    term_of,
    text_of,
    value_of,
    wording_of,
    year_of,
)

MAX_VALUES = 1_000
"""In one `is one of`."""

Children = list[Any]


class Title(Noun, frozen=True):
    """The `report` line."""

    text: str
    span: Span


class RecordName(Noun, frozen=True):
    """The `record` line."""

    text: str
    span: Span


class SourceText(Noun, frozen=True):
    """A `source` line."""

    name: str
    text: str


class EachLine(Noun, frozen=True):
    """An `each` line; the vocabulary has its bindings."""

    name: str


Node = (
    Title | RecordName | SourceText | EachLine | FieldWord | ScaleWord | Fact | Always | Skip | Scale | Message
    | Example | Question
)  # fmt: skip


class Builder:
    """Makes the nodes of one statement."""

    def statement(self, children: Children) -> Node:
        """Any statement."""
        node: Node = children[0]
        return node

    # --- declarations

    def report(self, children: Children) -> Title:
        """`report "…"`."""
        return Title(text_of(children[1]), children[0].span)

    def record(self, children: Children) -> RecordName:
        """`record "…"`."""
        return RecordName(text_of(children[1]), children[1].span)

    def source(self, children: Children) -> SourceText:
        """`source guide = "…"`."""
        return SourceText(children[1].text, text_of(children[2]))

    def word(self, children: Children) -> FieldWord | ScaleWord:
        """`word … = path` or `word … = lowest of …`."""
        keyword, name, meaning = children
        if isinstance(meaning, ScaleWord):
            return replace(meaning, name=name.text, span=cover(keyword.span, meaning.span))
        return FieldWord(name.text, meaning.text, meaning.span)

    def scale_end(self, children: Children) -> ScaleWord:
        """`lowest of … at level …`; the name is put in by `word`."""
        bound, scale, level = children
        which = Bound.LOWEST if bound.type == "LOWEST" else Bound.HIGHEST
        return ScaleWord("", which, scale.text, level, scale.span)

    def level_number(self, children: Children) -> int:
        """`level` and a number."""
        return number_of(children[1])

    def level_word(self, children: Children) -> Term:
        """A word for the level."""
        return term_of(children[0])

    def each(self, children: Children) -> EachLine:
        """`each year: … = …, … = …`."""
        return EachLine(children[1].text)

    def binding(self, children: Children) -> str:
        """`this year = overall`."""
        name: str = children[0].text
        return name

    def fact(self, children: Children) -> Fact:
        """`fact … means …`."""
        keyword, name, condition = children
        return Fact(name.text, condition, cover(keyword.span, name.span))

    def always(self, children: Children) -> Always:
        """`always for each … when …, …`."""
        keyword, each, when, then = children
        return Always(_kind(each), when, then, cover(keyword.span, then.span))

    def skip(self, children: Children) -> Skip:
        """`skip when …: "…"`."""
        keyword, when, reason, *basis = children
        return Skip(when, text_of(reason), cover(keyword.span, reason.span), tuple(basis))

    # --- scales

    def scale(self, children: Children) -> Scale:
        """`scale … for each … of … by … gives …`, tables and sources."""
        keyword, name, each, score, key, level, *rest = children
        tables = tuple(one for one in rest if isinstance(one, ScaleTable))
        basis = tuple(one for one in rest if isinstance(one, Basis))
        span = cover(keyword.span, name.span)
        return Scale(name.text, _kind(each) or "", term_of(score), term_of(key), term_of(level), tables, span, basis)

    def level(self, children: Children) -> Token:
        """`level` with a number, in the head of a table."""
        token: Token = children[1]
        return token

    def scores(self, children: Children) -> tuple[Token, Sequence[Token]]:
        """A line of a table: the key and a range for each level."""
        return children[0], children[1:]

    def table(self, children: Children) -> ScaleTable:
        """`from school year …`, a head and lines."""
        keyword, year, column, *rest = children
        levels = [number_of(one) for one in rest if isinstance(one, Token)]
        rows = [scale_row_of(key, ranges, levels) for key, ranges in (one for one in rest if isinstance(one, tuple))]
        return ScaleTable(year_of(year), tuple(rows), cover(keyword.span, column.span))

    # --- messages

    def message(self, children: Children) -> Message:
        """`message …, for each …`, rows and sources."""
        keyword, name, each, *rest = children
        rows = tuple(one for one in rest if isinstance(one, Row))
        basis = tuple(one for one in rest if isinstance(one, Basis))
        return Message(name.text, _kind(each), rows, basis, cover(keyword.span, (each or name).span))

    def row(self, children: Children) -> Row:
        """`when …: …`."""
        keyword, when, period, (outcome, place), because = children
        since, until = period or (None, None)
        last = because.span if because else place
        return Row(when, outcome, text_of(because) if because else None, since, until, cover(keyword.span, last))

    def since(self, children: Children) -> tuple[SchoolYear | None, SchoolYear | None]:
        """`from school year …`."""
        return year_of(children[0]), None

    def until(self, children: Children) -> tuple[SchoolYear | None, SchoolYear | None]:
        """`until school year …`."""
        return None, year_of(children[0])

    def during(self, children: Children) -> tuple[SchoolYear | None, SchoolYear | None]:
        """`from school year … until school year …`."""
        since, until = year_of(children[0]), year_of(children[1])
        if until < since:
            message = f"{until} lies before {since}"
            raise WrongError(Code.WRONG_VALUE, message, children[1].span, "the earlier year comes first")
        return since, until

    def sentence(self, children: Children) -> tuple[Outcome, Span]:
        """A sentence with slots."""
        return wording_of(children[0]), children[0].span

    def nothing(self, children: Children) -> tuple[Outcome, Span]:
        """`nothing`."""
        return Nothing(), children[0].span

    def show(self, children: Children) -> tuple[Outcome, Span]:
        """`show the table`."""
        return Show(children[1].text), children[1].span

    def undecided(self, children: Children) -> tuple[Outcome, Span]:
        """`?`."""
        return Undecided(), children[0].span

    def basis(self, children: Children) -> Basis:
        """`from guide "…"`."""
        keyword, source, place = children
        return Basis(source.text, text_of(place), cover(keyword.span, place.span))

    # --- examples and questions

    def example(self, children: Children) -> Example:
        """`example "…" given …`."""
        keyword, title, *rest = children
        expect = tuple(one for one in rest if isinstance(one, Expectation))
        given = tuple(one for one in rest if not isinstance(one, Expectation))
        return Example(text_of(title), given, expect, cover(keyword.span, title.span))

    def expect_is(self, children: Children) -> Expectation:
        """`expect … is …`."""
        keyword, message, (outcome, place) = children
        literal = _literal(outcome, place)
        return Expectation(term_of(message), begins=False, outcome=literal, span=cover(keyword.span, place))

    def expect_begins(self, children: Children) -> Expectation:
        """`expect … begins "…"`."""
        keyword, message, text = children
        outcome = _literal(wording_of(text), text.span)
        return Expectation(term_of(message), begins=True, outcome=outcome, span=cover(keyword.span, text.span))

    def question(self, children: Children) -> Question:
        """`question 1 "…" assume "…" at … answer "…" on …`."""
        keyword, number, text, assumption, touched, answer = children
        span = cover(keyword.span, number.span)
        said, day = answer or (None, None)
        return Question(number_of(number), text_of(text), text_of(assumption), touched or (), said, day, span)

    def touched(self, children: Children) -> tuple[str, ...]:
        """`at …, …`."""
        return tuple(title.text for title in children)

    def answer(self, children: Children) -> tuple[str, str]:
        """`answer "…" on …`."""
        text, day = children
        try:
            date.fromisoformat(day.text)
        except ValueError:
            message = f"`{day.text}` is no day of the calendar"
            raise WrongError(
                Code.WRONG_VALUE, message, day.span, "a date is year, month and day: `2026-05-31`"
            ) from None
        return text_of(text), day.text

    # --- conditions

    def both(self, children: Children) -> Condition:
        """`… and …`."""
        return And(tuple(children), cover(children[0].span, children[-1].span))

    def either(self, children: Children) -> Condition:
        """`… or …`."""
        return Or(tuple(children), cover(children[0].span, children[-1].span))

    def negated(self, children: Children) -> Condition:
        """`not …`."""
        return Not(children[1], cover(children[0].span, children[1].span))

    def group(self, children: Children) -> Condition:
        """`( … )`."""
        inner: Condition = children[1]
        return inner

    def holds(self, children: Children) -> Condition:
        """A fact or a word for yes or no, standing alone."""
        return _test(children, Operator.TRUE)

    def is_(self, children: Children) -> Condition:
        """`… is "…"`."""
        return _test(children, Operator.IS)

    def is_not(self, children: Children) -> Condition:
        """`… is not "…"`."""
        return _test(children, Operator.IS_NOT)

    def at_least(self, children: Children) -> Condition:
        """`… is at least …`."""
        return _test(children, Operator.AT_LEAST)

    def at_most(self, children: Children) -> Condition:
        """`… is at most …`."""
        return _test(children, Operator.AT_MOST)

    def between(self, children: Children) -> Condition:
        """`… is between … and …`."""
        return _test(children, Operator.BETWEEN)

    def one_of(self, children: Children) -> Condition:
        """`… is one of …, …`."""
        if len(children) > MAX_VALUES:
            message = f"{len(children) - 1:,} values after `is one of`, at most {MAX_VALUES:,} are read"
            hint = "name what they have in common in a field of its own"
            raise WrongError(Code.TOO_LARGE, message, children[0].span, hint)
        return _test(children, Operator.ONE_OF)

    def known(self, children: Children) -> Condition:
        """`… is known`."""
        return _test(children[:1], Operator.KNOWN)

    def unknown(self, children: Children) -> Condition:
        """`… is unknown`."""
        return _test(children[:1], Operator.UNKNOWN)


def _test(children: Children, operator: Operator) -> Test:
    term, *values = children
    end = values[-1].span if values else term.span
    return Test(term_of(term), operator, tuple(value_of(value) for value in values), cover(term.span, end))


def _kind(token: Token | None) -> str | None:
    if token is None:
        return None
    return token.value.kind if isinstance(token.value, Each) else token.text


def _literal(outcome: Outcome, span: Span) -> Outcome:
    """What an example expects: the finished text, which has no slots."""
    if isinstance(outcome, Wording) and outcome.slots:
        slot = outcome.slots[0]
        place = slot.span or span
        hint = "give the student's values with `given`, and write the sentence as the parent reads it"
        raise WrongError(Code.PLACEHOLDER, f"an example expects finished text, found `{{{slot.phrase}}}`", place, hint)
    return outcome
