"""What pages say beside what they must say of a student: the differences."""

from collections.abc import Iterable, Sequence
from unicodedata import normalize

from scorepress.evaluate.alignment import Aligner, stands
from scorepress.evaluate.inverse import Heard, plain
from scorepress.evaluate.places import Gauge, Place
from scorepress.model.reading import Atom, Picture, Sheet
from scorepress.noun import Noun

_MOST_LINES = 6
"""Lines of decoration that may belong to one phrase."""


class Difference(Noun, frozen=True):
    """Something that a page says and must not (wanted is None), or must say and does not (found is None), or both.

    found: the text of the page. heard: what it tells if it is the one of the place.
    """

    page: int
    wanted: Place | None
    found: str | None
    heard: Heard | None = None


class Told(Noun, frozen=True):
    """What came out for a page: differences; words that are tagged in another language than they are in; gauges."""

    differences: tuple[Difference, ...]
    foreign: tuple[tuple[Place, Atom], ...]
    gauges: tuple[tuple[Gauge, Picture], ...]


def key(text: str, breaks: str = "") -> str:
    """What is compared of a text: all but white space."""
    kept = "".join(plain(normalize("NFC", text)).split())
    return "".join(c for c in kept if c not in breaks) if breaks else kept


def compare(sheet: Sheet, places: Sequence[Place], gauges: Sequence[Gauge], aligner: Aligner) -> Told:
    """Compare one page. places, gauges: those that a report has on it."""
    work = _Page(sheet, aligner)
    for place in places:
        if place.alternative:
            work.figure(place)
        elif not place.spot.drawn:
            work.text(place)
    work.other_figures()
    for figure, picture in work.shown.items():
        inside = [place for place in places if place.spot.drawn and place.spot.figure == figure]
        work.inside(inside, picture)
    work.pair(known=True)
    work.decoration(frozenset(str(level.level) for gauge in gauges for level in gauge.view.levels))
    work.pair(known=False)
    drawn = [(gauge, work.shown[spot]) for gauge in gauges if (spot := gauge.spot.figure) and spot in work.shown]
    return Told(tuple(work.rest()), tuple(work.foreign), tuple(drawn))


class _Page:
    """One page; what was found is taken away, so that in the end the differences are left."""

    def __init__(self, sheet: Sheet, aligner: Aligner) -> None:
        self.sheet = sheet
        self.aligner = aligner
        self.atoms = list(sheet.atoms)
        self.keys = [key(atom.text) for atom in sheet.atoms]
        self.loose = [key(atom.text) for atom in sheet.decoration]
        self.pictures = list(sheet.pictures)
        self.shown: dict[str, Picture] = {}
        self.missing: list[Place] = []
        self.missing_figures: list[Place] = []
        self.foreign: list[tuple[Place, Atom]] = []
        self.done: list[Difference] = []

    def text(self, place: Place) -> None:
        """Find a phrase among what is read aloud."""
        assert place.made is not None
        wanted = key(place.made.text, place.spot.breaks)
        for index, atom in enumerate(self.atoms):
            if self.keys[index] == wanted and stands(place, atom):
                del self.atoms[index], self.keys[index]
                if atom.lang != place.made.lang:
                    self.foreign.append((place, atom))
                return
        self.missing.append(place)

    @staticmethod
    def take(lines: list[str], wanted: str) -> bool:
        """Take away the lines that together are what is wanted."""
        for first in range(len(lines)):
            joined = ""
            for last in range(first, min(first + _MOST_LINES, len(lines))):
                joined += lines[last]
                if joined == wanted:
                    del lines[first : last + 1]
                    return True
        return False

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

    def inside(self, places: Iterable[Place], picture: Picture) -> None:
        """What is written in a figure."""
        lines = [key(run.text) for run in picture.words]
        missing = [p for p in places if p.made is not None and not self.take(lines, key(p.made.text, p.spot.breaks))]
        for place in missing:
            at = next((n for n, line in enumerate(lines) if self.aligner.hear(place, line)), None)
            said = lines.pop(at) if at is not None else None
            self.differ(place, said)
        self.done += [Difference(self.sheet.number, None, line) for line in lines if line]

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

    def decoration(self, numbers: frozenset[str]) -> None:
        """Find phrases that are not read aloud; what stands for itself are the numbers of levels."""
        for place in tuple(self.missing):
            assert place.made is not None
            if self.take(self.loose, key(place.made.text, place.spot.breaks)):
                self.missing.remove(place)
        self.loose = [line for line in self.loose if line and line not in numbers]

    def differ(self, place: Place, said: str | None) -> None:
        """Something else is said at a place, or nothing."""
        heard = self.aligner.hear(place, said) if said is not None else None
        self.done.append(Difference(self.sheet.number, place, said, heard))

    def pair(self, *, known: bool) -> None:
        """Put what is missing beside what is too much; known: only where the words could be those of the place."""
        for place in tuple(self.missing):
            fits = [
                (heard.weight if heard else 0, -index)
                for index, atom in enumerate(self.atoms)
                if stands(place, atom) and ((heard := self.aligner.hear(place, atom.text)) is not None or not known)
            ]
            line = next((line for line in self.loose if self.aligner.hear(place, line)), None)
            if fits:
                index = -max(fits)[1]
                self.missing.remove(place)
                self.differ(place, self.atoms.pop(index).text)
            elif line is not None and not known:
                self.missing.remove(place)
                self.loose.remove(line)
                self.differ(place, line)

    def rest(self) -> list[Difference]:
        """All differences."""
        missing = [Difference(self.sheet.number, place, None) for place in self.missing]
        more = [*(atom.text for atom in self.atoms), *self.loose]
        return [*self.done, *missing, *(Difference(self.sheet.number, None, text) for text in more)]
