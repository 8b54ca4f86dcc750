"""Question book -> diagnostics: what the office has still to answer before a release."""

from collections.abc import Iterator

from scorepress.model.diagnostic import Code, Diagnostic, Severity
from scorepress.model.rules import RuleBook

LONGEST = 70
"""Characters of a question that a diagnostic quotes."""


def open_questions(book: RuleBook) -> Iterator[Diagnostic]:
    """Each question without an answer, in the order of the numbers, as an error."""
    for question in sorted(book.questions, key=lambda one: one.number):
        if question.answer is None:
            text = question.text if len(question.text) <= LONGEST else f"{question.text[:LONGEST].rsplit(' ', 1)[0]} …"
            message = f"question {question.number} has no answer: {text}"
            hints = (
                'write the office\'s answer below it: `answer "…" on YEAR-MONTH-DAY`',
                "to release with the assumptions in force: `--accept-open-questions`",
            )
            yield Diagnostic(Code.OPEN_QUESTION, Severity.ERROR, message, question.span, (), hints)
