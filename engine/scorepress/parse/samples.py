"""`schemas/samples.yaml` -> SampleBook. What its keys mean: docs/reference/records.md."""

import difflib
import re
from datetime import date

from scorepress.model.diagnostic import Code, Reporter
from scorepress.model.samples import (
    Alternative,
    Day,
    Digits,
    Draw,
    Earlier,
    Fixed,
    FromList,
    Maybe,
    OneOf,
    OnScale,
    ReportSamples,
    SampleBook,
)
from scorepress.model.source import Span
from scorepress.model.syntax import LayoutTree, MappingNode, Node, ScalarNode, SequenceNode
from scorepress.model.values import RecordSchema
from scorepress.parse.keys import Keys

_DAY = re.compile(r"([+-]?[0-9]{1,2}) ([0-9]{2})-([0-9]{2})")
_SCALE = re.compile(r"any|lowest|highest|[0-9]")


def parse_samples(tree: LayoutTree, schema: RecordSchema, reporter: Reporter) -> SampleBook | None:
    """Read the file for a record of this schema; None when an error was reported."""
    before = len(reporter.found)
    keys = Keys(tree.root, "the file of samples", reporter)
    reader = _Reader(schema, reporter)
    reader.lists = {str(name.value): keys.as_texts(node, "lists") for name, node in keys.entries("lists")}
    facets = {
        str(name.value): tuple(map(reader.alternative, node.items if isinstance(node, SequenceNode) else (node,)))
        for name, node in keys.entries("facets", needed=True)
    }
    reports = {str(name.value): reader.report(node, facets) for name, node in keys.entries("reports", needed=True)}
    book = SampleBook(keys.text("school-year"), reader.lists, facets, reports)
    keys.done()
    return book if len(reporter.found) == before else None


class _Reader:
    """Reads the parts; names are checked against the schema and the file's own lists."""

    def __init__(self, schema: RecordSchema, reporter: Reporter) -> None:
        self.schema, self.reporter = schema, reporter
        self.lists: dict[str, tuple[str, ...]] = {}

    def report(self, node: Node, facets: dict[str, tuple[Alternative, ...]]) -> ReportSamples:
        keys = Keys(node, "the report", self.reporter)
        names = keys.texts("facets", needed=True)
        for name in names:
            if name not in facets:
                self.unknown(f"no facet named `{name}`", name, facets, keys.at("facets"))
        found = ReportSamples(names, self.sets(keys, "plain"), node.span)
        keys.done()
        return found

    def alternative(self, node: Node) -> Alternative:
        keys = Keys(node, "the alternative", self.reporter)
        when = tuple((str(path.value), keys.as_texts(value, "when")) for path, value in keys.entries("when"))
        for path, _ in when:
            self.path(path, keys.at("when"))
        weight, tour = keys.number("weight", 10, 1, 1000), keys.flag("tour", default=True)
        found = Alternative(weight, tour, when, self.sets(keys, "set"), node.span)
        keys.done()
        return found

    def sets(self, keys: Keys, key: str) -> tuple[tuple[str, Draw], ...]:
        found = []
        for name, node in keys.entries(key):
            self.path(str(name.value), name.span)
            found.append((str(name.value), self.draw(node)))
        return tuple(found)

    def path(self, path: str, span: Span) -> None:
        if self.schema.field(path) is None:
            self.unknown(f"the record has no field `{path}`", path, [f.path for f in self.schema.fields], span)

    def draw(self, node: Node) -> Draw:
        """One draw: a scalar, a list, or a mapping with one telling key."""
        if isinstance(node, SequenceNode):
            return OneOf(tuple(map(self.draw, node.items)))
        if isinstance(node, ScalarNode):
            text = "" if node.value is None else str(node.value)
            return Fixed(text.lower() if isinstance(node.value, bool) else text)
        keys = Keys(node, "the value", self.reporter)
        found = self.special(keys, node)
        keys.done()
        return found

    def special(self, keys: Keys, node: MappingNode) -> Draw:
        if keys.has("maybe"):
            of = keys.value("of", needed=True)
            return Maybe(keys.number("maybe", 50, 0, 100), self.draw(of) if of is not None else Fixed(""))
        if keys.has("digits"):
            return Digits(keys.number("digits", 1, 1, 30))
        if keys.has("list"):
            name = keys.text("list")
            if name not in self.lists:
                self.unknown(f"no list named `{name}`", name, self.lists, keys.at("list"))
            return FromList(name)
        if keys.has("scale"):
            pick = keys.text("scale")
            if not _SCALE.fullmatch(pick):
                keys.wrong(keys.at("scale"), "`scale` is `any`, `lowest`, `highest` or the number of a level")
            return OnScale(pick)
        if keys.has("day"):
            days = [_day(text) for text in keys.texts("day")]
            if len(days) == 2 and days[0] and days[1]:
                return Day(days[0], days[1])
            keys.wrong(keys.at("day"), "`day` is a list of two days", 'write `["+1 02-01", "+1 05-31"]`')
            return Fixed("")
        if keys.has("earlier"):
            path = keys.text("earlier")
            self.path(path, keys.at("earlier"))
            return Earlier(path, keys.number("steps", 1, 0, 20))
        keys.wrong(
            node.span, "a value is a text, a list, or has `maybe`, `digits`, `list`, `scale`, `day` or `earlier`"
        )
        return Fixed("")

    def unknown(self, message: str, name: str, known: object, span: Span) -> None:
        names = [str(item) for item in known] if isinstance(known, (dict, list, tuple)) else []
        near = difflib.get_close_matches(name, names, 1)
        self.reporter.error(Code.UNKNOWN_NAME, message, span, *(f"did you mean `{n}`?" for n in near))


def _day(text: str) -> tuple[int, int, int] | None:
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    try:
        date(2001, int(found[2]), int(found[3]))
    except ValueError:
        return None
    return int(found[1]), int(found[2]), int(found[3])
