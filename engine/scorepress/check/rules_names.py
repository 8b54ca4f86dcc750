"""Declarations: fields that exist, families that are complete, sources that are declared, no circles."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from scorepress.model.conditions import school_year_paths, tests
from scorepress.model.diagnostic import Code, Label, Reporter
from scorepress.model.rules import Each, Fact, FieldWord, Message, Naming, RuleBook
from scorepress.model.source import Span
from scorepress.model.values import RecordSchema
from scorepress.model.wording import Wording

MAX_CHAIN = 50
"""How deep facts may be made of facts, and messages of messages."""


def check_declarations(book: RuleBook, schema: RecordSchema, reporter: Reporter) -> None:
    """Report declarations that do not fit the record's schema."""
    if book.record != schema.name:
        message = f"no schema of a record named `{book.record}`"
        hint = f"did you mean `{schema.name}`?" if schema.name else f'the schema needs `"$id": "{book.record}"`'
        reporter.error(Code.UNKNOWN_NAME, message, book.record_span, hint)
    paths = [field.path for field in schema.fields]
    for each in book.eaches.values():
        _check_places(each, paths, reporter)
    for word in book.words.values():
        if isinstance(word, FieldWord):
            _check_field(word, book, paths, reporter)


def _check_places(each: Each, paths: Sequence[str], reporter: Reporter) -> None:
    for binding in each.bindings:
        if not any(path.startswith(f"{binding.path}.") for path in paths):
            groups = dict.fromkeys(path.rpartition(".")[0] for path in paths)
            message = f"the record has no part `{binding.path}`"
            reporter.error(Code.UNKNOWN_FIELD, message, binding.span, *near(binding.path, groups))


def _check_field(word: FieldWord, book: RuleBook, paths: Sequence[str], reporter: Reporter) -> None:
    first, _, rest = word.path.partition(".")
    stand_ins = {each.stand_in: each for each in book.eaches.values()}
    own = next((stand_in for stand_in in stand_ins if word.name.endswith(f" {stand_in}")), None)
    meant = next((stand_in for stand_in in stand_ins if stand_in.replace(" ", "_") == first), None)
    if own != meant:
        where = own or meant or ""
        prefix = where.replace(" ", "_")
        message = (
            f"`{word.name}` ends in `{where}`, but its field does not begin with `{prefix}.`"
            if own
            else f"the field of `{word.name}` begins with `{prefix}.`, but the word does not end in `{where}`"
        )
        reporter.error(Code.UNKNOWN_FIELD, message, word.span, f"write `word … {where} = {prefix}.…`")
    elif own is None:
        if word.path not in paths:
            message = f"the record has no field `{word.path}`"
            reporter.error(Code.UNKNOWN_FIELD, message, word.span, *near(word.path, paths))
    else:
        places = {b.path for each in book.eaches.values() if each.stand_in == own for b in each.bindings}
        if not any(f"{place}.{rest}" in paths for place in places):
            there = {path.removeprefix(f"{place}.") for path in paths for place in places if path.startswith(place)}
            message = f"no `{own.partition(' ')[2]}` has a field `{rest}`"
            reporter.error(Code.UNKNOWN_FIELD, message, word.span, *near(rest, sorted(there)))


def near(name: str, names: Iterable[str], cutoff: float = 0.6) -> tuple[str, ...]:
    """A hint with the name that was most likely meant, or none."""
    found = nearest(name, names, cutoff)
    return (f"did you mean `{found}`?",) if found else ()


def nearest(name: str, names: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The name that was most likely meant: one of the same letters, or nearly so; None if there is none."""
    known = list(names)
    same = (other for other in known if sorted(other) == sorted(name))
    return next(same, None) or next(iter(get_close_matches(name, known, 1, cutoff)), None)


def check_cycles(book: RuleBook, reporter: Reporter) -> None:
    """Facts that mean themselves, messages that contain themselves, and chains that are too long to follow."""

    def parts_of_fact(fact: Fact) -> Iterable[str]:
        return (test.term.name for test in tests(fact.condition) if test.term.name in book.facts)

    def parts_of_message(message: Message) -> Iterable[str]:
        for row in message.rows:
            for slot in row.outcome.slots if isinstance(row.outcome, Wording) else ():
                reference = book.reference(slot.phrase, message.each)
                if reference is not None and reference.naming is Naming.MESSAGE:
                    yield reference.name

    facts = {name: (fact.span, tuple(parts_of_fact(fact))) for name, fact in book.facts.items()}
    messages = {name: (m.span, tuple(parts_of_message(m))) for name, m in book.messages.items()}
    _check_circles(facts, "means", reporter)
    _check_circles(messages, "contains", reporter)


def _check_circles(parts: Mapping[str, tuple[Span, tuple[str, ...]]], verb: str, reporter: Reporter) -> None:
    """Walk every chain once, without recursion: a chain may be as long as a file."""
    depth: dict[str, int] = {}
    for start in parts:
        trail: list[str] = []
        todo: list[tuple[str, bool]] = [(start, False)]
        while todo:
            name, done = todo.pop()
            if done:
                trail.pop()
                depth[name] = 1 + max((depth.get(part, 0) for part in parts[name][1]), default=0)
                if depth[name] == MAX_CHAIN + 1:
                    message = f"`{name}` {verb} others more than {MAX_CHAIN} deep"
                    reporter.error(Code.TOO_LARGE, message, parts[name][0], "say it more directly")
            elif name in trail:
                _report_circle([*trail[trail.index(name) :], name], parts, verb, reporter)
                return
            elif name not in depth:
                trail.append(name)
                todo.append((name, True))
                todo += [(part, False) for part in parts[name][1] if part in parts]


def _report_circle(
    trail: Sequence[str], parts: Mapping[str, tuple[Span, tuple[str, ...]]], verb: str, reporter: Reporter
) -> None:
    chain = f", which {verb} ".join(f"`{name}`" for name in trail[1:])
    span, *_ = parts[trail[0]]
    labels = [Label(parts[name][0], "here") for name in trail[1:-1]]
    reporter.error(Code.CYCLE, f"`{trail[0]}` {verb} {chain}", span, "break the circle at one place", labels=labels)


def check_school_year(
    book: RuleBook, schema: RecordSchema, binding: str | None, place: Span, reporter: Reporter
) -> bool:
    """Report a school year that cannot be told: no word names it, or several do."""
    found = school_year_paths(book, schema, binding)
    about = f" of `{binding}`" if binding else ""
    if not found:
        hint = "declare a word for a school year of the record: `word school year = …`"
        reporter.error(Code.UNKNOWN_NAME, f"no word tells the school year{about}", place, hint)
    elif len(found) > 1:
        paths = " and ".join(f"`{path}`" for path in found)
        message = f"more than one word tells the school year{about}: {paths}"
        reporter.error(Code.AMBIGUOUS_NAME, message, place, "keep one of these words")
    return len(found) == 1
