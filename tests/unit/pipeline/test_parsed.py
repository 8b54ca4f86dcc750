"""Texts that are parsed once: what was wrong with them is told each time."""

import pytest

from scorepress.model.diagnostic import Reporter, ScorepressError
from scorepress.model.source import Source
from scorepress.pipeline.parsed import format_of, layout_of, own_schemas, samples_of, schema_of
from scorepress.workspace import Workspace


def read(source):
    reporter = Reporter()
    return layout_of(source, reporter), reporter.found


def test_the_same_text_gives_the_same_tree():
    one, two, other = (read(Source("a.yaml", text)) for text in ("page: 1", "page: 1", "page: 2"))
    assert one[0] is two[0]
    assert one[0] != other[0]
    assert read(Source("b.yaml", "page: 1"))[0].path == "b.yaml"


def test_what_is_wrong_is_told_each_time():
    source = Source("a.yaml", "page: 1\npage: 2\n")
    first, second = read(source), read(source)
    assert first == second
    assert [d.message for d in first[1]] == ["`page` is there twice, first in line 1"]


def test_a_schema_that_is_wrong_is_wrong_each_time():
    for _ in range(2):
        with pytest.raises(ScorepressError):
            schema_of(Source("schemas/a.schema.json", "{"))


def test_what_depends_on_a_schema_is_kept_for_that_schema_alone(record_schema):
    source = Workspace().source("schemas/samples.yaml")
    field = '{"type": "string", "title": "A", "maxLength": 9}'
    narrow = schema_of(Source("a.json", f'{{"type": "object", "properties": {{"a": {field}}}}}'))
    good, bad = Reporter(), Reporter()
    assert samples_of(source, record_schema, good) is samples_of(source, record_schema, good)
    assert not good.found
    assert samples_of(source, narrow, bad) is None
    assert bad.failed
    path = Workspace().names("schemas/formats", "*.yaml")[0]
    assert format_of(Workspace().source(path), record_schema, good) is not None
    assert format_of(Workspace().source(path), narrow, bad) is None
    assert not good.found


def test_the_engine_has_one_set_of_schemas():
    assert own_schemas() is own_schemas()
