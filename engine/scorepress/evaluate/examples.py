"""Examples -> diagnostics: does every message say what the office expects it to say."""

from collections.abc import Iterator

from scorepress.evaluate.completion import Completion
from scorepress.evaluate.rules import CompiledRules
from scorepress.evaluate.rules_code import Values
from scorepress.evaluate.search import SearchTooLongError
from scorepress.evaluate.text import Speaker
from scorepress.model.conditions import family_phrase
from scorepress.model.diagnostic import Code, Diagnostic, Label, ScorepressError, Severity
from scorepress.model.report import Phrase
from scorepress.model.rules import Example, Expectation, Nothing, Outcome, Show, Undecided
from scorepress.model.wording import Wording

SHOWN = 70
"""Characters of a sentence that a diagnostic quotes."""


def run_examples(rules: CompiledRules, speaker: Speaker) -> tuple[Diagnostic, ...]:
    """Try every example on a student of whom all that is `given` holds; the fields left open take ordinary values.

    speaker: the English one. Each expectation that is not met gives one diagnostic.
    """
    completion = Completion(rules)
    found: list[Diagnostic] = []
    for example in rules.book.examples:
        try:
            student = completion.complete(example.given)
        except SearchTooLongError:
            found.append(_no_student(example, "no student like this was found"))
            continue
        if student is None:
            found.append(_no_student(example, "no student can be like this"))
        else:
            found += _try(example, student, rules, speaker)
    return tuple(found)


def _no_student(example: Example, what: str) -> Diagnostic:
    message = f"`{example.title}`: {what}"
    hint = "`given` contradicts itself, an `always` or `skip` line, or a scale"
    return Diagnostic(Code.EXAMPLE_FAILS, Severity.ERROR, message, example.given[0].span, (), (hint,))


def _try(example: Example, student: Values, rules: CompiledRules, speaker: Speaker) -> Iterator[Diagnostic]:
    for expectation in example.expect:
        term = expectation.message
        phrase = family_phrase(rules.book, term.name, term.binding)
        try:
            said = speaker.say(term.name, term.binding, student)
        except ScorepressError as error:
            why = error.diagnostics[0]
            here = (Label(why.span, "here"),) if why.span else ()
            message = f"`{example.title}`: {why.message}"
            yield Diagnostic(Code.EXAMPLE_FAILS, Severity.ERROR, message, expectation.span, here, why.hints)
            continue
        if _as_expected(expectation, said):
            continue
        expected, actual = _contrast(expectation, said)
        message = f"`{example.title}`: expected `{phrase}` to {expected}, but it is {actual}"
        rows = said.rows if isinstance(said, Phrase) else ()
        labels = tuple(Label(row.span, "this row says so") for row in rows[:1])
        hint = "decide which is right, the example or the row, and change the other"
        yield Diagnostic(Code.EXAMPLE_FAILS, Severity.ERROR, message, expectation.span, labels, (hint,))


def _as_expected(expectation: Expectation, said: Phrase | Nothing | Show) -> bool:
    if isinstance(said, Phrase) and isinstance(expectation.outcome, Wording):
        wanted = _text(expectation.outcome)
        return said.text.startswith(wanted) if expectation.begins else said.text == wanted
    return said == expectation.outcome


def _contrast(expectation: Expectation, said: Phrase | Nothing | Show) -> tuple[str, str]:
    """Expected and actual, of long sentences the part where they differ."""
    verb = "begin with" if expectation.begins else "be"
    if isinstance(said, Phrase) and isinstance(expectation.outcome, Wording):
        wanted, actual = _text(expectation.outcome), said.text
        pairs = zip(wanted, actual, strict=False)
        same = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(wanted), len(actual)))
        return f"{verb} {_quoted(wanted, same)}", _quoted(actual, same)
    return f"{verb} {_outcome(expectation.outcome)}", _outcome(said)


def _outcome(outcome: Outcome | Phrase) -> str:
    match outcome:
        case Phrase():
            return _quoted(outcome.text, 0)
        case Wording():
            return _quoted(_text(outcome), 0)
        case Show():
            return f"`show {outcome.thing}`"
        case Undecided():
            return "undecided"
        case Nothing():
            return "nothing"


def _quoted(text: str, around: int) -> str:
    """A sentence in quotation marks; of a long one, the part around a place."""
    if len(text) <= SHOWN + 10:
        return f'"{text}"'
    begin = max(0, min(around - SHOWN // 3, len(text) - SHOWN))
    begin = text.rfind(" ", 0, begin) + 1  # between words
    end = begin + SHOWN if begin + SHOWN + 10 < len(text) else len(text)
    return f'"{"…" if begin else ""}{text[begin:end]}{"…" if end < len(text) else ""}"'


def _text(wording: Wording) -> str:
    """A finished sentence: an expectation has no slots."""
    return "".join(part for part in wording.parts if isinstance(part, str))
