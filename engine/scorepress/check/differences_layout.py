"""Two states of a template -> what was edited in layout and theme: measures, styles, colours; texts apart."""

from collections.abc import Callable, Iterator, Mapping
from difflib import SequenceMatcher

from scorepress.check.differences import without_places
from scorepress.model.color import Color
from scorepress.model.source import Span
from scorepress.model.style import Style
from scorepress.model.template import (
    BlockTemplate,
    Overflow,
    PageTemplate,
    RegionTemplate,
    ScaleTemplate,
    Struct,
    Template,
    TextTemplate,
    Theme,
    When,
    within,
)
from scorepress.noun import Noun

THEME = "theme"
_FRAME = ("x", "width", "y", "space")
_REGION = ("top", "bottom", "height", "gap", "space_below")
_FLOW = ("gap", "tightest", "bottom")


class LayoutChange(Noun, frozen=True):
    """One edit of a measure or a look.

    page, region: where it stands; 0 and empty for what the theme says for all pages. part: the region, the block or
    the named style. measure: whether it is a length, else it is a look. before, after: as a layout would say it, empty
    for what is not there.
    """

    page: int
    region: str
    part: str
    name: str
    before: str
    after: str
    measure: bool
    place: Span | None


def layout_changes(before: Template, after: Template) -> tuple[LayoutChange, ...]:
    """Every edit of measures and looks, in the order of the layout, the theme first."""
    found = list(_theme(before.theme, after.theme))
    names = (_Names(before.theme), _Names(after.theme))
    olds = {page.number: page for page in before.pages}
    for page in after.pages:
        if page.number in olds:
            found += _page(olds[page.number], page, names)
    return tuple(found)


class _Names(Noun, frozen=True):
    """What the values of a theme are called, so that an edit of the theme is no edit of all layouts."""

    theme: Theme

    def told(self, value: object) -> str:
        """A value as a layout would write it."""
        if isinstance(value, Style):
            return value.name
        if isinstance(value, Color):
            return next((name for name, one in self.theme.colors.items() if one == value), str(value))
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, float):
            return f"{value:g} pt"
        if isinstance(value, Overflow):
            shrink = f"shrink to {value.shrink_to:g} pt" if value.shrink_to is not None else ""
            squeeze = f"squeeze to {value.squeeze_to:g} pt" if value.squeeze_to is not None else ""
            return " then ".join(part for part in (shrink, "grow" if value.grow else "", squeeze) if part) or "error"
        if isinstance(value, bytes):
            return f"picture of {len(value):,} bytes"
        return "" if value is None else str(value)


def _theme(before: Theme, after: Theme) -> Iterator[LayoutChange]:
    for name in ("width", "height"):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield LayoutChange(0, "", "paper", name, f"{old:g} pt", f"{new:g} pt", measure=True, place=None)
    if before.paper != after.paper:
        yield LayoutChange(0, "", "paper", "color", str(before.paper), str(after.paper), measure=False, place=None)
    for name in [*before.colors, *(n for n in after.colors if n not in before.colors)]:
        yield from _differ(f"colour {name}", "", before.colors.get(name), after.colors.get(name), str)
    for name in [*before.styles, *(n for n in after.styles if n not in before.styles)]:
        pair = before.styles.get(name), after.styles.get(name)
        if pair[0] is None or pair[1] is None:
            yield from _differ(f"style {name}", "", *pair, _style)
            continue
        for part in ("size", "leading", "weight"):
            old, new = getattr(pair[0], part), getattr(pair[1], part)
            if old != new:
                unit = "" if part == "weight" else " pt"
                words = (f"{old:g}{unit}", f"{new:g}{unit}")
                yield LayoutChange(0, "", f"style {name}", part, *words, measure=False, place=after.places[name])


def _differ(part: str, name: str, old: object, new: object, told: Callable[[object], str]) -> Iterator[LayoutChange]:
    if old != new:
        words = ["" if one is None else told(one) for one in (old, new)]
        yield LayoutChange(0, "", part, name, words[0], words[1], measure=False, place=None)


def _style(style: object) -> str:
    return f"{style.size:g}/{style.leading:g} {style.weight}" if isinstance(style, Style) else ""


# --- pages, regions, blocks -------------------------------------------------------------------------------------------

_Pair = tuple[_Names, _Names]


def _page(before: PageTemplate, after: PageTemplate, names: _Pair) -> Iterator[LayoutChange]:
    for name in _FLOW:
        old, new = getattr(before.flow, name), getattr(after.flow, name)
        if old != new:
            words = (f"{old:g} pt", f"{new:g} pt")
            yield LayoutChange(after.number, "", "flow", name, *words, measure=True, place=after.span)
    olds = {region.name: region for region in before.regions}
    for region in after.regions:
        if region.name in olds:
            yield from _region(after.number, olds[region.name], region, names)
    old_order = [region.name for region in before.regions if region.name in {one.name for one in after.regions}]
    new_order = [region.name for region in after.regions if region.name in olds]
    if old_order != new_order:
        words = (", ".join(old_order), ", ".join(new_order))
        yield LayoutChange(after.number, "", "order of the regions", "", *words, measure=True, place=after.span)


def _region(page: int, before: RegionTemplate, after: RegionTemplate, names: _Pair) -> Iterator[LayoutChange]:
    for name in _REGION:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            words = (names[0].told(old), names[1].told(new))
            label = name.replace("_", "-")
            yield LayoutChange(page, after.name, after.name, label, *words, measure=True, place=after.span)
    olds, news = ([_shape(block) for block in region.blocks] for region in (before, after))
    for how, i, j, k, m in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        gone, come = before.blocks[i:j], after.blocks[k:m]
        if how == "equal" or [one.kind for one in gone] == [one.kind for one in come]:
            for old_block, new_block in zip(gone, come, strict=True):
                yield from _block(page, after.name, old_block, new_block, names)
            continue
        for block in (one for one in gone if not _has_text(one.props)):
            yield LayoutChange(page, after.name, block.kind, "", "there", "", measure=False, place=after.span)
        for block in (one for one in come if not _has_text(one.props)):
            yield LayoutChange(page, after.name, block.kind, "", "", "there", measure=False, place=block.span)


def _shape(block: BlockTemplate) -> str:
    """What makes a block the same one: its kind and its texts."""
    return f"{block.kind} {sorted(_said(block.props))}"


def _said(struct: Struct) -> Iterator[str]:
    return (prop.wording.text for prop in within(struct) if isinstance(prop, TextTemplate))


def _has_text(struct: Struct) -> bool:
    return next(_said(struct), None) is not None


def _block(page: int, region: str, before: BlockTemplate, after: BlockTemplate, names: _Pair) -> Iterator[LayoutChange]:
    part = after.kind
    for name in _FRAME:
        old, new = getattr(before.frame, name), getattr(after.frame, name)
        if old != new:
            words = (names[0].told(old), names[1].told(new))
            yield LayoutChange(page, region, part, name, *words, measure=True, place=after.span)
    olds, news = dict(_plain(before.props, "", names[0])), dict(_plain(after.props, "", names[1]))
    for name in [*olds, *(one for one in news if one not in olds)]:
        pair = olds.get(name), news.get(name)
        if pair[0] != pair[1]:
            told = [one[0] if one else "" for one in pair]
            measure = any(one is not None and one[1] for one in pair)
            yield LayoutChange(page, region, part, name, told[0], told[1], measure=measure, place=after.span)


def _plain(prop: object, name: str, names: _Names) -> Iterator[tuple[str, tuple[str, bool]]]:
    """Properties that are no text: name -> value in words, and whether it is a length."""
    if isinstance(prop, Mapping | TextTemplate | When | ScaleTemplate) or prop is None:
        return
    if isinstance(prop, Struct):
        for key, inner in prop.pairs:
            yield from _plain(inner, f"{name} {key}".strip(), names)
    elif isinstance(prop, tuple):
        for at, inner in enumerate(prop, 1):
            yield from _plain(inner, f"{name} {at}", names)
    else:
        plain = without_places(prop)
        told = (
            names.told(prop)
            if not isinstance(plain, tuple) or isinstance(prop, Style | Color | Overflow)
            else str(plain)
        )
        yield name, (told, isinstance(prop, float))
