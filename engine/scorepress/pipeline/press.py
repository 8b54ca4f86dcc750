"""Template + Record -> Report -> pages -> files."""

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

from scorepress.compose.scene import compose_pages
from scorepress.evaluate.audit import audit_record
from scorepress.evaluate.report import evaluate_report, speaker
from scorepress.evaluate.rules import CompiledRules, compile_rules
from scorepress.evaluate.text import Speaker
from scorepress.model.diagnostic import Code, Diagnostic, Reporter, ScorepressError, Severity
from scorepress.model.printed import Printed
from scorepress.model.record import Record
from scorepress.model.report import Report
from scorepress.model.rules import Skip
from scorepress.model.scene import Page
from scorepress.model.spelling import meant
from scorepress.model.template import Language, Template
from scorepress.text.fonts import bundled_fonts

if TYPE_CHECKING:
    from scorepress.pipeline.fast import FastPress
    from scorepress.pipeline.stencil_language import LanguageStencils

AT_ONCE: Final = 128
"""Students that are printed together by `fast`; more are not quicker."""


class Press:
    """Makes reports of one template. It keeps compiled rules, voices and faces; students are passed in."""

    def __init__(self, template: Template, *, callouts: bool = False) -> None:
        """callouts: draw the guide's numbers beside the regions."""
        self.template = template
        self.callouts = callouts
        self.begin: Callable[[LanguageStencils], None] | None = None
        """What puts into new stencils of `fast` what is known of them already."""
        self._voices: dict[str, Speaker] = {}

    @cached_property
    def rules(self) -> CompiledRules:
        """The compiled rules."""
        return compile_rules(self.template.book, self.template.schema)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which the report can be printed: the source, and those with a catalogue."""
        return tuple(language.code for language in self.template.spoken)

    def language(self, code: str, others: Sequence[str] = ()) -> Language:
        """A language of the report. Raises ScorepressError when there is none of that code.

        others: words that may stand in place of a code, for the hint.
        """
        found = next((known for known in self.template.languages if known.code == code), None)
        if found is None or code not in self.languages:
            near = self._meant_language(code, others)
            known = ", ".join(f"`{c}`" for c in (*self.languages, *others))
            hint = f"did you mean `{near}`?" if near else f"known: {known}"
            message = f"no report in the language `{code}`"
            raise ScorepressError([Diagnostic(Code.UNKNOWN_LANGUAGE, Severity.ERROR, message, None, (), (hint,))])
        return found

    def _meant_language(self, asked: str, others: Sequence[str]) -> str | None:
        """The code of the language whose code or name is written otherwise, or the word that was meant."""
        small = asked.casefold()
        for language in self.template.languages:
            names = [name.casefold() for name in (language.code, language.name, language.own_name, *language.codes)]
            begins = [re.split(r"[\s-]", name)[0] for name in names[:2]]
            further = small.startswith(f"{names[0]}-")
            if language.code in self.languages and (small in (*names, *begins) or further):
                return language.code
        return meant(small, (*self.languages, *others))

    def student_language(self, record: Record) -> tuple[str | None, str | None]:
        """The language of the student's primary-language code: its code here if the report speaks it, and its name."""
        word = self.template.student_language
        code = self.rules.word(word, None, record.values) if word else None
        found = next((known for known in self.template.languages if code in known.codes), None)
        if found is None:
            return None, None
        return (found.code if found.code in self.languages else None), found.name

    def voice(self, lang: str) -> Speaker:
        """The speaker of a language."""
        if lang not in self._voices:
            self._voices[lang] = speaker(self.template, self.rules, lang)
        return self._voices[lang]

    def skip(self, record: Record) -> Skip | None:
        """Why this student gets no report, or None."""
        return self.rules.skip(record.values)

    def audit(self, record: Record) -> tuple[Diagnostic, ...]:
        """What in a record breaks the rules' `always` lines or disagrees with the score ranges."""
        return audit_record(self.rules, record)

    def report(self, record: Record, lang: str) -> Report:
        """What the pages say. Raises ScorepressError when a sentence cannot be chosen."""
        return evaluate_report(self.template, self.rules, self.voice(lang), record.values, lang)

    def pages(self, report: Report) -> tuple[Page, ...]:
        """The drawn pages. Raises ScorepressError when something does not fit or has no glyph."""
        reporter = Reporter()
        language = self.language(report.lang)
        pages = compose_pages(report, self.template.theme, language, bundled_fonts(), reporter, callouts=self.callouts)
        if reporter.failed:
            raise ScorepressError(reporter.found)
        return pages

    @cached_property
    def fast(self) -> "FastPress":
        """The same for many students; see there. One student is quicker without it."""
        from scorepress.pipeline.fast import FastPress

        return FastPress(self)

    def printed(self, record: Record, languages: Sequence[str]) -> Printed:
        """One student's PDF: the pages of each language after one another.

        Raises ScorepressError when a sentence cannot be chosen, something does not fit or has no glyph.
        """
        reports = [self.report(record, lang) for lang in languages]
        pages = [page for report in reports for page in self.pages(report)]
        first = reports[0]
        pdf = self.pdf([self.svg(page) for page in pages], first.title.text, first.lang)
        return Printed(pdf, first.file_name, first.title.text, tuple(languages), len(pages))

    @staticmethod
    def svg(page: Page, *, embed_fonts: bool = False) -> str:
        """A page as canonical SVG. embed_fonts: bring along the characters used of each face, for other programs."""
        from scorepress.render.svg import render_svg

        return render_svg(page, embed_fonts=embed_fonts)

    def html(self, pages: Sequence[Page], title: str, *, embed_fonts: bool = False) -> str:
        """Pages, of one language after another, as one HTML document."""
        from scorepress.render.html import render_html

        names = {language.code: language.own_name for language in self.template.languages}
        return render_html(pages, self.template.theme, title=title, names=names, embed_fonts=embed_fonts)

    @staticmethod
    def pdf(svgs: Sequence[str], title: str, lang: str) -> bytes:
        """Pages in SVG as one PDF."""
        from scorepress.export.pdf import export_pdf

        return export_pdf(svgs, title=title, lang=lang)

    @staticmethod
    def png(pdf: bytes, dpi: int) -> tuple[bytes, ...]:
        """The pages of a PDF as pictures."""
        from scorepress.export.png import export_png

        return export_png(pdf, dpi=dpi)
