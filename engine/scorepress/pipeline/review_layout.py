"""Edits of layout and theme, and drawn pages -> items: what moved, what looks otherwise, what no longer fits."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from scorepress.check.differences_layout import LayoutChange
from scorepress.model.diagnostic import Code, Diagnostic
from scorepress.model.review import Concern, Item, Reach
from scorepress.model.scene import Page
from scorepress.pipeline.review_drawn import Drawn
from scorepress.pipeline.review_items import item_id
from scorepress.pipeline.review_scene import heard_pieces, region_boxes, region_styles, region_words, shrunk_sizes

NEAR = 0.05
"""Points that nobody sees."""
_MOST_LINES = 12
_ANSWERED = frozenset({Code.GAP, Code.OVERLAP, Code.OVERFLOW})
"""Told already, of all students: as who gets a report, or as what does not fit."""


def layout_items(
    report: str, changes: Sequence[LayoutChange], drawn: Sequence[Drawn]
) -> Iterator[tuple[Item, tuple[int, ...]]]:
    """Items of geometry and look, with the numbers of the pages that show them."""
    differing = {number for one in drawn for number in one.changed}
    for number in sorted(differing):
        moved = _moves(number, drawn)
        causes = [one for one in changes if one.measure and one.page in (0, number)]
        if moved or causes:
            facts = (*(_cause(one) for one in causes), *moved)
            place = next((one.place for one in causes if one.place), None)
            about = f"page {number}"
            key = item_id(Concern.GEOMETRY, about, facts)
            reach = _reach(drawn, (number,))
            yield Item(key, Concern.GEOMETRY, report, about, "places", place, facts=facts, samples=reach), (number,)
    looks: dict[tuple[int, str, str], list[LayoutChange]] = defaultdict(list)
    for one in changes:
        if not one.measure:
            looks[one.page, one.region, one.part].append(one)
    styles = _styles(drawn)
    for (page, region, part), edits in looks.items():
        numbers = tuple(sorted(differing & ({page} if page else differing)))
        used = styles.get(part.removeprefix("style "), {}) if part.startswith("style ") else None
        if not numbers or used == {}:
            continue
        where = f"page {page}, {region}" if page else f"theme, as it is used in {report}"
        facts = tuple(_cause(one) for one in edits)
        if used:
            facts = (*facts, f"used in {', '.join(used)}")
        if used is not None and any(one.name == "size" for one in edits):
            facts = (*facts, *_shrunk(drawn))
        key = item_id(Concern.LOOK, part, where, facts)
        place = edits[0].place
        reach = _reach(drawn, numbers)
        yield Item(key, Concern.LOOK, report, part, where, place, facts=facts, samples=reach), numbers


def drawn_problems(report: str, drawn: Sequence[Drawn]) -> Iterator[tuple[Item, tuple[Drawn, ...]]]:
    """What cannot be drawn any more, each once, with whom it happens to: a letter that the typeface lacks."""
    found: dict[str, tuple[Diagnostic, dict[Drawn, None]]] = {}
    for one in drawn:
        for problem in one.new_problems:
            if problem.code in _ANSWERED:
                continue
            key = f"{problem.code.value} {problem.span} {one.lang}"
            found.setdefault(key, (problem, {}))[1][one] = None
    for problem, who in found.values():
        lang = next(iter(who)).lang
        about = f"{problem.span.path.rpartition('/')[2]}:{problem.span.line}" if problem.span else "page"
        facts = (problem.message.replace("`", ""),)
        key = item_id(Concern.FIT, about, problem.code.value, lang)
        reach = Reach(len(who), sum(1 for one in drawn if one.lang == lang))
        yield Item(key, Concern.FIT, report, about, f"language {lang}", problem.span, facts=facts, problem=problem,
                   samples=reach), tuple(who)  # fmt: skip


def heard_items(report: str, drawn: Iterable[Drawn]) -> Iterator[tuple[Item, tuple[Drawn, ...]]]:
    """Pages whose words are the same and that are read out otherwise."""
    found: dict[tuple[int, tuple[str, ...]], list[Drawn]] = {}
    for one in drawn:
        for number in one.changed:
            pieces = heard_pieces(one.before.page(number), one.after.page(number))
            told = tuple(f"{piece.how} {piece.text}" for piece in pieces if piece.how != "=")
            if told:
                kinds = tuple(dict.fromkeys(_without_words(line) for line in told))
                found.setdefault((number, kinds), []).append(one)
    for (number, kinds), who in found.items():
        about = f"page {number} read aloud"
        key = item_id(Concern.TRANSCRIPT, about, kinds)
        facts = kinds[:_MOST_LINES]
        yield Item(key, Concern.TRANSCRIPT, report, about, "", facts=facts), tuple(who)


def other_items(report: str, drawn: Iterable[Drawn]) -> Iterator[tuple[Item, tuple[Drawn, ...]]]:
    """Pages that are drawn otherwise for a reason that no other item tells."""
    found: dict[int, list[Drawn]] = defaultdict(list)
    for one in drawn:
        for number in one.changed:
            found[number].append(one)
    for number, who in found.items():
        about = f"page {number} looks different"
        yield Item(item_id(Concern.DRAWING, about), Concern.DRAWING, report, about), tuple(who)


def _without_words(line: str) -> str:
    return line.partition(": ")[0].partition(" “")[0]


def _shrunk(drawn: Sequence[Drawn]) -> Iterator[str]:
    """Text that shrinks to fit goes through the sizes of the theme, so that another size may be met on the way."""
    found: dict[tuple[float, float], dict[str, None]] = defaultdict(dict)
    for one in drawn:
        for number in one.changed:
            before, after = one.before.page(number), one.after.page(number)
            if before and after:
                for region, old, new in shrunk_sizes(before, after):
                    found[old, new][f"page {number} {region}"] = None
    for (old, new), places in found.items():
        yield f"{', '.join(places)}: text that is shrunk to fit, {old:g} pt → {new:g} pt"


def _cause(one: LayoutChange) -> str:
    part = one.part if one.part != one.region else ""
    name = " ".join(word for word in (one.region, part if one.page else "", one.name) if word) or part
    if not one.before or not one.after:
        return f"{name}: {'new' if one.after else 'gone'}{f', {one.after}' if one.after not in ('', 'there') else ''}"
    return f"{name}: {one.before} → {one.after}"


def _reach(drawn: Sequence[Drawn], numbers: Iterable[int]) -> Reach:
    wanted = set(numbers)
    everybody = {one.student for one in drawn}
    return Reach(len({one.student for one in drawn if wanted & set(one.changed)}), len(everybody))


def _styles(drawn: Sequence[Drawn]) -> Mapping[str, Mapping[str, None]]:
    """Style -> `page 1 header`, for all that is drawn."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for one in drawn:
        for side in (one.before, one.after):
            for page in side.pages:
                for region, style in region_styles(page):
                    found[style][f"page {page.number} {region}"] = None
    return found


# --- moves ------------------------------------------------------------------------------------------------------------


def _moves(number: int, drawn: Sequence[Drawn]) -> tuple[str, ...]:
    """How far the regions of a page moved and grew: `header, footer: 3 pt lower`."""
    found: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for one in drawn:
        before, after = one.before.page(number), one.after.page(number)
        if before and after and number in one.changed and not one.new_problems:
            for region, deltas in _deltas(before, after):
                found[region].append(deltas)
    told: dict[str, list[str]] = defaultdict(list)
    for region, all_deltas in found.items():
        words = "; ".join(words for words in (
            _range([d[0] for d in all_deltas], "lower", "higher up"),
            _range([d[1] for d in all_deltas], "to the right", "to the left"),
            _range([d[2] for d in all_deltas], "taller", "less tall"),
        ) if words)  # fmt: skip
        if words:
            told[words].append(region)
    return tuple(f"{', '.join(regions)}: {words}" for words, regions in told.items())


def _deltas(before: Page, after: Page) -> Iterator[tuple[str, tuple[float, float, float]]]:
    olds, said, says = region_boxes(before), region_words(before), region_words(after)
    for region, new in region_boxes(after).items():
        old = olds.get(region)
        if old is not None:  # where other words stand, another height is no news
            taller = new.height - old.height if said[region] == says[region] else 0.0
            yield region, (new.y - old.y, new.x - old.x, taller)


def _range(deltas: Sequence[float], more: str, less: str) -> str:
    """`3 pt lower`, `3 to 15 pt lower`; empty where nothing moved."""
    ups = [d for d in deltas if d > NEAR]
    downs = [-d for d in deltas if d < -NEAR]
    words = []
    for found, name in ((ups, more), (downs, less)):
        if found:
            low, high = f"{round(min(found), 1):g}", f"{round(max(found), 1):g}"
            words.append(f"{low if low == high else f'{low} to {high}'} pt {name}")
    return " or ".join(words)
