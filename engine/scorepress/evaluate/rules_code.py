"""Conditions -> Python: one function for each message and binding, over the flat mapping of a record's values.

Absent fields have no key. Any comparison with an absent field is false, also `is not`; `not …` of it is therefore true.
A field with a default is never absent; a school year that follows from another is counted from it where it is absent.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from scorepress.model.conditions import school_year_path
from scorepress.model.rules import (
    And,
    Bound,
    Condition,
    FieldWord,
    Not,
    Operator,
    Row,
    RuleBook,
    ScaleRow,
    ScaleWord,
    Term,
    Test,
)
from scorepress.model.values import Derived, RecordSchema, SchoolYear, Value

Values = Mapping[str, Value]
Holds = Callable[[Values], bool]
Rows = Callable[[Values], tuple[Row, ...]]
Tell = Callable[[Values], Value | None]

_COMPARE = {
    Operator.IS: "{0} == {1}",
    Operator.AT_LEAST: "{0} is not None and {0} >= {1}",
    Operator.AT_MOST: "{0} is not None and {0} <= {1}",
    Operator.BETWEEN: "{0} is not None and {1} <= {0} <= {2}",
    Operator.KNOWN: "{0} is not None",
    Operator.UNKNOWN: "{0} is None",
}


class Coder:
    """Writes the functions of one rule book. Its book must be checked: no cycles, no unknown names."""

    def __init__(self, book: RuleBook, schema: RecordSchema) -> None:
        self.book = book
        self.schema = schema
        self.defaults = {field.path: field.default for field in schema.fields if field.default is not None}
        self.derived = {one.path: one for one in schema.derived}
        self.names: dict[str, Any] = {}
        self.known: dict[int, str] = {}
        self.read: dict[str, str] = {}
        self.facts: dict[tuple[str, str | None], str] = {}
        self.fields: dict[str, Tell] = {}
        self.tells: dict[tuple[str, str | None], Tell] = {}

    def holds(self, condition: Condition, binding: str | None) -> Holds:
        """Whether a condition holds."""
        outer, self.read = self.read, {}
        expression = self.expression(condition, binding)
        holds: Holds = self.function(f"return {expression}")
        self.read = outer
        return holds

    def all_kept(self, promises: Iterable[tuple[Condition, Condition, str | None]]) -> Holds:
        """Whether `then` holds wherever `when` does, for all of them: (when, then, binding)."""
        outer, self.read = self.read, {}
        kept = [f"(not {self.expression(w, at)} or {self.expression(t, at)})" for w, t, at in promises]
        made: Holds = self.function(f"return {' and '.join(kept) or True}")
        self.read = outer
        return made

    def rows(self, rows: Sequence[Row], binding: str | None) -> Rows:
        """All rows that hold."""
        outer, self.read = self.read, {}
        lines = ["found = []"]
        for row in rows:
            test = self.expression(row.when, binding)
            if row.since or row.until:
                test = f"({test}) and {self.in_force(row, binding)}"
            lines.append(f"if {test}: found.append({self.constant(row)})")
        made: Rows = self.function(*lines, "return tuple(found)")
        self.read = outer
        return made

    def in_force(self, row: Row, binding: str | None) -> str:
        """Whether the school year is one of a row's."""
        year = self.local(self.field(school_year_path(self.book, self.schema, binding) or ""))
        low, high = self.constant(row.since or SchoolYear(0)), self.constant(row.until or SchoolYear(9999))
        return f"{year} is not None and {low} <= {year} <= {high}"

    def function(self, *lines: str) -> Any:
        """Make a function of the record's values `v`."""
        reads = [f"{name} = {value}" for value, name in self.read.items()]
        body = "\n    ".join(["def made(v):", "get = v.get", *reads, *lines])
        made: dict[str, Any] = {}
        exec(compile(body, "<rules>", "exec"), self.names, made)  # noqa: S102  written above, no text of a user in it
        return made["made"]

    def constant(self, value: object) -> str:
        """The name of a value in the code."""
        if type(value) in {int, str, bool}:
            return repr(value)
        if id(value) not in self.known:
            self.known[id(value)] = f"c{len(self.names)}"
            self.names[self.known[id(value)]] = value  # which also keeps its id from meaning another
        return self.known[id(value)]

    def expression(self, condition: Condition, binding: str | None) -> str:
        """A condition as a Python expression in brackets."""
        if isinstance(condition, Test):
            return f"({self.comparison(condition, binding)})"
        if isinstance(condition, Not):
            return f"(not {self.expression(condition.part, binding)})"
        joint = " and " if isinstance(condition, And) else " or "
        return f"({joint.join(self.expression(part, binding) for part in condition.parts)})"

    def comparison(self, test: Test, binding: str | None) -> str:
        """One comparison."""
        name, at = test.term.name, test.term.bound(binding)
        if name in self.book.facts:
            return f"{self.fact(name, at)}(v)"
        got = self.reading(name, at)
        values = [self.constant(value) for value in test.values]
        if test.operator is Operator.TRUE:
            return f"{got} is True"
        if test.operator is Operator.IS_NOT:
            return f"{got} not in (None, {values[0]})"
        if test.operator is Operator.ONE_OF:
            return f"{got} in ({', '.join(values)},)"
        return _COMPARE[test.operator].format(got, *values)

    def fact(self, name: str, binding: str | None) -> str:
        """The name of a fact's function."""
        if (name, binding) not in self.facts:
            made = self.holds(self.book.facts[name].condition, binding)
            self.facts[name, binding] = self.constant(made)
        return self.facts[name, binding]

    def reading(self, name: str, binding: str | None) -> str:
        """The value of a word: a variable of the function that is being written."""
        if isinstance(self.book.words[name], FieldWord):
            return self.local(self.field(self.book.path(name, binding)))
        return self.local(f"{self.constant(self.tell(name, binding))}(v)")

    def field(self, path: str) -> str:
        """The value of a field, as an expression."""
        if path in self.derived:
            return f"{self.constant(self.tell_path(path))}(v)"
        default = self.defaults.get(path)
        return f"get({path!r})" if default is None else f"get({path!r}, {self.constant(default)})"

    def local(self, value: str) -> str:
        """A variable for an expression, which is computed once at the beginning of the function."""
        return self.read.setdefault(value, f"x{len(self.read)}")

    def tell(self, name: str, binding: str | None) -> Tell:
        """The value of a word, as a function."""
        key = (name, binding)
        if key not in self.tells:
            word = self.book.words[name]
            if isinstance(word, ScaleWord):
                self.tells[key] = self.tell_end(word, binding)
            else:
                self.tells[key] = self.tell_path(self.book.path(name, binding))
        return self.tells[key]

    def tell_path(self, path: str) -> Tell:
        """The value of a field, as a function."""
        if path not in self.fields:
            self.fields[path] = self.make_tell(path)
        return self.fields[path]

    def make_tell(self, path: str) -> Tell:
        """The function for a field."""
        default = self.defaults.get(path)
        derived = self.derived.get(path)
        if derived is not None:
            return lambda values: _counted(values, derived)
        return lambda values: values.get(path, default)

    def tell_end(self, word: ScaleWord, binding: str | None) -> Tell:
        """The lowest or highest score of a scale or of one of its levels."""
        ranges = self.scale(word.scale, binding)
        lowest = word.bound is Bound.LOWEST
        level: Tell
        if isinstance(word.level, Term):
            level = self.tell(word.level.name, word.level.bound(binding))
        else:
            fixed = word.level
            level = lambda _values: fixed  # noqa: E731

        def tell(values: Values) -> Value | None:
            row = ranges(values)
            wanted = level(values)
            if row is None or (wanted is None and word.level is not None):
                return None
            fits = [one for one in row.ranges if wanted in (None, one.level)]
            if not fits:
                return None
            return fits[0].low if lowest else fits[-1].high

        return tell

    def scale(self, name: str, binding: str | None) -> Callable[[Values], ScaleRow | None]:
        """The line of a scale that is in force for the binding's key and school year."""
        scale = self.book.scales[name]
        key = self.tell(scale.key.name, binding)
        year = self.tell_path(school_year_path(self.book, self.schema, binding) or "")
        tables = [(table.since, {row.key: row for row in table.rows}) for table in reversed(scale.tables)]

        def row(values: Values) -> ScaleRow | None:
            now = year(values)
            if not isinstance(now, SchoolYear):
                return None
            found = key(values)
            return next((rows.get(found) for since, rows in tables if since <= now and found is not None), None)

        return row


def _counted(values: Values, derived: Derived) -> Value | None:
    """A school year that is given, or follows from another."""
    value = values.get(derived.path)
    if value is None:
        other = values.get(derived.of)
        value = SchoolYear(other.start - derived.years) if isinstance(other, SchoolYear) else None
    return value
