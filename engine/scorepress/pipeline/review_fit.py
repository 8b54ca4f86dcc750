"""Two states of a report -> what no longer fits, whoever the student is, and how tight the tightest place is."""

from collections.abc import Iterator

from scorepress.model.diagnostic import ScorepressError
from scorepress.model.fit import Margin
from scorepress.model.record import Origin, Record
from scorepress.model.review import Concern, Item, Room
from scorepress.model.template import Template
from scorepress.noun import Noun
from scorepress.pipeline.fit import Fit, Overlong, describe_overlong, fit_report
from scorepress.pipeline.review_items import item_id

WORSE = 0.5
"""Points by which something that did not fit before must be longer to be told again."""


class Misfit(Noun, frozen=True):
    """An item, its language and page, and a student for whom it does not fit, where one was found."""

    item: Item
    lang: str
    page: int
    student: Record | None


def compare_fit(before: Template, after: Template) -> tuple[tuple[Misfit, ...], Room | None]:
    """What does not fit now and did before, and the tightest place; nothing where the texts are too many to measure."""
    try:
        old, new = fit_report(before), fit_report(after)
    except ScorepressError:
        return (), None
    known = {_key(one.margin): one.margin.left for one in old.overlong}
    news = [one for one in new.overlong if one.margin.left < known.get(_key(one.margin), 0.0) - WORSE]
    return tuple(_misfits(news, after)), _room(old, new)


def _key(margin: Margin) -> tuple[str, int, str, str]:
    return margin.lang, margin.page, margin.region, margin.side.value


def _misfits(news: list[Overlong], template: Template) -> Iterator[Misfit]:
    for at, one in enumerate(news, 1):
        margin, problem = one.margin, describe_overlong(one, template)
        where = f"page {margin.page}, language {margin.lang}"
        key = item_id(Concern.FIT, margin.region, where, margin.side.value)
        facts = (problem.message.replace("`", ""),)
        item = Item(key, Concern.FIT, template.name, margin.region, where, problem.span, facts=facts, problem=problem)
        student = None if one.student is None else Record(dict(one.student), Origin("the longest texts", at))
        yield Misfit(item, margin.lang, margin.page, student)


def _room(old: Fit, new: Fit) -> Room | None:
    places = [new.tightest(lang) for lang, margins in new.margins.items() if margins]
    if not places:
        return None
    found = min(places, key=lambda margin: margin.left)
    was = min((old.tightest(lang).left for lang, margins in old.margins.items() if margins), default=None)
    return Room(new.report, found.lang, found.page, found.region, found.left, was)
