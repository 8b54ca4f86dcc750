"""Rules, and a layout where there is one, through the proof: what they forget, and which examples fail."""

from collections.abc import Sequence

from scorepress.check.proof import Proof, check_layout, check_proof
from scorepress.check.proof_examples import check_examples
from scorepress.check.proof_reach import check_reach
from scorepress.evaluate.examples import attempts
from scorepress.evaluate.rules import compile_rules
from scorepress.evaluate.text import SOURCE_LANGUAGE, Speaker
from scorepress.model.diagnostic import Code, Diagnostic, Reporter, ScorepressError, Severity
from scorepress.model.rules import RuleBook
from scorepress.model.source import Source
from scorepress.model.template import Template
from scorepress.model.values import RecordSchema
from scorepress.parse.record_schema import parse_record_schema


def prove_rules(
    book: RuleBook, schema: RecordSchema, reporter: Reporter, template: Template | None = None
) -> Proof | None:
    """Report gaps, overlaps, rows that answer nobody, slots that stay empty, examples that fail.

    The book is one that `provable` allows. template: also prove its texts. None when nothing can be proved.
    """
    proof = check_proof(book, schema, reporter)
    if proof is None:
        return None
    if template is not None:
        check_layout(proof, template, reporter)
    rules = compile_rules(book, schema)
    check_examples(proof.world, attempts(rules, Speaker(rules, SOURCE_LANGUAGE, lambda *_: None)), reporter)
    return proof


def compare_schemas(book: RuleBook, older: Source, schema: RecordSchema, reporter: Reporter) -> None:
    """Warn of rows that answer more students than with an older schema of the record. It need not be readable."""
    try:
        old = parse_record_schema(older)
    except ScorepressError:
        return
    check_reach(book, old, schema, reporter)


def provable(book: RuleBook, found: Sequence[Diagnostic]) -> bool:
    """Whether what `check_rules` found leaves something to prove.

    Rows without a decision do, tables with holes, examples that expect a thing which nobody shows any more. So a level
    that is new in the schema shows at once all messages that lack it, not the tables alone.
    """
    tables = {
        place
        for scale in book.scales.values()
        for table in scale.tables
        for row in table.rows
        for place in (table.span, row.span, *(one.span for one in row.ranges))
    }
    expected = {expectation.span for example in book.examples for expectation in example.expect}
    harmless = {Code.SCALE: tables, Code.UNKNOWN_NAME: expected}
    return all(
        d.severity is not Severity.ERROR or d.code is Code.UNDECIDED or d.span in harmless.get(d.code, ())
        for d in found
    )
