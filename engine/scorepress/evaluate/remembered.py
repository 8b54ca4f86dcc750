"""Template + many records -> Reports: what depends on the same values is evaluated once.

The Report is the one that `evaluate_report` gives. Parts that are the same for two students are the same objects, so
that the passes that follow can remember what they made of them.
"""

from collections.abc import Hashable, Mapping
from typing import Any, Final

from scorepress.evaluate.combinations import few_combinations, values_key
from scorepress.evaluate.reads import Reads
from scorepress.evaluate.report import Evaluator
from scorepress.evaluate.rules import CompiledRules
from scorepress.evaluate.text import Speaker
from scorepress.model.memory import make_room
from scorepress.model.report import Block, Region, Report
from scorepress.model.template import BlockTemplate, RegionTemplate, ScaleTemplate, Struct, Template, TextTemplate, When
from scorepress.model.values import Value

FEW: Final = 5_000_000
"""So many combinations of values, by the record's schema, a part may have and still be one that many students share."""

KEPT: Final = 2_000
"""What is remembered of one part."""

TRIED: Final = 400
"""After so many students a part is judged: remembered no more when fewer than one in `WORTH` was known."""

WORTH: Final = 8


class Site:
    """What is remembered of one part of the template.

    key: the values of a student that decide what the part says. It is given up where nearly every student is new.
    """

    __slots__ = ("asked", "found", "key", "known", "live")

    def __init__(self, paths: tuple[str, ...]) -> None:
        self.key = values_key(paths)
        self.known: dict[Hashable, Any] = {}
        self.asked = self.found = 0
        self.live = True

    def keep(self, key: Hashable, made: object) -> None:
        """Remember what was made, or give up."""
        self.asked += 1
        if self.asked == TRIED and self.found * WORTH < TRIED:
            self.live = False
            self.known.clear()
            return
        make_room(self.known, KEPT)
        self.known[key] = made


class Given(dict[str, Value]):
    """A student's values; what is absent is None."""

    def __missing__(self, path: str) -> None:
        return None


class RememberingEvaluator(Evaluator):
    """Evaluates the parts of one template in one language, and remembers them."""

    def __init__(self, template: Template, rules: CompiledRules, voice: Speaker, reads: Reads) -> None:
        """reads: of the template; it is asked what a part depends on when the part is first met."""
        super().__init__(rules, voice)
        self.template = template  # which also keeps the ids of its parts from meaning others
        self._reads = reads
        self._sites: dict[int, Site] = {}
        self._moulds: dict[int, tuple[tuple[tuple[str, object], ...], list[int]]] = {}

    def _site(self, part: object, asked: object = None) -> Site:
        """The site of a part; asked: what decides it, if not the part itself."""
        site = self._sites.get(id(part))
        if site is None:
            site = self._sites[id(part)] = Site(self._reads.of(part if asked is None else asked))
        return site

    def report(self, template: Template, values: Mapping[str, Value], lang: str) -> Report:
        """All pages."""
        return super().report(template, Given(values), lang)

    def region(self, region: RegionTemplate, values: Mapping[str, Value]) -> Region:
        """A region, known or new."""
        site = self._sites.get(id(region)) or self._site(region, (region.title, region.blocks))
        if not site.live:
            return super().region(region, values)
        key = site.key(values)
        found: Region | None = site.known.get(key)
        if found is not None:
            site.found += 1
            return found
        made = super().region(region, values)
        site.keep(key, made)
        return made

    def block(self, block: BlockTemplate, values: Mapping[str, Value]) -> Block:
        """A block, known or new."""
        site = self._sites.get(id(block)) or self._site(block, block.props)
        if not site.live:
            return super().block(block, values)
        key = site.key(values)
        found: Block | None = site.known.get(key)
        if found is not None:
            site.found += 1
            return found
        made = super().block(block, values)
        site.keep(key, made)
        return made

    def value(self, prop: object, values: Mapping[str, Value]) -> object:
        """A property, known or new; what may be absent is remembered as well."""
        kind = type(prop)
        if kind is not TextTemplate and kind is not Struct and kind is not ScaleTemplate:
            return tuple([self.value(item, values) for item in prop]) if kind is tuple else prop  # type: ignore[attr-defined]
        site = self._sites.get(id(prop)) or self._site(prop)
        if not site.live:
            return self._struct(prop, values) if kind is Struct else super().value(prop, values)
        key = site.key(values)
        found = site.known.get(key, self)
        if found is not self:
            site.found += 1
            return found
        made = super().value(prop, values)
        site.keep(key, made)
        return made

    def _struct(self, struct: Any, values: Mapping[str, Value]) -> object:
        """A struct that is different for nearly every student: what changes in it is filled in."""
        if struct.per_level is not None or not self.holds(struct.when, values):
            return super().value(struct, values)
        found = self._moulds.get(id(struct))
        if found is None:
            changing = [at for at, (_, value) in enumerate(struct.pairs) if self._reads.changes(value)]
            found = self._moulds[id(struct)] = (struct.pairs, changing)
        pairs = list(struct.pairs)
        for at in found[1]:
            name, value = pairs[at]
            pairs[at] = name, self.value(value, values)
        return Struct(tuple(pairs), struct.span)

    def per_level(self, struct: Struct, scale: ScaleTemplate, values: Mapping[str, Value]) -> tuple[Struct, ...]:
        """The same words once for each level; the words of a level are the same whatever the student's level is."""
        path = self.rules.level_path(scale.scale, scale.binding)
        site = self._sites.get(id(struct.pairs)) or self._site(struct.pairs, tuple(value for _, value in struct.pairs))
        copies: list[Struct] = []
        for level in self.scale(scale, values).levels:
            supposed = Given(values)
            supposed[path] = level.level
            key = site.key(supposed)
            copy = site.known.get(key)
            if copy is None:
                pairs = tuple([(name, self.value(inner, supposed)) for name, inner in struct.pairs])
                copy = Struct(pairs, struct.span)
                if site.live:
                    site.keep(key, copy)
            else:
                site.found += 1
            copies.append(copy)
        return tuple(copies)

    def holds(self, when: When | None, values: Mapping[str, Value]) -> bool:
        """Whether a condition of the layout holds, known or new."""
        if when is None:
            return True
        site = self._sites.get(id(when)) or self._site(when)
        if not site.live:
            return super().holds(when, values)
        key = site.key(values)
        found: bool | None = site.known.get(key)
        if found is not None:
            site.found += 1
            return found
        made = super().holds(when, values)
        site.keep(key, made)
        return made


def shared_parts(template: Template, reads: Reads) -> frozenset[int]:
    """The ids of the places of all regions and blocks that the pages of many students have in common.

    It depends on the template alone: the fields that a part can read, and how many values the schema allows them.
    """
    schema = template.schema
    found: set[int] = set()
    for page in template.pages:
        for region in page.regions:
            if few_combinations(reads.of((region.title, region.blocks)), schema, FEW):
                found.add(id(region.span))
            found |= {id(block.span) for block in region.blocks if few_combinations(reads.of(block.props), schema, FEW)}
    return frozenset(found)
