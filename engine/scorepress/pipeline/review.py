"""Two states of a report, and students -> what changes: items, and the fewest pages that show them."""

from collections.abc import Iterable, Iterator, Sequence

from scorepress.check.differences_layout import layout_changes
from scorepress.model.record import Record
from scorepress.model.review import Concern, Item, PagePair, Room
from scorepress.model.samples import SampleBook
from scorepress.noun import Noun, replace
from scorepress.pipeline.press import Press
from scorepress.pipeline.review_drawn import Drawn, Gallery
from scorepress.pipeline.review_effects import Comparison, Effect, Population
from scorepress.pipeline.review_fit import compare_fit
from scorepress.pipeline.review_items import ItemMaker
from scorepress.pipeline.review_layout import drawn_problems, heard_items, layout_items, other_items
from scorepress.pipeline.review_scene import heard_pieces, marks, says
from scorepress.pipeline.review_students import Student, invented_crowd, review_students
from scorepress.render.heard import heard_lines
from scorepress.render.svg import render_svg

Rows = Iterable[tuple[Record | str, Record | str]]
"""A row of given data as both states read it: the record, or why there is none."""


class ReportReview(Noun, frozen=True):
    """What changes in one report. records: how many rows were given, None for none."""

    items: tuple[Item, ...]
    pages: tuple[PagePair, ...]
    samples: int
    records: int | None
    room: Room | None = None


def review_report(
    before: Press, after: Press, samples: SampleBook, rows: Rows | None = None, *, same_records: bool = True
) -> ReportReview:
    """Compare two states of one report.

    rows: given data, gone through once. same_records: whether both states read the same values from a row.
    Raises ScorepressError when the rules cannot be gone through, or the data cannot be read.
    """
    comparison = Comparison(before, after, same_records=same_records)
    changes = layout_changes(before.template, after.template)
    if comparison.wordless and not changes and same_records:
        count = sum(1 for _ in rows) if rows is not None else None
        return ReportReview((), (), 0, count)
    crowd = tuple(invented_crowd(before, after, samples))
    return _Reviewer(comparison, review_students(before, after, samples), crowd).review(changes, rows)


class _Reviewer:
    """One report at work."""

    def __init__(self, comparison: Comparison, students: Sequence[Student], crowd: Sequence[Record]) -> None:
        self.comparison = comparison
        self.invented = Population(comparison.facts)
        self.students: list[Student] = []
        self.effects: list[frozenset[Effect]] = []
        seen: set[Effect] = set()
        by_chance = (Student(record, f"a student drawn by chance ({at})") for at, record in enumerate(crowd, 1))
        for one in (*students, *by_chance):
            effects = comparison.effects(one.record, one.record)
            if not one.long:
                self.invented.add(one.record, effects)
            has = effects or frozenset()
            if len(self.students) < len(students) or has - seen:  # of the crowd only who shows something new
                self.students.append(one)
                self.effects.append(has)
                seen |= has
        self.gallery = Gallery(comparison.before, comparison.after, tuple(one.record for one in self.students))
        self.items: list[Item] = []
        self.shown: dict[tuple[Drawn, int], dict[str, None]] = {}

    def review(self, changes: Sequence[object], rows: Rows | None) -> ReportReview:
        """Everything, in the order in which it depends on each other."""
        invented = self.invented
        given = self._population(rows) if rows is not None else None
        made = ItemMaker(self.comparison).items((invented, given))
        for item, effects in made:
            reach = given.reach(effects) if given else None
            self.items.append(replace(item, samples=invented.reach(effects), records=reach))
        words = self._draw_words(made)
        if changes:
            self._draw_layout()
        self._layout(changes)
        room = self._fit()
        self._rest(words)
        self.items.sort(key=lambda item: list(Concern).index(item.concern))
        return ReportReview(
            tuple(self.items), tuple(self._pairs()), invented.total, given.read if given else None, room
        )

    def _population(self, rows: Rows) -> Population:
        found = Population(self.comparison.facts)
        for before, after in rows:
            found.add(after if isinstance(after, Record) else before, self.comparison.effects(before, after))
        return found

    # --- who is drawn -------------------------------------------------------------------------------------------------

    def _draw_words(self, made: Sequence[tuple[Item, frozenset[Effect]]]) -> set[Drawn]:
        """Draw the fewest students who show every item in each of its languages, and the longest name."""
        waiting = {item.id: effects for item, effects in made}
        langs = {item.id: self._languages(item) for item, _ in made}
        drawn: set[Drawn] = set()
        while waiting:
            best = max(range(len(self.students)), key=lambda at: (self._covered(at, waiting), -at))
            met = [key for key, effects in waiting.items() if effects & self.effects[best]]
            if not met:
                break
            drawn |= self._show(best, met, langs)
            for key in met:
                del waiting[key]
        longs = [at for at, one in enumerate(self.students) if one.long]
        everything = {item.id: effects for item, effects in made}
        if longs and everything:
            best = max(longs, key=lambda at: (self._covered(at, everything), -at))
            met = [key for key, effects in everything.items() if effects & self.effects[best]]
            source = {key: langs[key][:1] if langs[key][0] == self.comparison.languages[0] else () for key in met}
            drawn |= self._show(best, met, source)
        return drawn

    def _languages(self, item: Item) -> tuple[str, ...]:
        return tuple(change.lang for change in item.changes) or self.comparison.languages[:1]

    def _covered(self, at: int, waiting: dict[str, frozenset[Effect]]) -> int:
        return sum(1 for effects in waiting.values() if effects & self.effects[at])

    def _show(self, at: int, met: Sequence[str], langs: dict[str, tuple[str, ...]]) -> set[Drawn]:
        found = set()
        for key in met:
            for lang in langs[key]:
                drawn = self.gallery.draw(at, lang)
                found.add(drawn)
                numbers = [number for number in drawn.changed if self._mentions(key, drawn, number)]
                for number in numbers or drawn.changed:
                    self.shown.setdefault((drawn, number), {})[key] = None
        return found

    def _mentions(self, key: str, drawn: Drawn, number: int) -> bool:
        """Whether the sentence of an item stands on a page: before, now, or both."""
        item = next(one for one in self.items if one.id == key)
        pages = drawn.before.page(number), drawn.after.page(number)
        words = [heard_lines(page) if page else () for page in pages]
        return any(
            text is not None and says(text, lines)
            for change in item.changes
            if change.lang == drawn.lang
            for text, lines in zip((change.before, change.after), words, strict=True)
        )

    def _draw_layout(self) -> None:
        for at, one in enumerate(self.students):
            if one.row:
                for lang in self.comparison.languages:
                    self.gallery.draw(at, lang)

    # --- what the drawings tell ---------------------------------------------------------------------------------------

    def _layout(self, changes: Sequence[object]) -> None:
        drawn = self.gallery.all
        for item, numbers in layout_items(self.comparison.after.template.name, changes, drawn):  # type: ignore[arg-type]
            self.items.append(item)
            self._illustrate(item, [one for one in drawn if set(numbers) & set(one.changed)], numbers)
        for item, who in drawn_problems(self.comparison.after.template.name, drawn):
            self.items.append(item)
            self._illustrate(item, who, ())

    def _fit(self) -> Room | None:
        """What no longer fits, each on a page of a student for whom it does not."""
        found, room = compare_fit(self.comparison.before.template, self.comparison.after.template)
        wordy = [item for item in self.items if item.changes]
        for one in found:
            causes = dict.fromkeys(item.about for item in wordy if _may_lengthen(item, one.lang, one.page))
            facts = (f"what changed there: {', '.join(causes)}",) if causes else ()
            self.items.append(replace(one.item, facts=(*one.item.facts, *facts)))
            if one.student is not None:
                self.students.append(Student(one.student, "a student with the longest texts", long=True))
                self.effects.append(self.comparison.effects(one.student, one.student) or frozenset())
                drawn = self.gallery.add(one.student, one.lang)
                self.shown.setdefault((drawn, one.page), {})[one.item.id] = None
        return room

    def _rest(self, words: set[Drawn]) -> None:
        """Differences that have no other item: of what is heard, then of what is seen."""
        report = self.comparison.after.template.name
        silent = [one for one in self.gallery.all if not self.effects[one.student]]
        told = {item.concern for item in self.items}
        for item, who in heard_items(report, silent):
            self.items.append(item)
            self._illustrate(item, who, ())
        if not told & {Concern.GEOMETRY, Concern.LOOK, Concern.FIT}:
            heard = {one for item, who in heard_items(report, silent) for one in who}
            for item, who in other_items(report, [one for one in silent if one not in heard and one not in words]):
                self.items.append(item)
                self._illustrate(item, who, ())

    def _illustrate(self, item: Item, who: Sequence[Drawn], numbers: Sequence[int]) -> None:
        """Show an item on pages that are shown anyway, or on those of the first student whom it reaches."""
        plain = [one for one in who if not self.students[one.student].long] or list(who)
        for number in numbers or plain[0].changed[:1]:
            on_it = [one for one in plain if number in one.changed]
            chosen = next((one for one in on_it if (one, number) in self.shown), on_it[0] if on_it else None)
            if chosen is not None:
                self.shown.setdefault((chosen, number), {})[item.id] = None

    def _pairs(self) -> Iterator[PagePair]:
        order = {item.id: at for at, item in enumerate(self.items)}
        langs = {lang: at for at, lang in enumerate(self.comparison.languages)}
        keys = sorted(self.shown, key=lambda key: (
            min(order[one] for one in self.shown[key]), langs[key[0].lang], key[0].student, key[1]))  # fmt: skip
        for drawn, number in keys:
            before, after = drawn.before.page(number), drawn.after.page(number)
            either = after or before
            assert either is not None
            items = tuple(sorted(self.shown[drawn, number], key=order.__getitem__))
            svgs = [render_svg(page) if page else None for page in (before, after)]
            label = self.students[drawn.student].label
            yield PagePair(
                self.comparison.after.template.name, label, drawn.lang, number, either.width, either.height,
                svgs[0], svgs[1], items, (marks(before, after), marks(after, before)), heard_pieces(before, after),
            )  # fmt: skip


def _may_lengthen(item: Item, lang: str, page: int) -> bool:
    """Whether an item changes words of a page in a language; a message may stand on any page."""
    return (item.row or item.where == f"page {page}") and any(change.lang == lang for change in item.changes)
