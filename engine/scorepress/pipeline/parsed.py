"""What several reports of a project share is read once: the same text gives the same tree, and the same complaints."""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import TypeVar

from scorepress.check.schema import Schemas
from scorepress.model.diagnostic import Diagnostic, Reporter
from scorepress.model.formats import Format
from scorepress.model.samples import SampleBook
from scorepress.model.source import Source
from scorepress.model.syntax import LayoutTree
from scorepress.model.values import RecordSchema
from scorepress.parse.format import parse_format
from scorepress.parse.layout import parse_layout
from scorepress.parse.record_schema import parse_record_schema
from scorepress.parse.samples import parse_samples
from scorepress.workspace import Workspace

T = TypeVar("T")
Told = tuple[T, tuple[Diagnostic, ...]]
"""What a pass made, and what it reported."""

_KEPT = 64
"""Texts that are remembered, of each kind."""


def layout_of(source: Source, reporter: Reporter) -> LayoutTree | None:
    """The tree of a YAML file; None when an error was reported."""
    return _tell(_layout(source), reporter)


def format_of(source: Source, schema: RecordSchema, reporter: Reporter) -> Format | None:
    """A mapping file for records of a schema; None when an error was reported."""
    return _tell(_format(source, schema), reporter)


def samples_of(source: Source, schema: RecordSchema, reporter: Reporter) -> SampleBook | None:
    """What invented students are made of; None when an error was reported."""
    return _tell(_samples(source, schema), reporter)


schema_of = lru_cache(_KEPT)(parse_record_schema)
"""The closed world of a record. Raises ScorepressError."""


@cache
def own_schemas() -> Schemas:
    """What the engine understands of layouts: its own schemas, which do not change while it runs."""
    return Schemas(Workspace().source)


def _tell(told: Told[T], reporter: Reporter) -> T:
    made, found = told
    reporter.found += found
    return made


def _heard(parse: Callable[[Reporter], T]) -> Told[T]:
    reporter = Reporter()
    made = parse(reporter)
    return made, tuple(reporter.found)


@lru_cache(_KEPT)
def _layout(source: Source) -> Told[LayoutTree | None]:
    return _heard(lambda reporter: parse_layout(source, reporter))


@lru_cache(_KEPT)
def _format(source: Source, schema: RecordSchema) -> Told[Format | None]:
    def parse(reporter: Reporter) -> Format | None:
        tree = layout_of(source, reporter)
        return parse_format(tree, schema, reporter) if tree else None

    return _heard(parse)


@lru_cache(_KEPT)
def _samples(source: Source, schema: RecordSchema) -> Told[SampleBook | None]:
    def parse(reporter: Reporter) -> SampleBook | None:
        tree = layout_of(source, reporter)
        return parse_samples(tree, schema, reporter) if tree else None

    return _heard(parse)
