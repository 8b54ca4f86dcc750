"""What does not fit -> the record and the marked pages of a student for whom it does not."""

from collections.abc import Iterator

from scorepress.check.proof import Proof
from scorepress.compose.marks import Mark, mark_pages
from scorepress.compose.scene import compose_pages
from scorepress.evaluate.report import evaluate_report, speaker
from scorepress.evaluate.rules import compile_rules
from scorepress.model.conditions import family_phrase
from scorepress.model.diagnostic import Reporter, ScorepressError
from scorepress.model.fit import Margin
from scorepress.model.record import Origin, Record
from scorepress.model.scene import Page
from scorepress.model.template import Template
from scorepress.pipeline.counterexamples import Forgotten
from scorepress.pipeline.fit import describe_overlong, fit_report
from scorepress.text.either import FILLER
from scorepress.text.fonts import bundled_fonts

Drawn = tuple[tuple[Page, ...], tuple[int, ...]]


def overlong_pages(template: Template, proof: Proof) -> Iterator[tuple[Forgotten, Drawn]]:
    """Each text that does not fit, as its student's record and pages; the places are framed on the pages given.

    Places for which no student was found are left out.
    """
    try:
        fit = fit_report(template, proof)
    except ScorepressError:  # `check` tells what is in the way
        return
    rules = compile_rules(template.book, template.schema)
    for one in fit.overlong:
        if one.student is None:
            continue
        margin, diagnostic = one.margin, describe_overlong(one, template)
        language = next(known for known in template.languages if known.code == margin.lang)
        report = evaluate_report(template, rules, speaker(template, rules, language.code), one.student, language.code)
        pages = compose_pages(report, template.theme, language, bundled_fonts(), Reporter())
        places = tuple(use.span for use in margin.text.rows[:1]) if margin.text else ()
        mark = Mark(
            diagnostic.code.value,
            diagnostic.message.replace("`", ""),
            diagnostic.hints[0].replace("`", ""),
            frozenset(f"{place.path}:{place.line}" for place in places),
            () if places else _words(margin),
        )
        record = Record(one.student, Origin("counterexample", 1))
        forgotten = Forgotten(_about(margin, template), diagnostic, None, record, places, mark.words)
        yield forgotten, mark_pages(pages, mark, template.theme, language, bundled_fonts())
    sheet = template.printing.separator if template.printing else None
    if sheet:
        yield from overlong_pages(sheet, Proof(sheet.book, sheet.schema))


def _words(margin: Margin) -> tuple[str, ...]:
    """The longest known part of a text, by which it is found on a page."""
    parts = margin.text.text.split(FILLER) if margin.text else []
    return tuple(sorted((part for part in parts if part.strip()), key=len)[-1:])


def _about(margin: Margin, template: Template) -> str:
    """What a file is named after."""
    rows = margin.text.rows if margin.text else ()
    phrase = family_phrase(template.book, rows[0].message, rows[0].binding) if rows else margin.region
    return f"{phrase} {margin.lang}"
