"""What can be told of a condition without a student: its tests, the fields it reads, the office's words for it."""

from collections.abc import Iterator

from scorepress.model.rules import And, Condition, Fact, FieldWord, Not, Operator, Or, RuleBook, ScaleWord, Term, Test
from scorepress.model.values import Kind, RecordSchema, Value


def tests(condition: Condition) -> Iterator[Test]:
    """Every comparison, in reading order."""
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, Not):
        yield from tests(condition.part)
    else:
        for part in condition.parts:
            yield from tests(part)


def spoken(book: RuleBook, term: Term, binding: str | None = None) -> str:
    """The phrase of a term as the office says it: `score last year`.

    binding: the concrete one that the sentence around it speaks of.
    """
    return family_phrase(book, term.name, term.bound(binding))


def family_phrase(book: RuleBook, name: str, binding: str | None) -> str:
    """The phrase of a declared name for one binding: `score that year` and `last year` give `score last year`."""
    if binding is None:
        return name
    if name in book.messages:
        return f"{name} {binding}"
    for each in book.eaches.values():
        if name.endswith(f" {each.stand_in}"):
            return f"{name.removesuffix(each.stand_in)}{binding}"
    return name


def in_words(book: RuleBook, condition: Condition, binding: str | None = None) -> str:
    """The condition in the office's words, for one binding."""
    if isinstance(condition, Test):
        return _test(book, condition, binding)
    if isinstance(condition, Not):
        inner = in_words(book, condition.part, binding)
        return f"not {inner}" if isinstance(condition.part, Test) else f"not ({inner})"
    joint = " and " if isinstance(condition, And) else " or "
    return joint.join(
        f"({in_words(book, part, binding)})" if isinstance(part, And | Or) else in_words(book, part, binding)
        for part in condition.parts
    )


def _test(book: RuleBook, test: Test, binding: str | None) -> str:
    phrase = spoken(book, test.term, binding)
    values = [value_in_words(value) for value in test.values]
    if test.operator is Operator.TRUE:
        return phrase
    if test.operator is Operator.BETWEEN:
        return f"{phrase} is between {values[0]} and {values[1]}"
    return f"{phrase} {test.operator.value} {', '.join(values)}".rstrip()


def value_in_words(value: Value) -> str:
    """A value as a rule writes it: `"complete"`, `3`, `2025-26`."""
    return f'"{value}"' if isinstance(value, str) else str(value)


def paths(book: RuleBook, schema: RecordSchema, condition: Condition, binding: str | None = None) -> frozenset[str]:
    """Every field that a condition reads, through facts and scales.

    Only for a rule book without cycles; raises KeyError for a term whose phrase the vocabulary does not have.
    """
    found: set[str] = set()
    for test in tests(condition):
        found |= term_paths(book, schema, test.term.name, test.term.bound(binding))
    return frozenset(found)


def term_paths(book: RuleBook, schema: RecordSchema, name: str, binding: str | None) -> frozenset[str]:
    """Every field that a word or a fact reads."""
    fact = book.facts.get(name)
    if isinstance(fact, Fact):
        return paths(book, schema, fact.condition, binding)
    word = book.words[name]
    if isinstance(word, FieldWord):
        return frozenset({book.path(name, binding)})
    found = frozenset({book.path(book.scales[word.scale].key.name, binding)})
    year = school_year_path(book, schema, binding)
    if year is not None:
        found |= {year}
    if isinstance(word.level, Term):
        found |= {book.path(word.level.name, word.level.bound(binding))}
    return found


def school_year_paths(book: RuleBook, schema: RecordSchema, binding: str | None) -> tuple[str, ...]:
    """Where the school year stands that `from school year` speaks of.

    The fields of the binding's own school-year words; without any, the fields of the record's. Good rules have one.
    """
    years = {field.path for field in schema.fields if field.kind is Kind.SCHOOL_YEAR}
    fields = [word for word in book.words.values() if isinstance(word, FieldWord)]
    if binding is not None:
        families = [word for word in fields if family_phrase(book, word.name, binding) != word.name]
        own = dict.fromkeys(book.path(word.name, binding) for word in families)
        found = tuple(path for path in own if path in years)
        if found:
            return found
    return tuple(dict.fromkeys(word.path for word in fields if word.path in years))


def school_year_path(book: RuleBook, schema: RecordSchema, binding: str | None) -> str | None:
    """The one school year that `from school year` speaks of, or None when there is none or more than one."""
    found = school_year_paths(book, schema, binding)
    return found[0] if len(found) == 1 else None


def word_kind(book: RuleBook, schema: RecordSchema, name: str, binding: str | None) -> Kind | None:
    """What kind of value a word has; an end of a scale is a whole number. None for a field the schema lacks."""
    word = book.words[name]
    if isinstance(word, ScaleWord):
        return Kind.INTEGER
    field = schema.field(book.path(name, binding))
    return field.kind if field else None
