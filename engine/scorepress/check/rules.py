"""RuleBook -> diagnostics: names, types, domains, scales and slots, so that evaluation may assume a correct book."""

from collections.abc import Iterator, Sequence

from scorepress.check.rules_conditions import ConditionCheck
from scorepress.check.rules_names import check_cycles, check_declarations, check_school_year
from scorepress.check.rules_scales import check_scales
from scorepress.check.rules_wording import check_wording
from scorepress.model.diagnostic import Code, Reporter
from scorepress.model.rules import Basis, Condition, Message, RuleBook, Undecided
from scorepress.model.values import RecordSchema

DRAFT = "draft"
"""The source whose wording the office has still to approve."""


def check_rules(book: RuleBook, schema: RecordSchema, reporter: Reporter, *, release: bool = False) -> None:
    """Report everything in a rule book that does not fit the schema or itself.

    release: also warn of draft wording and of messages without a source.
    """
    before = len(reporter.found)
    check_declarations(book, schema, reporter)
    check_cycles(book, reporter)
    if len(reporter.found) > before:
        return
    _check_conditions(book, schema, reporter)
    check_scales(book, schema, reporter)
    check_wording(book, schema, reporter)
    for message in book.messages.values():
        _check_rows(message, book, schema, reporter)
    _check_expectations(book, reporter)
    if release:
        _check_release(book, reporter)


def _conditions(book: RuleBook) -> Iterator[tuple[str | None, Condition]]:
    """Every condition with the kind that it is said of."""
    for always in book.always:
        yield always.each, always.when
        yield always.each, always.then
    for skip in book.skips:
        yield None, skip.when
    for message in book.messages.values():
        for row in message.rows:
            yield message.each, row.when
    for example in book.examples:
        for given in example.given:
            yield None, given


def _check_conditions(book: RuleBook, schema: RecordSchema, reporter: Reporter) -> None:
    check = ConditionCheck(book, schema, reporter)
    for each, condition in _conditions(book):
        check.condition(condition, book.bindings(each))
    for fact in book.facts.values():
        bindings = [r.binding for r in book.vocabulary.values() if r.name == fact.name]
        if not bindings:
            hint = "its words exist for different bindings only"
            reporter.error(Code.UNKNOWN_FIELD, f"`{fact.name}` exists for no binding", fact.span, hint)
        check.condition(fact.condition, bindings)


def _check_expectations(book: RuleBook, reporter: Reporter) -> None:
    """Decisions that examples wait for."""
    for example in book.examples:
        for expectation in example.expect:
            if isinstance(expectation.outcome, Undecided):
                text = f"`{example.title}` is not decided"
                hint = "write what the student gets, or `nothing`, where `?` stands"
                reporter.error(Code.UNDECIDED, text, expectation.span, hint)


def _check_rows(message: Message, book: RuleBook, schema: RecordSchema, reporter: Reporter) -> None:
    """Decisions that are still to be made, and school years that nobody knows."""
    for row in message.rows:
        if isinstance(row.outcome, Undecided):
            text = f"a row of `{message.name}` is not decided"
            reporter.error(Code.UNDECIDED, text, row.span, "write the sentence, or `nothing`, where `?` stands")
        if row.since or row.until:
            for binding in book.bindings(message.each):
                if not check_school_year(book, schema, binding, row.span, reporter):
                    break


def _check_release(book: RuleBook, reporter: Reporter) -> None:
    """What must be settled before parents read it."""
    for message in book.messages.values():
        if not message.basis:
            hint = 'write `from …  "…"` below its rows: where the wording and the cases come from'
            reporter.warning(Code.MISSING_SOURCE, f"`{message.name}` has no source", message.span, hint)
        _warn_of_drafts(message.basis, f"the wording of `{message.name}` is a draft", reporter)
    for skip in book.skips:
        _warn_of_drafts(skip.basis, "the reason is a draft", reporter)
    for scale in book.scales.values():
        _warn_of_drafts(scale.basis, f"the ranges of `{scale.name}` are a draft", reporter)


def _warn_of_drafts(basis: Sequence[Basis], message: str, reporter: Reporter) -> None:
    for one in basis:
        if one.source == DRAFT:
            hint = f"when the office has approved it, name its source instead of `{DRAFT}`"
            reporter.warning(Code.DRAFT_WORDING, message, one.span, hint)
