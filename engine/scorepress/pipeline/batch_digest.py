"""Record -> content address, and the set of sentences and blocks that its pages are made of.

The content address covers everything that can be seen on the pages, and everything that draws them; it does not cover
what cannot be seen: comments, line numbers, rows that were not chosen. So an edit changes the addresses of exactly
those students whose pages it changes. It costs a fraction of printing.
"""

import hashlib
from collections.abc import Mapping, Sequence

from scorepress.evaluate.report import Evaluator, speaker
from scorepress.evaluate.shape import Decisions, ShapeEvaluator, ShapeSpeaker
from scorepress.model.record import Record
from scorepress.model.template import PageTemplate, RegionTemplate
from scorepress.noun import Noun
from scorepress.pipeline.batch_parts import Part, PartBook, Parts, fingerprint
from scorepress.pipeline.batch_pieces import Piece, Pieces, Student
from scorepress.pipeline.press import Press
from scorepress.workspace import program_state

MOST_SAYINGS = 5_000


class Digest(Noun, frozen=True):
    """What is to be kept of one student's reports.

    content: the content address. sayings: for each region of each language a hash of its parts: see `Digester.parts`.
    """

    content: str
    sayings: tuple[str, ...]


class _Report(Noun, frozen=True):
    """The pieces of a report in one language. unseen: words that stand on no page, but must be there."""

    head: bytes
    regions: tuple[Piece, ...]
    unseen: Piece
    title: Piece


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
        self._sayings: dict[int, tuple[str, str]] = {}
        self._parts: dict[str, tuple[Part, ...]] = {}

    def of(self, record: Record, languages: Sequence[str]) -> Digest:
        """The digest of one student's report in these languages, in their order.

        Raises ScorepressError where a sentence cannot be chosen, as `Press.report`.
        """
        if len(self._sayings) >= MOST_SAYINGS:
            self._sayings.clear()
            self._parts.clear()
        student = Student(record.values)
        student.decides = decides = Student(student)
        for path in self._decisions.presence:
            if path in decides:
                decides[path] = True
        student.texts = {path: str(value) for path, value in student.items()}
        digest = hashlib.sha256(self._head)
        sayings: list[str] = []
        for lang in languages:
            report = self._reports.get(lang) or self._open(lang)
            texts = self._regions(report, student, sayings)
            texts += (self._words(report.title, student), "")
            self._words(report.unseen, student)
            digest.update(report.head)
            digest.update("\x1d".join(texts).encode("utf-8", "surrogatepass"))
        return Digest(digest.hexdigest()[:32], tuple(sayings))

    def _regions(self, report: _Report, student: Student, sayings: list[str]) -> list[str]:
        """What can be seen of the regions; the names of their parts are added to the sayings."""
        texts: list[str] = []
        known = self._sayings
        for piece in report.regions:
            shape = piece(student)
            if shape is None:
                continue
            own: str | None = ""
            if shape.needs or shape.free:
                own = shape.own(student)
                if own is None:
                    piece.plain(student)
            if shape.seen:
                meaning, saying = known.get(shape.parts.number) or self._saying(shape.parts)
                texts += (shape.seen, meaning, own or "")
                sayings.append(saying)
        return texts

    def parts(self, saying: str) -> tuple[Part, ...]:
        """The parts behind one of the `sayings` of the last digests; nothing when it is forgotten by now."""
        return self._parts.get(saying, ())

    @staticmethod
    def _words(piece: Piece, student: Student) -> str:
        """Words that stand on no page. Raises ScorepressError."""
        shape = piece(student)
        own = shape.own(student) if shape is not None else None
        if shape is None or own is None:
            piece.plain(student)
            return ""
        return f"{shape.seen}\x1d{own}"

    def _saying(self, parts: Parts) -> tuple[str, str]:
        """The meaning of a region's parts, which knows nothing of line numbers, and the hash of all of them."""
        found = tuple(sorted(parts.set))
        meaning, saying = (
            hashlib.sha256("\x1e".join(["\x1f".join(part[:fields]) for part in found]).encode()).hexdigest()[:32]
            for fields in (4, 5)
        )
        self._parts[saying] = found
        made = self._sayings[parts.number] = (meaning, saying)
        return made

    def _open(self, lang: str) -> _Report:
        template = self.press.template
        rules = self.press.rules
        voice = speaker(template, rules, lang, ShapeSpeaker)
        assert isinstance(voice, ShapeSpeaker)
        shaper = ShapeEvaluator(rules, voice)
        pieces = Pieces(self._book, self._decisions, shaper, Evaluator(rules, self.press.voice(lang)))
        places: list[tuple[PageTemplate, RegionTemplate]] = [(p, r) for p in template.pages for r in p.regions]
        self._reports[lang] = found = _Report(
            f"\n{lang}\n".encode(),
            tuple(pieces.region(page, region) for page, region in places),
            pieces.text(template.file_name),
            pieces.text(template.document_title),
        )
        return found
