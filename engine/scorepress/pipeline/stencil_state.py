"""What is known of a page in one language, and how far a student has come on the way to it."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

from scorepress.compose.stencil import Step
from scorepress.export.press_stencil import FilledPage, Picture, Stencil
from scorepress.model.diagnostic import ScorepressError
from scorepress.model.stencil import Place
from scorepress.model.values import Value
from scorepress.noun import Noun, field
from scorepress.pipeline.stencil_words import Filled, Filler
from scorepress.text.inserts import UnstencilledError

Values = Mapping[str, Value]


class Put(Noun, frozen=True, eq=False):
    """A block as one student has it. form: how far it reached, and what kind of items it has."""

    form: tuple[float, float, tuple[Hashable, ...]]
    pictures: tuple[Picture, ...]


class Variant(Noun, frozen=True, eq=False):
    """A stencil, and what stands in it.

    puts: for each block that is put in, where it was drawn, how far it reached, what kind of items it has; known: what
    was put in there, of the block and of each of its parts. headings: places whose words are bookmarks, by their place
    among those that are there.

    It may also be that there is no stencil for pages of this form; then it says why.
    """

    stencil: Stencil | str
    puts: tuple[tuple[Step, float, float, float, tuple[Hashable, ...]], ...]
    known: tuple[tuple[dict[Hashable, Put], ...], ...]
    headings: tuple[tuple[int, int], ...]


class Node:
    """A step of setting the words of a page. fillers: of places whose words are set anew, by their place among all.

    after: how the words are set -> what comes next: another step, where they have no room; else stencils.
    """

    __slots__ = ("after", "fillers", "lookup")

    def __init__(self, fillers: list[tuple[int, Filler]]) -> None:
        self.fillers = fillers
        self.after: dict[tuple[int, ...], Node | list[Variant]] = {}
        self.lookup: Callable[[Values], list[Any]] | None = None
        """Of the fillers; made when it is first needed."""

    def __reduce__(self) -> tuple[object, ...]:
        return Node, (self.fillers,), (None, {"after": self.after})


class Situation(Noun, eq=False):
    """What students have in common for whom the same conditions hold.

    texts, blocks: places of what is there. places: what to know of the texts at each step, once they were met. first:
    how their words are set to begin with.
    """

    texts: tuple[int, ...]
    blocks: tuple[int, ...]
    places: dict[Step, dict[int, Place]] = field(default_factory=dict)
    first: Node | None = None


class Filling:
    """A student whose pages are being filled in.

    failed: why there are none. pages: those that are done. title: the document's; name: of the file. The others are
    about the page in hand.
    """

    __slots__ = (
        *("failed", "name", "pages", "title", "values"),
        *("filled", "node", "puts", "shapes", "situation", "variant"),
    )

    title: str
    name: str
    situation: Situation
    filled: list[Filled]
    node: Node
    shapes: tuple[int, ...]
    variant: Variant
    puts: list[Put]

    def __init__(self, values: Values) -> None:
        self.values = values
        self.failed: UnstencilledError | ScorepressError | None = None
        self.pages: list[FilledPage] = []


def each(students: Iterable[Filling], step: Callable[[Filling], None]) -> None:
    """Take a step with all students who came so far.

    All of one step, then all of the next: what it needs stays in the processor's caches, and takes half the time.
    """
    for student in students:
        if student.failed is None:
            try:
                step(student)
            except (UnstencilledError, ScorepressError) as error:
                student.failed = error
