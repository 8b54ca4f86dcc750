"""What pages say beside what they must say of a student: the differences."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from unicodedata import normalize

from scorepress.evaluate.alignment import Aligner, best_pairs, stands
from scorepress.evaluate.inverse import Heard, plain
from scorepress.evaluate.places import Gauge, Place
from scorepress.model.reading import Atom, Picture, Run, Sheet
from scorepress.noun import Noun, replace

_MOST_LINES = 6
"""Lines of decoration that may belong to one phrase."""


Written = tuple[Place, Run]
"""A text of a drawing, and its first line."""


class Difference(Noun, frozen=True):
    """Something that a page says and must not (wanted is None), or must say and does not (found is None), or both.

    found: the text of the page. heard: what it tells if it is the one of the place.
    """

    page: int
    wanted: Place | None
    found: str | None
    heard: Heard | None = None


class Compared(Noun, frozen=True):
    """What came out for a page.

    foreign: words that are tagged in another language than they are in. moved: words that do not follow one another as
    in the layout. gauges: with what is written in their figures.
    """

    differences: tuple[Difference, ...]
    foreign: tuple[tuple[Place, Atom], ...]
    moved: tuple[Place, ...]
    gauges: tuple[tuple[Gauge, Picture, tuple[Written, ...]], ...]


def key(text: str, breaks: str = "") -> str:
    """What is compared of a text: all but white space."""
    kept = "".join(plain(normalize("NFC", text)).split())
    return "".join(c for c in kept if c not in breaks) if breaks else kept


def compare(
    sheet: Sheet, places: Sequence[Place], gauges: Sequence[Gauge], aligner: Aligner, *, spaced: bool = False
) -> Compared:
    """Compare one page. places, gauges: those that a report has on it. spaced: white space in a text counts."""
    work = _Page(sheet, aligner, spaced=spaced)
    for place in places:
        if place.alternative:
            work.figure(place)
        elif not place.spot.drawn:
            work.text(place)
    work.other_figures()
    written = {
        figure: work.inside([p for p in places if p.spot.drawn and p.spot.figure == figure], picture)
        for figure, picture in work.shown.items()
    }
    work.pair(known=True)
    work.decoration([str(level.level) for gauge in gauges if not gauge.spot.figure for level in gauge.view.levels])
    work.pair(known=False)
    drawn = [
        (gauge, work.shown[spot], written[spot])
        for gauge in gauges
        if (spot := gauge.spot.figure) and spot in work.shown
    ]
    return Compared(tuple(work.rest()), tuple(work.foreign), tuple(work.moved()), tuple(drawn))


def risen(written: Iterable[Written]) -> Iterator[Place]:
    """Labels of one thing, which stand from top to bottom: those that stand above the one before."""
    last: dict[str, float] = {}
    for place, line in written:
        if line.y < last.get(place.parent, line.y):
            yield place
        last[place.parent] = line.y


def _rising(turns: Sequence[int]) -> set[int]:
    """Where the most numbers stand that rise."""
    order = sorted(turns)
    pairs = best_pairs(len(turns), len(turns), lambda at, turn: float(turns[at] == order[turn]))
    return {at for at, _ in pairs}


class _Page:
    """One page; what was found is taken away, so that in the end the differences are left."""

    def __init__(self, sheet: Sheet, aligner: Aligner, *, spaced: bool) -> None:
        self.sheet = sheet
        self.aligner = aligner
        self.spaced = spaced
        self.atoms = [(turn, key(atom.text), atom) for turn, atom in enumerate(sheet.atoms)]
        """What is read aloud, each with its turn."""
        self.met: dict[Hashable, list[tuple[Place, int]]] = {}
        """Texts that are there, with their turns, in the order of the layout; together what follows one another."""
        self.loose = [Run(key(atom.text), atom.x, atom.y, None) for atom in sheet.decoration]
        self.pictures = list(sheet.pictures)
        self.shown: dict[str, Picture] = {}
        self.astray: list[Place] = []
        self.missing: list[Place] = []
        self.missing_figures: list[Place] = []
        self.foreign: list[tuple[Place, Atom]] = []
        self.done: list[Difference] = []

    def text(self, place: Place) -> None:
        """Find a phrase among what is read aloud."""
        assert place.made is not None
        text, breaks = place.made.text, place.spot.breaks
        wanted = key(text, breaks)
        spaced = self.spaced and not any(sign in text for sign in breaks)
        for index, (turn, found, atom) in enumerate(self.atoms):
            same = found == wanted and (not spaced or plain(atom.text) == plain(text))
            if same and stands(place, atom):
                # Sections of a scale are read one by one; what stands between them is read there.
                together = place.spot.region, place.spot.lane, place.spot.supposed
                self.met.setdefault(together, []).append((place, turn))
                del self.atoms[index]
                if atom.lang != place.made.lang:
                    self.foreign.append((place, atom))
                return
        self.missing.append(place)

    @staticmethod
    def take(lines: list[Run], wanted: str) -> Run | None:
        """Take away the lines that together are what is wanted; gives the first."""
        for first, line in enumerate(lines):
            joined = ""
            for last in range(first, min(first + _MOST_LINES, len(lines))):
                joined += lines[last].text
                if joined == wanted:
                    del lines[first : last + 1]
                    return line
        return None

    def moved(self) -> Iterator[Place]:
        """As few texts as would have to be moved for all to follow one another as in the layout."""
        yield from self.astray
        for met in self.met.values():
            turns = [turn for _, turn in met]
            if turns != sorted(turns):
                stay = _rising(turns)
                yield from (place for at, (place, _) in enumerate(met) if at not in stay)

    def figure(self, place: Place) -> None:
        """Find a figure by its alternative text."""
        assert place.made is not None
        wanted = key(place.made.text)
        for index, picture in enumerate(self.pictures):
            if key(picture.alternative.text) == wanted and stands(place, picture.alternative):
                self.show(place, self.pictures.pop(index))
                return
        self.missing_figures.append(place)

    def show(self, place: Place, picture: Picture) -> None:
        """This picture is the figure of that place."""
        if place.spot.figure is not None:
            self.shown[place.spot.figure] = picture
        if place.made is not None and picture.alternative.lang != place.made.lang:
            self.foreign.append((place, picture.alternative))

    def inside(self, places: Iterable[Place], picture: Picture) -> tuple[Written, ...]:
        """What is written in a figure; gives what is there."""
        lines = [replace(run, text=key(run.text)) for run in picture.words]
        wanted = [(p, self.take(lines, key(p.made.text, p.spot.breaks))) for p in places if p.made is not None]
        for place in (place for place, line in wanted if line is None):
            at = next((n for n, line in enumerate(lines) if self.aligner.hear(place, line.text)), None)
            said = lines.pop(at).text if at is not None else None
            self.differ(place, said)
        self.done += [Difference(self.sheet.number, None, line.text) for line in lines if line.text]
        return tuple((place, line) for place, line in wanted if line is not None)

    def other_figures(self) -> None:
        """Figures whose alternative text is another than it must be."""
        for place in self.missing_figures:
            near = [p for p in self.pictures if stands(place, p.alternative)] or self.pictures
            heard = [p for p in near if self.aligner.hear(place, p.alternative.text)]
            picture = next(iter(heard), None) or (near[0] if len(near) == 1 else None)
            if picture is not None:
                self.pictures.remove(picture)
                self.show(place, picture)
            self.differ(place, picture.alternative.text if picture else None)
        self.done += [Difference(self.sheet.number, None, p.alternative.text) for p in self.pictures]

    def decoration(self, numbers: Iterable[str]) -> None:
        """Find phrases that are not read aloud. numbers: of levels, from top to bottom, which stand for themselves."""
        there: list[Written] = []
        for place in [place for place in self.missing if place.spot.decorates]:
            assert place.made is not None
            line = self.take(self.loose, key(place.made.text, place.spot.breaks))
            if line is not None:
                self.missing.remove(place)
                there.append((place, line))
        self.astray += risen(there)
        at = 0.0
        for number in numbers:
            line = next((one for one in self.loose if one.text == number and one.y > at), None)
            if line is not None:
                self.loose.remove(line)
                at = line.y
        self.loose = [line for line in self.loose if line.text]

    def differ(self, place: Place, said: str | None) -> None:
        """Something else is said at a place, or nothing."""
        heard = self.aligner.hear(place, said) if said is not None else None
        self.done.append(Difference(self.sheet.number, place, said, heard))

    def pair(self, *, known: bool) -> None:
        """Put what is missing beside what is too much; known: only where the words could be those of the place."""
        for place in tuple(self.missing):
            fits = [
                (heard.weight if heard else 0, -index)
                for index, (_turn, _key, atom) in enumerate(self.atoms)
                if stands(place, atom) and ((heard := self.aligner.hear(place, atom.text)) is not None or not known)
            ]
            line = next((line for line in self.loose if self.aligner.hear(place, line.text)), None)
            if fits:
                index = -max(fits)[1]
                self.missing.remove(place)
                _turn, _key, atom = self.atoms.pop(index)
                self.differ(place, atom.text)
            elif line is not None and not known:
                self.missing.remove(place)
                self.loose.remove(line)
                self.differ(place, line.text)

    def rest(self) -> list[Difference]:
        """All differences."""
        missing = [Difference(self.sheet.number, place, None) for place in self.missing]
        more = [*(atom.text for _turn, _key, atom in self.atoms), *(line.text for line in self.loose)]
        return [*self.done, *missing, *(Difference(self.sheet.number, None, text) for text in more)]
