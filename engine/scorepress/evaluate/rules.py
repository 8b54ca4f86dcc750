"""RuleBook -> CompiledRules: which row holds, which value a word has, for one student's values."""

from collections.abc import Callable

from scorepress.evaluate.rules_code import Coder, Holds, Rows, Tell, Values
from scorepress.model.conditions import school_year_path, word_kind
from scorepress.model.rules import Always, Condition, Row, RuleBook, Scale, ScaleRow, Skip, Term
from scorepress.model.values import Kind, RecordSchema, SchoolYear, Value
from scorepress.noun import Noun, field

Key = tuple[str, str | None]


class Promise(Noun, frozen=True):
    """An `always` line for one binding: where `when` holds, `then` holds."""

    always: Always
    binding: str | None
    when: Holds
    then: Holds

    def kept(self, values: Values) -> bool:
        """Whether these values keep it."""
        return not self.when(values) or self.then(values)


class ScalePoint(Noun, frozen=True):
    """A scale for one binding. tells: score, level, key and school year, on which alone it depends whether they agree.

    agreed: those that were found to agree.
    """

    scale: Scale
    binding: str | None
    tells: tuple[Tell, ...]
    agreed: set[tuple[Value | None, ...]] = field(default_factory=set)


class CompiledRules:
    """A rule book as functions of a record's values; each is made when it is first needed.

    values: path -> value; absent fields have no key. A binding is None for what is not a family. Methods raise KeyError
    for names that the book does not have.
    """

    def __init__(self, book: RuleBook, schema: RecordSchema) -> None:
        self.book = book
        self.schema = schema
        self._coder = Coder(book, schema)
        self._rows: dict[Key, Rows] = {}
        self._scales: dict[Key, Callable[[Values], ScaleRow | None]] = {}
        self._skips: tuple[tuple[Skip, Holds], ...] | None = None
        self._always: tuple[Promise, ...] | None = None
        self._kept: Holds | None = None
        self._points: tuple[ScalePoint, ...] | None = None

    def skip(self, values: Values) -> Skip | None:
        """The first line that says why this student gets no report, or None."""
        if self._skips is None:
            self._skips = tuple((skip, self._coder.holds(skip.when, None)) for skip in self.book.skips)
        return next((skip for skip, holds in self._skips if holds(values)), None)

    def holding(self, message: str, binding: str | None, values: Values) -> tuple[Row, ...]:
        """All rows of a message that hold; in good rules exactly one."""
        rows = self._rows.get((message, binding))
        if rows is None:
            rows = self._rows[message, binding] = self._coder.rows(self.book.messages[message].rows, binding)
        return rows(values)

    def word(self, name: str, binding: str | None, values: Values) -> Value | None:
        """The value of a word, or None when it is absent or its scale covers no such student."""
        return self.tell(name, binding)(values)

    def tell(self, name: str, binding: str | None) -> Tell:
        """The function behind `word`."""
        return self._coder.tell(name, binding)

    def kind(self, name: str, binding: str | None) -> Kind:
        """What kind of value a word has."""
        return word_kind(self.book, self.schema, name, binding) or Kind.TEXT

    def scale(self, name: str, binding: str | None, values: Values) -> ScaleRow | None:
        """The ranges in force for the binding's key and school year; None when the scale does not cover them."""
        row = self._scales.get((name, binding))
        if row is None:
            row = self._scales[name, binding] = self._coder.scale(name, binding)
        return row(values)

    def level_path(self, scale: str, binding: str | None) -> str:
        """The path of the field that tells the level."""
        return self._path(self.book.scales[scale].level, binding)

    def score_and_level(self, scale: str, binding: str | None, values: Values) -> tuple[int | None, int | None]:
        """The score and the level that the record reports."""
        terms = (self.book.scales[scale].score, self.book.scales[scale].level)
        score, level = (self.word(term.name, term.bound(binding), values) for term in terms)
        return (score if isinstance(score, int) else None), (level if isinstance(level, int) else None)

    def school_year(self, binding: str | None, values: Values) -> SchoolYear | None:
        """The school year of a binding's own, or the record's, as `from school year` and scales mean it."""
        path = school_year_path(self.book, self.schema, binding)
        found = self._coder.tell_path(path)(values) if path else None
        return found if isinstance(found, SchoolYear) else None

    def promises(self) -> tuple[Promise, ...]:
        """Every `always` line for every binding."""
        if self._always is None:
            holds = self._coder.holds
            self._always = tuple(
                Promise(always, binding, holds(always.when, binding), holds(always.then, binding))
                for always in self.book.always
                for binding in self.book.bindings(always.each)
            )
        return self._always

    def keeps_all(self, values: Values) -> bool:
        """Whether these values keep every promise."""
        if self._kept is None:
            promises = self.promises()
            self._kept = self._coder.all_kept([(p.always.when, p.always.then, p.binding) for p in promises])
        return self._kept(values)

    def scale_points(self) -> tuple[ScalePoint, ...]:
        """Every scale for every binding."""
        if self._points is None:
            scales = self.book.scales.values()
            self._points = tuple(self._point(scale, at) for scale in scales for at in self.book.bindings(scale.each))
        return self._points

    def _point(self, scale: Scale, binding: str | None) -> ScalePoint:
        terms = [(term.name, term.bound(binding)) for term in (scale.score, scale.level, scale.key)]
        tells = [self.tell(name, at) for name, at in (*terms, (scale.key.name, binding))]
        path = school_year_path(self.book, self.schema, binding)
        tells += [self._coder.tell_path(path)] if path else []
        return ScalePoint(scale, binding, tuple(dict.fromkeys(tells)))

    def holds(self, condition: Condition, binding: str | None) -> Holds:
        """A condition as a function."""
        return self._coder.holds(condition, binding)

    def _path(self, term: Term, binding: str | None) -> str:
        return self.book.path(term.name, term.bound(binding))


_KEPT = 16
_made: dict[tuple[int, int], CompiledRules] = {}


def compile_rules(book: RuleBook, schema: RecordSchema) -> CompiledRules:
    """Make a rule book ready for records; the same book and schema give the same object again.

    The book must have passed `check_rules`.
    """
    key = (id(book), id(schema))
    found = _made.get(key)
    if found is None:  # the product holds book and schema, so that their ids cannot come to mean others
        if len(_made) >= _KEPT:
            del _made[next(iter(_made))]
        found = _made[key] = CompiledRules(book, schema)
    return found
