"""A report's scales, looked up by the fields of a record: which scores a grade has, and the levels they belong to."""

from collections.abc import Mapping

from scorepress.model.conditions import school_year_path
from scorepress.model.rules import LevelRange, RuleBook, Scale
from scorepress.model.values import RecordSchema, SchoolYear, Value
from scorepress.noun import Noun


class ScoreField(Noun, frozen=True):
    """A score of the record, the fields that it hangs on (year: where the schema derives one), and its scale."""

    score: str
    key: str
    level: str
    year: str | None
    scale: Scale

    def ranges(self, values: Mapping[str, Value]) -> tuple[LevelRange, ...]:
        """The ranges of a record's grade in its school year, lowest level first; none when it has no grade."""
        year = values.get(self.year) if self.year else None
        tables = [table for table in self.scale.tables if not isinstance(year, SchoolYear) or table.since <= year]
        if not tables:
            return ()
        newest = max(tables, key=lambda table: table.since)
        return next((row.ranges for row in newest.rows if row.key == values.get(self.key)), ())


def score_fields(rules: RuleBook, schema: RecordSchema) -> dict[str, ScoreField]:
    """Every score field that a scale of the rules speaks of, by its path."""
    found: dict[str, ScoreField] = {}
    for scale in rules.scales.values():
        for binding in rules.bindings(scale.each):
            score, key, level = (
                rules.path(term.name, term.bound(binding)) for term in (scale.score, scale.key, scale.level)
            )
            found[score] = ScoreField(score, key, level, school_year_path(rules, schema, binding), scale)
    return found
