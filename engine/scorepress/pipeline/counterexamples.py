"""Rules -> the students whom they forget, as complete records and as the pages that these students would get."""

from collections.abc import Iterator, Mapping, Sequence

from scorepress.check.proof import Proof, check_proof
from scorepress.check.proof_cells import Mentions
from scorepress.check.proof_diagrams import TooManyCasesError
from scorepress.check.proof_examples import check_examples
from scorepress.check.proof_layout import LayoutProof
from scorepress.check.proof_report import describe
from scorepress.compose.marks import Mark, mark_pages
from scorepress.compose.scene import compose_pages
from scorepress.evaluate.examples import attempts
from scorepress.evaluate.report import evaluate_report, speaker
from scorepress.evaluate.rules import compile_rules
from scorepress.evaluate.stand_ins import StandInSpeaker
from scorepress.evaluate.text import SOURCE_LANGUAGE, Speaker
from scorepress.model.conditions import family_phrase
from scorepress.model.diagnostic import Diagnostic, Reporter, ScorepressError
from scorepress.model.proof import Finding, Gap, Hole, Overlap
from scorepress.model.record import Origin, Record
from scorepress.model.rules import Example, Expectation, Message, RuleBook
from scorepress.model.samples import SampleBook
from scorepress.model.scene import Page
from scorepress.model.source import Span
from scorepress.model.values import Value
from scorepress.noun import Noun
from scorepress.pipeline.load import load_provable, load_samples
from scorepress.pipeline.samples import Wardrobe, inventor
from scorepress.text.fonts import bundled_fonts
from scorepress.workspace import Workspace

Values = Mapping[str, Value]
SEED = 1


class Forgotten(Noun, frozen=True):
    """A student of whom something is not true that must be.

    about: a message in the office's words, a slot of the layout, or an example's title. finding: what the proof found;
    None for an example. places: the rows, or the text, that it is about. words: how it looks on a page.
    """

    about: str
    diagnostic: Diagnostic
    finding: Finding | None
    record: Record
    places: tuple[Span, ...]
    words: tuple[str, ...]


class Search:
    """The counterexamples of one report; without any where the rules cannot be proved."""

    def __init__(self, workspace: Workspace, name: str) -> None:
        self.name = name
        self.template, rules = load_provable(workspace, name)
        self.proof: Proof | None = check_proof(*rules, Reporter()) if rules else None
        self.workspace = workspace

    def findings(self) -> tuple[Finding, ...]:
        """What the proof has against the messages."""
        return self.proof.findings if self.proof else ()

    def book(self) -> RuleBook | None:
        """The rules, where they can be proved."""
        return self.proof.book if self.proof else None

    def message(self, name: str) -> Message:
        """A message of a finding. Raises KeyError for a name that is none."""
        book = self.book()
        if book is None:
            raise KeyError(name)
        return book.messages[name]

    def found(self) -> Iterator[Forgotten]:
        """Every counterexample, in the order in which `check` reports them."""
        if self.proof is None:
            return
        dress = self._wardrobe(self.proof)
        for finding in (*self.proof.findings, *self._holes(self.proof)):
            if isinstance(finding, Gap | Overlap | Hole):
                record = Record(dress(finding.smallest.values), Origin("counterexample", 1))
                diagnostic = describe(finding, self.proof.book)
                yield Forgotten(*_about(self.proof, finding, diagnostic), finding, record, *_where(self.proof, finding))
        for example, expectation, diagnostic, values in self._failures(self.proof):
            record = Record(dress(values, _given(self.proof, example)), Origin("counterexample", 1))
            term = expectation.message
            rows = compile_rules(self.proof.book, self.proof.schema).holding(term.name, term.binding, values)
            yield Forgotten(example.title, diagnostic, None, record, tuple(row.span for row in rows), ())

    def pages(self, one: Forgotten) -> tuple[tuple[Page, ...], tuple[int, ...]] | None:
        """The pages that the student would get, with the place marked, and the numbers of the pages that have it.

        None when they cannot be drawn: the layouts or the score ranges have mistakes of their own.
        """
        template = self.template
        if template is None:
            return None
        rules, language = compile_rules(template.book, template.schema), template.languages[0]
        voice = speaker(template, rules, language.code, StandInSpeaker)
        mark = Mark(
            one.diagnostic.code.value,
            one.diagnostic.message.replace("`", ""),
            one.diagnostic.hints[0].replace("`", "") if one.diagnostic.hints else "",
            frozenset(f"{place.path}:{place.line}" for place in one.places),
            one.words,
        )
        try:
            report = evaluate_report(template, rules, voice, one.record.values, language.code)
            pages = compose_pages(report, template.theme, language, bundled_fonts(), Reporter())
        except (ScorepressError, ValueError, ArithmeticError, LookupError):  # a score that no range has cannot be drawn
            return None
        return mark_pages(pages, mark, template.theme, language, bundled_fonts())

    def _wardrobe(self, proof: Proof) -> "Wardrobe | _Bare":
        try:
            samples: SampleBook = load_samples(self.workspace, proof.schema)
            students = inventor(proof.book, proof.schema, self.name, samples, SEED)
        except ScorepressError:  # `check` says what is wrong with the samples
            return _Bare()
        return Wardrobe(proof.world, students, self.template.student_language if self.template else None)

    def _holes(self, proof: Proof) -> Sequence[Hole]:
        if self.template is None:
            return ()
        proof.world.diagrams.steps = 0
        return tuple(LayoutProof(proof.world, self.template).holes())

    def _failures(self, proof: Proof) -> Iterator[tuple[Example, Expectation, Diagnostic, Values]]:
        """Expectations that fail, each with the first student who fails it."""
        rules = compile_rules(proof.book, proof.schema)
        attempt = attempts(rules, Speaker(rules, SOURCE_LANGUAGE, lambda *_: None))
        failed: dict[Span, tuple[Example, Expectation, Diagnostic, Values]] = {}

        def watched(example: Example, expectation: Expectation, values: Values) -> Diagnostic | None:
            found = attempt(example, expectation, values)
            if found is not None:
                failed.setdefault(expectation.span, (example, expectation, found, values))
            return found

        try:
            check_examples(proof.world, watched, Reporter())
        except TooManyCasesError:
            return
        yield from failed.values()


class _Bare:
    """Leaves students as the proof made them."""

    def __call__(self, values: Values, keep: Sequence[str] = ()) -> Values:
        del keep
        return values


def _about(proof: Proof, finding: Gap | Overlap | Hole, diagnostic: Diagnostic) -> tuple[str, Diagnostic]:
    if isinstance(finding, Hole):
        return f"{finding.owner or 'layout'} {finding.slot}", diagnostic
    return family_phrase(proof.book, finding.message, finding.binding), diagnostic


def _where(proof: Proof, finding: Gap | Overlap | Hole) -> tuple[tuple[Span, ...], tuple[str, ...]]:
    """The places that a finding is about, and the words by which it is known on a page."""
    if isinstance(finding, Hole):
        return (finding.place,), (f"[{finding.slot} {finding.what}]",)
    message = proof.book.messages[finding.message]
    if isinstance(finding, Gap):
        return (message.span,), (f"[gap: {family_phrase(proof.book, message.name, finding.binding)}]",)
    rows = (finding.row, *finding.others)
    return (message.span, *(message.rows[row].span for row in rows)), ("[overlap: ",)


def _given(proof: Proof, example: Example) -> tuple[str, ...]:
    """The fields of which an example says what they are."""
    mentions = Mentions(proof.book, proof.schema, proof.world.mentions)
    for condition in example.given:
        mentions.condition(condition, None)
    return tuple(mentions.texts)
