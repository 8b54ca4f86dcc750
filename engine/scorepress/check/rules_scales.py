"""Score-range tables: every key and level once, ranges that follow one another without gap or overlap."""

from collections.abc import Sequence

from scorepress.check.rules_conditions import KINDS
from scorepress.check.rules_names import check_school_year, near
from scorepress.model.conditions import family_phrase, value_in_words
from scorepress.model.diagnostic import Code, Label, Reporter
from scorepress.model.rules import RuleBook, Scale, ScaleRow, ScaleTable, ScaleWord, Term
from scorepress.model.source import Span
from scorepress.model.values import FieldType, Kind, RecordSchema


def check_scales(book: RuleBook, schema: RecordSchema, reporter: Reporter) -> None:
    """Report scales that do not fit the record's schema, and words for scores that no scale has."""
    for scale in book.scales.values():
        _Check(book, schema, reporter, scale).all()
    for word in book.words.values():
        if isinstance(word, ScaleWord):
            _check_word(word, book, schema, reporter)


def _check_word(word: ScaleWord, book: RuleBook, schema: RecordSchema, reporter: Reporter) -> None:
    scale = book.scales[word.scale]
    stand_in = book.eaches[scale.each].stand_in
    if not word.name.endswith(f" {stand_in}"):
        hint = f"write `word {word.name} {stand_in} = …`"
        reporter.error(Code.SCALE, f"`{word.name}` does not end in `{stand_in}`", word.span, hint)
        return
    fields = {field.path: field for field in schema.fields}
    for binding in book.eaches[scale.each].bindings:
        level = fields.get(book.path(scale.level.name, binding.name))
        if isinstance(word.level, int) and level and word.level not in _levels(level):
            message = f"`{scale.name}` has no level {word.level}"
            reporter.error(Code.SCALE, message, word.span, f"its levels are {_listed(_levels(level))}")
            return
        if isinstance(word.level, Term):
            phrase = family_phrase(book, word.level.name, word.level.bound(binding.name))
            at = fields.get(_path(book, word.level, binding.name)) if phrase in book.vocabulary else None
            if at is None or at.kind is not Kind.INTEGER:
                message = f"`{phrase}` tells no level of `{scale.name}`"
                reporter.error(Code.WRONG_TYPE, message, word.level.span, f"write `at {scale.level.name}`")
                return


def _path(book: RuleBook, term: Term, binding: str) -> str:
    if term.name not in book.words or isinstance(book.words[term.name], ScaleWord):
        return ""
    return book.path(term.name, term.bound(binding))


def _levels(field: FieldType) -> Sequence[int]:
    return range(field.minimum, field.maximum + 1) if field.minimum is not None and field.maximum is not None else ()


def _bounds(field: FieldType) -> tuple[object, ...]:
    return field.choices, field.minimum, field.maximum


def _listed(levels: Sequence[int]) -> str:
    return ", ".join(str(level) for level in levels)


class _Check:
    """Checks one scale."""

    def __init__(self, book: RuleBook, schema: RecordSchema, reporter: Reporter, scale: Scale) -> None:
        self.book = book
        self.schema = schema
        self.scale = scale
        self.reporter = reporter
        self.fields = {field.path: field for field in schema.fields}

    def error(self, message: str, place: Span, *hints: str, labels: Sequence[Label] = ()) -> None:
        self.reporter.error(Code.SCALE, message, place, *hints, labels=labels)

    def all(self) -> None:
        """The words, then the tables."""
        scale = self.scale
        score = self.field(scale.score, Kind.INTEGER)
        key = self.field(scale.key, Kind.CHOICE)
        level = self.field(scale.level, Kind.INTEGER)
        if score is None or key is None or level is None:
            return
        if not _levels(level):
            hint = "give it `minimum` and `maximum` in the record's schema"
            self.error(f"`{scale.level.name}` has no lowest and highest value", scale.level.span, hint)
            return
        self.school_years()
        before: ScaleTable | None = None
        for table in scale.tables:
            if before is not None and table.since <= before.since:
                label = Label(before.span, f"from {before.since}")
                message = f"a table from {table.since} stands after one from {before.since}"
                hint = "tables follow one another in the order of their school years"
                self.error(message, table.span, hint, labels=(label,))
            before = table
            self.table(table, score, key, level)

    def field(self, term: Term, kind: Kind) -> FieldType | None:
        """The field of a word; the same kind and bounds for each binding."""
        each = self.book.eaches[self.scale.each]
        if term.binding != each.stand_in:
            hint = f"write a word that ends in `{each.stand_in}`"
            self.error(f"`{term.name}` is not a word for each `{each.kind}`", term.span, hint)
            return None
        found = None
        for binding in each.bindings:
            field = self.fields.get(_path(self.book, term, binding.name))
            if field is None or field.kind is not kind:
                what = KINDS[field.kind] if field else "no field"
                message = f"`{family_phrase(self.book, term.name, binding.name)}` is {what}, expected {KINDS[kind]}"
                self.reporter.error(Code.WRONG_TYPE, message, term.span)
                return None
            if found and _bounds(found) != _bounds(field):
                message = f"`{term.name}` has other bounds for `{binding.name}`"
                self.error(message, term.span, "declare a scale for each")
                return None
            found = field
        return found

    def school_years(self) -> None:
        """Which table is in force must be known for each binding."""
        for binding in self.book.eaches[self.scale.each].bindings:
            if not check_school_year(self.book, self.schema, binding.name, self.scale.span, self.reporter):
                return

    def table(self, table: ScaleTable, score: FieldType, key: FieldType, level: FieldType) -> None:
        """The schema's levels, every key of the schema once, every line in order."""
        if not self.levels(table, level):
            return
        seen: dict[object, ScaleRow] = {}
        for row in table.rows:
            written = value_in_words(row.key)
            if row.key in seen:
                self.error(f"{written} stands twice", row.span, labels=(Label(seen[row.key].span, "first here"),))
            elif row.key not in key.choices:
                hints = near(str(row.key), key.choices, 0.4)
                self.error(f"`{self.scale.key.name}` is never {written}", row.span, *hints)
            seen.setdefault(row.key, row)
            self.row(row, score)
        missing = [f'"{choice}"' for choice in key.choices if choice not in seen]
        if missing:
            message = f"the table from {table.since} has no line for {', '.join(missing)}"
            self.error(message, table.span, f"every value of `{self.scale.key.name}` has its own line")

    def levels(self, table: ScaleTable, level: FieldType) -> bool:
        """The head of a table, which all of its lines share."""
        first = table.rows[0]
        levels, wanted = [one.level for one in first.ranges], list(_levels(level))
        if levels == wanted:
            return True
        message = f"the table has the levels {_listed(levels)}, expected {_listed(wanted)}"
        hint = "one column for each level of the record's schema, lowest first"
        if set(levels) != set(wanted):
            place = f"`{level.place}` of `{self.schema.path}`"
            hint = f"write one column for each of {_listed(wanted)}, or correct `minimum` and `maximum` at {place}"
        self.error(message, first.span, hint)
        return False

    def row(self, row: ScaleRow, score: FieldType) -> None:
        """Ranges that touch; scores that the record can hold."""
        for one in row.ranges:
            if one.low > one.high:
                self.error(f"the range {one.low}-{one.high} is upside down", one.span, f"write `{one.high}-{one.low}`")
                return
            if (score.minimum is not None and one.low < score.minimum) or (
                score.maximum is not None and one.high > score.maximum
            ):
                message = f"a score in {one.low}-{one.high} is outside the record's {score.minimum} to {score.maximum}"
                self.error(message, one.span, "correct the range, or the bounds in the record's schema")
                return
        for lower, upper in zip(row.ranges, row.ranges[1:], strict=False):
            label = Label(lower.span, f"ends with {lower.high}")
            if upper.low > lower.high + 1:
                lost = f"{lower.high + 1}" if upper.low == lower.high + 2 else f"{lower.high + 1} to {upper.low - 1}"
                self.error(f"no level has {lost}", upper.span, f"begin with {lower.high + 1}", labels=(label,))
            elif upper.low <= lower.high:
                self.error(f"two levels have {upper.low}", upper.span, f"begin with {lower.high + 1}", labels=(label,))
