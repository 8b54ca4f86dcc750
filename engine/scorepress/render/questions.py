"""Rule books -> the question book: what is open, what was assumed, where it matters, and a place for the answer."""

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from scorepress.model.rows import outcome_in_words, row_in_words
from scorepress.model.rules import Message, Question, Row, RuleBook
from scorepress.model.source import Span

WIDTH = 100
LABEL = 11
"""Width of the names of the facts about a question."""

ANSWER, DATE = "_" * 44, "_" * 12


def render_questions_text(books: Iterable[RuleBook], width: int = WIDTH) -> str:
    """The question books of some reports as text; lines of prose have at most `width` characters. Ends in a line feed.

    The places for answers are lines to write on.
    """
    return "\n\n\n".join("\n".join(_text(book, width)) for book in books) + "\n"


def render_questions_markdown(books: Iterable[RuleBook]) -> str:
    """The question books of some reports as Markdown, to be printed and signed. Ends in a line feed."""
    return "\n\n".join("\n".join(_markdown(book)) for book in books) + "\n"


def ordered_questions(book: RuleBook) -> tuple[Question, ...]:
    """All questions of a book in the order of their numbers."""
    return tuple(sorted(book.questions, key=lambda question: question.number))


def count_in_words(questions: Sequence[Question]) -> str:
    """`8 questions: 1 answered, 7 open`."""
    answered = sum(1 for question in questions if question.answer is not None)
    if not questions:
        return "no questions"
    name = "question" if len(questions) == 1 else "questions"
    return f"{len(questions)} {name}: {answered} answered, {len(questions) - answered} open"


# --- text -------------------------------------------------------------------------------------------------------------


def _text(book: RuleBook, width: int) -> Iterator[str]:
    questions = ordered_questions(book)
    yield book.title
    yield "=" * len(book.title)
    yield f"{count_in_words(questions)}. Until a question is answered, the assumption in force decides."
    for question in questions:
        yield ""
        yield from wrap(f"{question.number}. {question.text}", width, subsequent_indent="   ")
        yield from _item("in force", question.assumption, width)
        for message in _messages(book, question):
            yield from _item("applies to", f"{message.name}  {_place(message.span)}", width)
            for row in message.rows:
                yield from wrap(_row(book, row), width, initial_indent=" " * 16, subsequent_indent=" " * 20)
        if question.answer is None:
            yield from ("", *_item("answer", ANSWER, width), *_item("date", DATE, width))
        else:
            yield from _item("answer", question.answer, width)
            yield from _item("date", question.answered or "", width)
        yield from _item("stands in", _place(question.span), width)


def _item(name: str, text: str, width: int) -> list[str]:
    return wrap(text, width, initial_indent=f"   {name:<{LABEL}}", subsequent_indent=" " * (3 + LABEL))


def _row(book: RuleBook, row: Row) -> str:
    quoted = outcome_in_words(row.outcome, "“{}”")
    return f":{row.span.line}  when {row_in_words(book, row)}: {quoted}"


# --- Markdown ---------------------------------------------------------------------------------------------------------


def _markdown(book: RuleBook) -> Iterator[str]:
    questions = ordered_questions(book)
    yield f"# Questions: {escape_markdown(book.title)}"
    yield ""
    yield f"{count_in_words(questions).capitalize()}. Until a question is answered, the assumption in force decides."
    for question in questions:
        yield from ("", f"## {question.number}. {escape_markdown(question.text)}", "")
        yield f"**Assumption in force:** {escape_markdown(question.assumption)}"
        for message in _messages(book, question):
            yield from ("", f"**Applies to:** {escape_markdown(message.name)} (`{_place(message.span)}`)", "")
            for row in message.rows:
                condition = escape_markdown(row_in_words(book, row))
                outcome = escape_markdown(outcome_in_words(row.outcome, "“{}”"))
                yield f"- when {condition}: {outcome} (line {row.span.line})"
        yield ""
        if question.answer is None:
            yield f"**Answer:** {escape_markdown(ANSWER)} **Date:** {escape_markdown(DATE)}"
        else:
            yield f"**Answer of {question.answered}:** {escape_markdown(question.answer)}"
    where = ", ".join(dict.fromkeys(f"`{question.span.path}`" for question in questions))
    if where:
        yield from ("", f'*An answer is written below its question in {where}: `answer "…" on 2026-05-31`.*')


def escape_markdown(text: str) -> str:
    """A text with no mark of Markdown in it."""
    return "".join(f"\\{character}" if character in "\\`*_[]<>#|~" else character for character in text)


# --- both -------------------------------------------------------------------------------------------------------------


def _messages(book: RuleBook, question: Question) -> Iterator[Message]:
    return (book.messages[name] for name in question.at)


def _place(span: Span) -> str:
    return f"{span.path}:{span.line}"
