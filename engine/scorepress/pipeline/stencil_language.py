"""All pages of a report in one language, from stencils."""

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

from scorepress.evaluate.combinations import values_key
from scorepress.evaluate.remembered import Given
from scorepress.evaluate.report import file_name
from scorepress.model.memory import make_room
from scorepress.pipeline.stencil_room import Room
from scorepress.pipeline.stencil_state import Filling, Values, each
from scorepress.pipeline.stencil_words import KEPT_WORDS
from scorepress.pipeline.stencils import PageStencils
from scorepress.text.inserts import UnstencilledError

if TYPE_CHECKING:
    from scorepress.pipeline.fast import FastPress


class LanguageStencils:
    """All pages of a template in one language."""

    def __init__(self, fast: "FastPress", lang: str) -> None:
        press = fast.press
        template = press.template
        self.room = Room(press, lang, fast.evaluator(lang), fast.drawer(lang), fast.pdf_press.common[lang], fast.reads)
        self.pages: list[PageStencils] = []
        self._reason = "the report has no pages"
        try:
            self.pages = [PageStencils(self.room, page) for page in template.pages]
        except UnstencilledError as error:
            self._reason = str(error)
        self._template = template
        self._title_key = values_key(self.room.reads.of(template.document_title))
        self._titles: dict[Hashable, str] = {}

    @property
    def count(self) -> int:
        """How many stencils there are."""
        return sum(len(page.stencils) for page in self.pages)

    def filled(self, students: Iterable[Values]) -> list[Filling]:
        """The pages of students, or why they have none: where one has to be drawn by itself, or cannot be."""
        found = [Filling(Given(values)) for values in students]
        each(found, self._begin)
        for page in self.pages:
            page.fill(found)
        return found

    def _begin(self, student: Filling) -> None:
        """Title and name."""
        if not self.pages:
            raise UnstencilledError(self._reason)
        values = student.values
        key = self._title_key(values)
        title = self._titles.get(key)
        if title is None:
            make_room(self._titles, KEPT_WORDS)
            title = self._titles[key] = self.room.evaluator.text(self._template.document_title, values).text
        student.title = title
        student.name = file_name(self.room.evaluator.text(self._template.file_name, values).text)
