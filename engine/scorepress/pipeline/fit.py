"""Template -> whether every text that any student can have fits its place, and what is left of the room.

`fit_report` is for those who want to know how tight it is; `check_fit` reports what does not fit.
"""

from collections.abc import Mapping

from scorepress.check.proof import Proof
from scorepress.compose.fit import LongPen, measure_pages
from scorepress.evaluate.longest import LongestSpeaker, TooManyTextsError
from scorepress.evaluate.longest_pages import evaluate_longest
from scorepress.evaluate.report import speaker
from scorepress.evaluate.rules import compile_rules
from scorepress.model.conditions import family_phrase
from scorepress.model.diagnostic import Code, Diagnostic, Label, Reporter, ScorepressError, Severity
from scorepress.model.fit import Margin, Side
from scorepress.model.source import Span
from scorepress.model.template import Template
from scorepress.model.values import Value
from scorepress.model.wording import Wording
from scorepress.noun import Noun, replace
from scorepress.pipeline.fit_students import FitSearch
from scorepress.pipeline.press import Press


class Overlong(Noun, frozen=True):
    """What does not fit.

    student: the values of one for whom it does not; None where none was found, though none was shown not to exist.
    """

    margin: Margin
    student: Mapping[str, Value] | None


class Fit(Noun, frozen=True):
    """How the pages of one report fit, whoever the student is.

    margins: language -> what every place leaves, in reading order. overlong: what does not fit.
    """

    report: str
    margins: Mapping[str, tuple[Margin, ...]]
    overlong: tuple[Overlong, ...]

    @property
    def fits(self) -> bool:
        """Whether everything fits, for everyone, in all languages."""
        return not self.overlong

    def tightest(self, lang: str) -> Margin:
        """The place that leaves least. Raises KeyError for a language that the report does not have."""
        return min(self.margins[lang], key=lambda margin: margin.left)


def fit_report(template: Template, proof: Proof | None = None) -> Fit:
    """Measure all pages with the longest texts, in every language of the report.

    proof: of the report's rules; without it, made here where something does not fit. Raises ScorepressError when a
    sentence can be filled in more ways than are gone through, or the rules cannot be gone through.
    """
    rules = compile_rules(template.book, template.schema)
    margins: dict[str, tuple[Margin, ...]] = {}
    overlong: list[Overlong] = []
    for language in (Press(template).language(code) for code in Press(template).languages):
        voice = speaker(template, rules, language.code, LongestSpeaker)
        assert isinstance(voice, LongestSpeaker)
        try:
            pages = evaluate_longest(template, rules, voice)
        except TooManyTextsError as error:
            raise ScorepressError([_too_many(error, template)]) from None
        pen = LongPen(template.theme, language.family, language.code)
        found = measure_pages(pages, template.theme, pen)
        search: FitSearch | None = None
        gone: set[Margin] = set()
        for margin in _worst(found):
            if search is None:
                proof = proof or Proof(template.book, template.schema)
                search = FitSearch(template, rules, proof.world, language)
            possible, student = search.student(margin)
            if possible:
                overlong.append(Overlong(margin, student))
            else:
                gone.add(margin)
        margins[language.code] = tuple(
            replace(one, left=max(one.left, 0.0)) if any(one.place == other.place for other in gone) else one
            for one in found
        )
    return Fit(template.name, margins, tuple(overlong))


def check_fit(template: Template, proof: Proof | None, reporter: Reporter) -> None:
    """Report what does not fit: an error where a student was found, a warning where there may be one.

    The sheet that separates sets for printing is measured too, with the longest school and the highest counts.
    """
    try:
        fit = fit_report(template, proof)
    except ScorepressError as error:
        for diagnostic in error.diagnostics:
            reporter.add(diagnostic)
        return
    for one in fit.overlong:
        reporter.add(describe_overlong(one, template))
    if template.printing and template.printing.separator:
        check_fit(template.printing.separator, None, reporter)


def describe_overlong(one: Overlong, template: Template) -> Diagnostic:
    """What does not fit, as a diagnostic at the rule's row, or at the layout."""
    margin, book = one.margin, template.book
    place = f"in region `{margin.region}` of page {margin.page} (language `{margin.lang}`)"
    points = f"{-margin.left:.1f} pt"
    rows = margin.text.rows if margin.text else ()
    subject = f"`{family_phrase(book, rows[0].message, rows[0].binding)}`" if rows else "text of the layout"
    if margin.side is Side.PAGE:
        message = f"page {margin.page} is {points} too long with the longest texts (language `{margin.lang}`)"
        message += f"; the highest is {subject} in region `{margin.region}`" if margin.text else ""
    elif margin.text is None:
        message = f"the longest content is {points} too high {place}"
    else:
        message = f"the longest {subject} is {points} too {_LONG[margin.side]} {place}"
    labels = tuple(_labels(one, template))
    hints = ("shorten it, give it more room, or let it shrink, grow or be squeezed: `overflow: …`", _SHOWN)
    severity = Severity.ERROR if one.student is not None else Severity.WARNING
    span = rows[0].span if rows and margin.side is not Side.PAGE else margin.span
    return Diagnostic(Code.DOES_NOT_FIT, severity, message, span, labels, hints)


_LONG = {Side.WIDTH: "wide", Side.HEIGHT: "high"}
_SHOWN = "`scorepress check --counterexamples DIR` shows the page"


def _labels(one: Overlong, template: Template) -> list[Label]:
    """Where else to look: the layout's place, and the translation."""
    margin, labels = one.margin, list[Label]()
    rows = margin.text.rows if margin.text else ()
    if margin.highest and not rows:
        labels.append(Label(margin.highest, "the highest text"))
    if rows:
        page = margin.side is Side.PAGE
        labels.append(Label(rows[0].span, "the highest text") if page else Label(margin.span, "its place"))
        row = next((r for r in template.book.messages[rows[0].message].rows if r.span == rows[0].span), None)
        catalogue = template.catalogues.get(margin.lang)
        if row and catalogue and isinstance(row.outcome, Wording):
            found = catalogue.entries.get((rows[0].message, row.outcome.text))
            if found:
                labels.append(Label(found.span, "its translation"))
    return labels


def _worst(found: tuple[Margin, ...]) -> list[Margin]:
    """What does not fit: of each place, the longest of what is too long."""
    worst: dict[tuple[int, str, Span], Margin] = {}
    for margin in found:
        if not margin.fits and (margin.place not in worst or margin.left < worst[margin.place].left):
            worst[margin.place] = margin
    return [*worst.values()]


def _too_many(error: TooManyTextsError, template: Template) -> Diagnostic:
    message = f"the sentence `{error}` can be filled in more ways than are gone through"
    hint = "let it use fewer messages"
    return Diagnostic(Code.TOO_LARGE, Severity.ERROR, message, template.title.span, (), (hint,))
