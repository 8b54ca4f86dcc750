"""Record -> content address, and the set of sentences and blocks that its pages are made of.

The content address covers everything that can be seen on the pages, and everything that draws them; it does not cover
what cannot be seen: comments, line numbers, rows that were not chosen. So an edit changes the addresses of exactly
those students whose pages it changes. It costs a fraction of printing.
"""

import hashlib
from collections.abc import Callable, Container, Mapping, Sequence
from typing import Final

from scorepress.cache import program_state
from scorepress.evaluate.combinations import lookup
from scorepress.evaluate.report import Evaluator, speaker
from scorepress.evaluate.shape import Decisions, ShapeEvaluator, ShapeSpeaker
from scorepress.model.diagnostic import ScorepressError
from scorepress.model.memory import make_room
from scorepress.model.record import Record
from scorepress.model.template import PageTemplate, RegionTemplate
from scorepress.model.values import Value
from scorepress.noun import Noun
from scorepress.pipeline.batch_parts import Part, PartBook, Parts, fingerprint
from scorepress.pipeline.batch_pieces import KEPT, Piece, Pieces, Shape, Student
from scorepress.pipeline.press import Press

MOST_SAYINGS = 5_000
_UNKNOWN: Final = object()
"""Stands for the shape of a piece that is not known for a student."""


class Digest(Noun, frozen=True):
    """What is to be kept of one student's reports.

    content: the content address. sayings: for each region of each language a hash of its parts: see `Digester.parts`.
    """

    content: str
    sayings: tuple[str, ...]


class _Report:
    """A report in one language, piece by piece: its regions, then the title, then words that stand on no page.

    known: what can be seen of it, by the ids of the pieces' shapes.
    """

    def __init__(self, head: str, pieces: Sequence[Piece], presence: Container[str]) -> None:
        """presence: fields of which only counts whether they are there."""
        self.head = head
        self.pieces = tuple(pieces)
        self.look = lookup([(piece.paths, piece.known) for piece in pieces], _UNKNOWN, presence)
        self.known: dict[tuple[int, ...], _Seen] = {}
        self.students = 0


class _Asked:
    """A student as pieces ask for one, made when the first does."""

    __slots__ = ("_made", "_presence", "_values")

    def __init__(self, values: Mapping[str, Value], presence: Sequence[str]) -> None:
        """presence: fields of which only counts whether they are there."""
        self._values, self._presence = values, presence
        self._made: Student | None = None

    def __call__(self) -> Student:
        if self._made is None:
            self._made = student = Student(self._values)
            student.decides = decides = Student(student)
            for path in self._presence:
                if path in decides:
                    decides[path] = True
        return self._made


class _Seen:
    """What can be seen of a report, but for the student's own values. sayings: of its regions' parts."""

    __slots__ = ("_free", "_must", "_needs", "_shapes", "sayings", "text")

    def __init__(self, report: _Report, shapes: Sequence[Shape | None], meanings: Sequence[tuple[str, str]]) -> None:
        """shapes: of the report's pieces, in their order. meanings: of the regions in which something is seen."""
        self._shapes = tuple(zip(report.pieces, shapes, strict=True))  # also so that their ids cannot mean others
        self.sayings = tuple([saying for _, saying in meanings])
        seen = [shape for shape in shapes[:-1] if shape is not None and shape.seen]
        self._needs = {path: tell for shape in seen for path, tell in shape.needs.items()}
        self._must = frozenset(path for shape in shapes if shape is not None for path in shape.needs)
        free = {path: tell for shape in seen for path, tell in shape.free.items()}
        self._free = tuple(free.values())
        what = [shape.seen for shape in seen], [meaning for meaning, _ in meanings], self._needs, free
        self.text = "\x1d".join([report.head, *["\x1f".join(one) for one in what]])

    def own(self, values: Mapping[str, Value], student: Callable[[], Student]) -> str:
        """The values of a student, as text. Raises ScorepressError where one is missing that must be there."""
        if self._must <= values.keys():
            own = "\x1f".join([str(values[path]) for path in self._needs])
        else:
            for piece, shape in self._shapes:
                if shape is not None and any(tell(student()) is None for tell in shape.needs.values()):
                    piece.plain(student())
            own = "\x1f".join([str(tell(student())) for tell in self._needs.values()])
        return f"{own}\x1e{[tell(values) for tell in self._free]}" if self._free else own


class Digester:
    """Digests records of one template. It remembers the pieces of pages that it has met: equal ones cost nothing."""

    def __init__(self, press: Press, options: Mapping[str, str]) -> None:
        """options: whatever else changes the files."""
        self.press = press
        template = press.template
        look = (template.theme, template.languages, press.callouts, sorted(options.items()))
        self.draws = {**program_state(), "look": fingerprint(look)}
        self.state = {
            **self.draws,
            "layout": fingerprint((template.title, template.document_title, template.pages), spans=True),
            "rules": fingerprint(template.book, spans=True),
            "wording": fingerprint(template.catalogues),
            "schema": fingerprint(template.schema),
        }
        """What the project is made of, part by part; comments count only where they move lines."""
        self.hash = fingerprint(sorted(self.state.items()))
        self._head = fingerprint(sorted(self.draws.items())).encode()
        self._book = PartBook(template)
        self._decisions = Decisions(template)
        self._reports: dict[str, _Report] = {}
        self._meanings: dict[int, tuple[str, str]] = {}
        self._parts: dict[str, tuple[Part, ...]] = {}

    def of(self, record: Record, languages: Sequence[str]) -> Digest:
        """The digest of one student's report in these languages, in their order.

        Raises ScorepressError where a sentence cannot be chosen, as `Press.report`.
        """
        if len(self._meanings) >= MOST_SAYINGS:
            self._meanings.clear()
            self._parts.clear()
            for report in self._reports.values():
                report.known.clear()
        values = record.values
        student = _Asked(values, self._decisions.presence)
        digest = hashlib.sha256(self._head)
        sayings: tuple[str, ...] = ()
        try:
            for lang in languages:
                report = self._reports.get(lang) or self._open(lang)
                seen = self._seen(report, values, student)
                sayings += seen.sayings
                digest.update(f"{seen.text}\x1d{seen.own(values, student)}".encode("utf-8", "surrogatepass"))
        except ScorepressError:
            for lang in languages:  # of several problems, which is met first depends on what is known
                self.press.report(record, lang)
            raise
        return Digest(digest.hexdigest()[:32], sayings)

    def _seen(self, report: _Report, values: Mapping[str, Value], student: Callable[[], Student]) -> _Seen:
        """What can be seen of a report, but for the student's own values."""
        report.students += 1
        shapes = report.look(values)
        if _UNKNOWN in shapes:
            for at, piece in enumerate(report.pieces):
                if shapes[at] is _UNKNOWN:
                    piece.found = report.students - piece.asked
                    shapes[at] = piece(student())
        key = tuple(map(id, shapes))
        found = report.known.get(key)
        if found is None:
            make_room(report.known, KEPT)
            meanings = [
                self._meanings.get(shape.parts.number) or self._meaning(shape.parts)
                for shape in shapes[:-2]
                if shape is not None and shape.seen
            ]
            found = report.known[key] = _Seen(report, shapes, meanings)
        return found

    def parts(self, saying: str) -> tuple[Part, ...]:
        """The parts behind one of the `sayings` of the last digests; nothing when it is forgotten by now."""
        return self._parts.get(saying, ())

    def _meaning(self, parts: Parts) -> tuple[str, str]:
        """The meaning of a region's parts, which knows nothing of line numbers, and the hash of all of them."""
        found = tuple(sorted(parts.set))
        meaning, saying = (
            hashlib.sha256("\x1e".join(["\x1f".join(part[:fields]) for part in found]).encode()).hexdigest()[:32]
            for fields in (4, 5)
        )
        self._parts[saying] = found
        made = self._meanings[parts.number] = (meaning, saying)
        return made

    def _open(self, lang: str) -> _Report:
        template = self.press.template
        rules = self.press.rules
        voice = speaker(template, rules, lang, ShapeSpeaker)
        assert isinstance(voice, ShapeSpeaker)
        shaper = ShapeEvaluator(rules, voice)
        pieces = Pieces(self._book, self._decisions, shaper, Evaluator(rules, self.press.voice(lang)))
        places: list[tuple[PageTemplate, RegionTemplate]] = [(p, r) for p in template.pages for r in p.regions]
        regions = [pieces.region(page, region) for page, region in places]
        words = pieces.text(template.document_title), pieces.text(template.file_name)
        self._reports[lang] = found = _Report(f"\n{lang}\n", [*regions, *words], self._decisions.presence)
        return found
