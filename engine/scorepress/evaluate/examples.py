"""What speaks against an example, for one student. For which students it is asked, the proof decides."""

from collections.abc import Callable
from functools import partial

from scorepress.evaluate.rules import CompiledRules
from scorepress.evaluate.rules_code import Values
from scorepress.evaluate.text import Speaker
from scorepress.model.conditions import family_phrase
from scorepress.model.diagnostic import Code, Diagnostic, Label, ScorepressError, Severity
from scorepress.model.report import Phrase
from scorepress.model.rules import Example, Expectation, Nothing, Outcome, Show, Undecided
from scorepress.model.wording import Wording

SHOWN = 70
"""Characters of a sentence that a diagnostic quotes."""
PROVED = frozenset({Code.GAP, Code.OVERLAP, Code.MAYBE_NOTHING, Code.UNDECIDED})
"""What the proof reports of a message by itself: no example is blamed for it."""


def attempts(rules: CompiledRules, speaker: Speaker) -> Callable[[Example, Expectation, Values], Diagnostic | None]:
    """`try_example` for one rule book. speaker: the English one."""
    return partial(try_example, rules, speaker)


def try_example(
    rules: CompiledRules, speaker: Speaker, example: Example, expectation: Expectation, student: Values
) -> Diagnostic | None:
    """What speaks against one expectation, for a student of whom all that is `given` holds; None when it is met."""
    term = expectation.message
    phrase = family_phrase(rules.book, term.name, term.binding)
    if isinstance(expectation.outcome, Undecided):  # reported when the rules were checked
        return None
    try:
        said = speaker.say(term.name, term.binding, student)
    except ScorepressError as error:
        why = error.diagnostics[0]
        if why.code in PROVED:
            return None
        here = (Label(why.span, "here"),) if why.span else ()
        message = f"`{example.title}`: {why.message}"
        return Diagnostic(Code.EXAMPLE_FAILS, Severity.ERROR, message, expectation.span, here, why.hints)
    if _as_expected(expectation, said):
        return None
    expected, actual = _contrast(expectation, said)
    message = f"`{example.title}`: expected `{phrase}` to {expected}, but it is {actual}"
    rows = said.rows if isinstance(said, Phrase) else ()
    labels = tuple(Label(row.span, "this row says so") for row in rows[:1])
    hint = "decide which is right, the example or the row, and change the other"
    return Diagnostic(Code.EXAMPLE_FAILS, Severity.ERROR, message, expectation.span, labels, (hint,))


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
