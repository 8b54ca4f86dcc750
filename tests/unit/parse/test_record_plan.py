"""What the schema says about filling records."""

import json

import pytest

from scorepress.model.record import Conclusion
from scorepress.model.source import Source
from scorepress.parse.record_plan import parse_record_plan


def test_the_built_in_schema(record_plan):
    assert record_plan.history.groups == {"history.one_year_ago": 1, "history.two_years_ago": 2}
    assert record_plan.conclusions == (
        Conclusion("student.repeated_kindergarten", (("overall.grade", "KN"), ("history.one_year_ago.grade", "KN"))),
    )


def test_every_path_of_the_plan_is_a_field(record_plan, record_schema):
    plan = record_plan.history
    prefixes = (plan.result, *plan.groups)
    paths = [plan.student, plan.year, *plan.where, *(f"{prefix}.{plan.rank}" for prefix in prefixes)]
    paths += [f"{group}.{plan.eligible}" for group in plan.groups]
    assert [path for path in paths if record_schema.field(path) is None] == []


def test_a_schema_without_history():
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    plan = parse_record_plan(Source("s.json", json.dumps(schema)))
    assert (plan.history, plan.conclusions) == (None, ())


def test_a_history_that_lacks_a_part_is_told():
    with pytest.raises(ValueError, match=r"`x-history` in `s\.json` has no 'student'"):
        parse_record_plan(Source("s.json", json.dumps({"properties": {}, "x-history": {}})))
