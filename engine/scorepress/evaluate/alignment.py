"""Pages of a finished file beside a template: which text of the page is which text of the layout."""

from collections.abc import Callable, Sequence
from itertools import groupby

from scorepress.evaluate.inverse import Heard, Known, Listener, Pattern, plain
from scorepress.evaluate.places import Place, Plan
from scorepress.model.reading import Atom, Sheet
from scorepress.noun import Noun, field, replace

NEAR = 1.5
"""How far, in points, words may stand outside of their column."""

_KEPT = 100_000


class Match(Noun, frozen=True):
    """A text of a page, the text of the layout that it is, and what it tells."""

    place: Place
    atom: Atom
    heard: Heard


class Aligner(Noun):
    """Reads pages in one language."""

    plan: Plan
    listener: Listener
    places: dict[int, tuple[Place, ...]] = field(default_factory=dict)
    patterns: dict[str, Pattern] = field(default_factory=dict)
    memory: dict[tuple[str, str], Heard | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        numbers = [page.number for page in self.plan.template.pages]
        self.places = {n: tuple(p for p in self.plan.places if p.spot.page == n) for n in numbers}

    def hear(self, place: Place, text: str) -> Heard | None:
        """What a text tells if it is the one of a place."""
        key = (place.spot.path, text)
        if key not in self.memory:
            if len(self.memory) >= _KEPT:
                self.memory.clear()
            pattern = self.patterns.get(place.spot.path)
            if pattern is None:
                made = self.listener.pattern(place.text.wording, place.text.context, place.spot.breaks)
                pattern = self.patterns[place.spot.path] = made
            self.memory[key] = pattern.hear(plain(text))
        return self.memory[key]

    def doubted(self, page: int, text: str) -> frozenset[str] | None:
        """The fields that may have to do with a text of a page of the layout; None where it is no text of it."""
        fits = [place for place in self.places[page] if self.hear(place, text)]
        return frozenset().union(*map(self.plan.fields, fits)) if fits else None

    def narrowed(self, match: Match, known: Known) -> Match:
        """The match again, with words that are known by now; as it is where they do not fit."""
        text = match.place.text
        pattern = self.listener.pattern(text.wording, text.context, match.place.spot.breaks, known)
        heard = pattern.hear(plain(match.atom.text))
        return match if heard is None else replace(match, heard=heard)

    def matches(self, sheet: Sheet, page: int) -> tuple[Match, ...]:
        """The texts of a page that can be told apart; page: of the layout."""
        places = [p for p in self.places[page] if not p.spot.drawn]
        said = [place for place in places if not place.alternative]
        shown = [place for place in places if place.alternative]
        found: list[Match] = []
        for region, section in self.sections(sheet, places):
            inside = [atom for atom in sheet.atoms if atom.section == section]
            found += self.region([p for p in said if p.spot.region == region], inside)
            figures = [picture.alternative for picture in sheet.pictures if picture.alternative.section == section]
            found += self.columns([p for p in shown if p.spot.region == region], figures)
        taken = {id(match.place) for match in found}
        silent = [place for place in said if id(place) not in taken]
        return (*found, *self.lane(silent, sheet.decoration))

    def sections(self, sheet: Sheet, places: Sequence[Place]) -> list[tuple[int, int]]:
        """Regions of the layout and the sections of the page that they became, in order."""
        regions = [list(group) for _, group in groupby(places, key=lambda place: place.spot.region)]
        numbers = range(1, sheet.sections + 1)
        inside = [[a for a in self.texts(sheet) if a.section == number] for number in numbers]

        def alike(region: int, section: int) -> float:
            return sum(
                max((heard.weight for p in regions[region] if (heard := self.hear(p, atom.text))), default=0)
                for atom in inside[section]
            )

        pairs = best_pairs(len(regions), len(inside), alike)
        return [(regions[region][0].spot.region, numbers[section]) for region, section in pairs]

    @staticmethod
    def texts(sheet: Sheet) -> list[Atom]:
        """All that is read aloud on a page."""
        return [*sheet.atoms, *(picture.alternative for picture in sheet.pictures)]

    def region(self, places: Sequence[Place], atoms: Sequence[Atom]) -> list[Match]:
        """Columns first, then what stands outside of any."""
        found = self.columns([p for p in places if p.spot.column], atoms)
        taken = {id(match.atom) for match in found}
        return [*found, *self.lane([p for p in places if not p.spot.column], [a for a in atoms if id(a) not in taken])]

    def columns(self, places: Sequence[Place], atoms: Sequence[Atom]) -> list[Match]:
        """The texts of each column, from top to bottom."""
        found: list[Match] = []
        for _, group in groupby(sorted(places, key=lambda p: p.spot.lane), key=lambda place: place.spot.lane):
            lane = list(group)
            found += self.lane(lane, [atom for atom in atoms if stands(lane[0], atom)])
        return found

    def lane(self, places: Sequence[Place], atoms: Sequence[Atom]) -> list[Match]:
        """Texts that follow one another in page and layout alike."""

        def alike(place: int, atom: int) -> float:
            if not stands(places[place], atoms[atom]):
                return 0
            heard = self.hear(places[place], atoms[atom].text)
            return 0 if heard is None else 1 + heard.weight + (0 if places[place].spot.whens else 0.5)

        pairs = best_pairs(len(places), len(atoms), alike)
        return [
            Match(places[place], atoms[atom], heard)
            for place, atom in pairs
            if (heard := self.hear(places[place], atoms[atom].text))
        ]


def stands(place: Place, atom: Atom) -> bool:
    """Whether a text begins in the column of a place."""
    left, right = place.spot.lane
    return left - NEAR <= atom.x <= right + NEAR


def best_pairs(rows: int, columns: int, alike: Callable[[int, int], float]) -> list[tuple[int, int]]:
    """Pairs that rise in both numbers, with the greatest sum; nothing is paired that is not alike."""
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    scores = [[alike(row, column) for column in range(columns)] for row in range(rows)]
    for row in reversed(range(rows)):
        for column in reversed(range(columns)):
            both = best[row + 1][column + 1] + scores[row][column]
            best[row][column] = max(both, best[row + 1][column], best[row][column + 1])
    pairs, row, column = [], 0, 0
    while row < rows and column < columns:
        if scores[row][column] and best[row][column] == best[row + 1][column + 1] + scores[row][column]:
            pairs.append((row, column))
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column]:
            row += 1
        else:
            column += 1
    return pairs
