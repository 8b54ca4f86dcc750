"""Declarations -> vocabulary: every phrase that may be used, and the longest-match search for them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from scorepress.model.diagnostic import Code, Label, Reporter
from scorepress.model.rules import STAND_IN, Binding, Each, Naming, Reference
from scorepress.model.source import Span
from scorepress.model.values import RecordSchema
from scorepress.noun import Noun, field
from scorepress.parse.rules_heads import Head, Heads
from scorepress.parse.rules_tokens import Lexeme, Shape

RESERVED = frozenset({"not", "and", "or", "is", "when", "because", "nothing", "show", "for", "from", "until", "given"})
"""A name that begins with one of these could not be told from the language itself."""
JOINTS = frozenset({"and", "or", "is", "begins"})

T = TypeVar("T")


class Phrases(Generic[T]):
    """Phrases by their words, for the search of the longest that stands at a place."""

    def __init__(self, phrases: Iterable[tuple[str, T]] = ()) -> None:
        self.all: dict[str, T] = {}
        self._tree: dict[str, object] = {}
        for phrase, value in phrases:
            self.add(phrase, value)

    def add(self, phrase: str, value: T) -> None:
        """Take in a phrase; of two equal ones the first stays."""
        if phrase in self.all:
            return
        self.all[phrase] = value
        node = self._tree
        for word in phrase.split():
            node = node.setdefault(word, {})  # type: ignore[assignment]
        node[""] = phrase

    def matches(self, lexemes: Sequence[Lexeme], at: int) -> Iterator[tuple[int, T]]:
        """Every phrase that stands at a place, shortest first, with its number of lexemes."""
        node, count = self._tree, 0
        while at + count < len(lexemes):
            lexeme = lexemes[at + count]
            if lexeme.shape not in {Shape.WORD, Shape.INTEGER, Shape.PATH}:
                return
            after = node.get(lexeme.text)
            if not isinstance(after, dict):
                return
            node, count = after, count + 1
            if "" in node:
                yield count, self.all[str(node[""])]

    def longest(self, lexemes: Sequence[Lexeme], at: int) -> tuple[int, T] | None:
        """The longest phrase that stands at a place."""
        found = None
        for found in self.matches(lexemes, at):  # noqa: B007  the last one counts
            pass
        return found


class Vocabulary(Noun):
    """What the files of a report declare.

    terms: words and facts; messages: for `expect`, with bindings; titles: messages as declared, for questions.
    spans, source_spans: where each name was declared.
    """

    terms: Phrases[Reference] = field(default_factory=Phrases)
    messages: Phrases[Reference] = field(default_factory=Phrases)
    titles: Phrases[str] = field(default_factory=Phrases)
    kinds: Phrases[Each] = field(default_factory=Phrases)
    scales: Phrases[str] = field(default_factory=Phrases)
    sources: Phrases[str] = field(default_factory=Phrases)
    whole: dict[str, Reference] = field(default_factory=dict)
    stand_ins: dict[str, Reference] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)
    source_spans: dict[str, Span] = field(default_factory=dict)
    unreadable: tuple[str, ...] = ()

    def stand_in_of(self, name: str) -> str | None:
        """The stand-in that a declared name ends in."""
        for each in self.kinds.all.values():
            if name.endswith(f" {each.stand_in}"):
                return each.stand_in
        return None

    def each_of(self, phrase: str) -> Each | None:
        """The kind whose stand-in or binding a phrase ends in."""
        ends = ((each, end) for each in self.kinds.all.values() for end in _ends(each))
        return next((each for each, end in ends if phrase.endswith(f" {end}")), None)

    def stem(self, phrase: str) -> str:
        """A phrase without the stand-ins and bindings at its end."""
        for each in self.kinds.all.values():
            for end in _ends(each):
                phrase = phrase.removesuffix(f" {end}")
        return phrase


def _ends(each: Each) -> tuple[str, ...]:
    return each.stand_in, *(binding.name for binding in each.bindings)


def build_vocabulary(heads: Heads, schema: RecordSchema, reporter: Reporter) -> Vocabulary:
    """Every phrase of a report; reports names that stand twice or cannot be told apart."""
    made = _Builder(heads, schema, reporter)
    made.eaches()
    made.names()
    made.phrases()
    made.ambiguities()
    return made.vocabulary


class _Builder:
    """Builds one vocabulary."""

    def __init__(self, heads: Heads, schema: RecordSchema, reporter: Reporter) -> None:
        self.heads = heads
        self.paths = frozenset(field.path for field in schema.fields)
        self.reporter = reporter
        self.vocabulary = Vocabulary(unreadable=tuple(heads.unreadable))
        self.places: dict[str, Binding] = {}

    def eaches(self) -> None:
        """Kinds and their bindings; a binding without a path has been declared by an earlier `each`."""
        for head in self.heads.eaches:
            bindings = []
            for name, path, span in head.bindings:
                known = self.places.get(name)
                if path is None and known is None:
                    hint = "an `each` without `=` lists bindings of an `each` above it"
                    self.reporter.error(Code.UNKNOWN_NAME, f"no binding named `{name}`", span, hint)
                elif path is not None and known is not None:
                    self.twice(name, span, known.span)
                elif name.startswith(STAND_IN):
                    hint = "phrases that begin so stand for each binding in turn"
                    self.reporter.error(Code.AMBIGUOUS_NAME, f"`{name}` begins with `{STAND_IN.strip()}`", span, hint)
                else:
                    bindings.append(Binding(name, path if path is not None else known.path if known else "", span))
                    self.places.setdefault(name, bindings[-1])
            if head.name in self.vocabulary.kinds.all:
                self.twice(head.name, head.span, self.vocabulary.kinds.all[head.name].span)
            stand_in = STAND_IN + head.name.split()[-1]
            self.vocabulary.kinds.add(head.name, Each(head.name, stand_in, tuple(bindings), head.span))

    def names(self) -> None:
        """Every declared name once, and none that begins with a word of the language."""
        heads = self.heads
        for names in (heads.sources, heads.scales, [*heads.words, *heads.facts, *heads.messages]):
            seen: dict[str, Span] = {}
            for head in names:
                if head.name in seen:
                    self.twice(head.name, head.span, seen[head.name])
                seen.setdefault(head.name, head.span)
                first = head.name.split()[0]
                if first in RESERVED or (names is heads.sources and head.name.startswith("school year ")):
                    message = f"`{head.name}` begins with `{first}`, which has a meaning of its own"
                    self.reporter.error(Code.AMBIGUOUS_NAME, message, head.span, "begin the name with another word")
            if names is heads.sources:
                self.vocabulary.source_spans = seen
            else:
                self.vocabulary.spans |= seen
        for head in heads.sources:
            self.vocabulary.sources.add(head.name, head.name)
        for head in heads.scales:
            self.vocabulary.scales.add(head.name, head.name)

    def phrases(self) -> None:
        """Words, facts and messages, those of a family once for each binding."""
        for head in self.heads.words:
            naming = Naming.SCALE if head.kind == "scale" else Naming.FIELD
            self.declare(naming, head, self.bindings_of_word(head))
        for head in self.heads.facts:
            self.declare(Naming.FACT, head, self.bindings(self.vocabulary.stand_in_of(head.name)))
        for head in self.heads.messages:
            self.vocabulary.titles.add(head.name, head.name)
            stand_in = self.vocabulary.stand_in_of(head.name)
            if stand_in is not None and head.kind is None:
                plain = head.name.removesuffix(f" {stand_in}")
                kind = next(e.kind for e in self.vocabulary.kinds.all.values() if e.stand_in == stand_in)
                hint = f"write `message {plain}, for each {kind}`"
                self.reporter.error(Code.AMBIGUOUS_NAME, f"`{head.name}` ends in `{stand_in}`", head.span, hint)
            each = self.vocabulary.kinds.all.get(head.kind or "")
            if head.kind is not None and each is None:
                self.vocabulary.unreadable += (head.name,)
            self.declare(Naming.MESSAGE, head, tuple(b.name for b in each.bindings) if each else None)

    def bindings(self, stand_in: str | None) -> tuple[str, ...] | None:
        """Every binding that a stand-in may mean, or None for a name without one."""
        if stand_in is None:
            return None
        kinds = [each for each in self.vocabulary.kinds.all.values() if each.stand_in == stand_in]
        return tuple(dict.fromkeys(binding.name for each in kinds for binding in each.bindings))

    def bindings_of_word(self, head: Head) -> tuple[str, ...] | None:
        """The bindings for which the record has the field, or the scale has ranges."""
        found = self.bindings(self.vocabulary.stand_in_of(head.name))
        if found is None or head.body is None:
            return found
        if head.kind == "scale":
            fits = [scale for scale in self.heads.scales if f"{head.body} ".startswith(f"{scale.name} ")]
            kind = max(fits, key=lambda scale: len(scale.name)).kind if fits else None
            each = self.vocabulary.kinds.all.get(kind or "")
            return tuple(b.name for b in each.bindings) if each else found
        rest = head.body.partition(".")[2]
        there = tuple(name for name in found if f"{self.places[name].path}.{rest}" in self.paths)
        return there or found

    def declare(self, naming: Naming, head: Head, bindings: tuple[str, ...] | None) -> None:
        """Take in all phrases of one name."""
        phrases = self.vocabulary.messages if naming is Naming.MESSAGE else self.vocabulary.terms
        stand_in = self.vocabulary.stand_in_of(head.name)
        if bindings is None:
            self.phrase(phrases, head.name, Reference(naming, head.name, None), head.span)
            return
        stem = head.name.removesuffix(stand_in).rstrip() if stand_in else head.name
        kind = self.vocabulary.kinds.all.get(head.kind or "")
        stand_in = stand_in or (kind.stand_in if kind else None)
        for binding in bindings:
            self.phrase(phrases, f"{stem} {binding}", Reference(naming, head.name, binding), head.span)
        if stand_in:
            generic = Reference(naming, head.name, stand_in)
            self.vocabulary.stand_ins.setdefault(f"{stem} {stand_in}", generic)
            phrases.add(f"{stem} {stand_in}", generic)

    def phrase(self, phrases: Phrases[Reference], phrase: str, reference: Reference, span: Span) -> None:
        """Take in one phrase; two names must not make the same."""
        other = self.vocabulary.whole.get(phrase)
        if other is not None and other.name != reference.name:
            first = self.vocabulary.spans[other.name]
            message = f"`{phrase}` is declared twice: as `{other.name}` and as `{reference.name}`"
            label = Label(first, "first declared here")
            self.reporter.error(Code.DUPLICATE_NAME, message, span, "rename one of the two", labels=(label,))
        self.vocabulary.whole.setdefault(phrase, reference)
        phrases.add(phrase, reference)

    def ambiguities(self) -> None:
        """A phrase that contains another one and `and`, `or`, `is`, `begins` behind it could be read in two ways."""
        told = set()
        for phrase, reference in self.vocabulary.whole.items():
            words = phrase.split()
            for at in range(1, len(words)):
                first = " ".join(words[:at])
                if words[at] in JOINTS and first in self.vocabulary.whole and reference.name not in told:
                    told.add(reference.name)
                    span = self.vocabulary.spans[reference.name]
                    message = f"`{phrase}` can also be read as `{first}` with `{words[at]}` behind it"
                    self.reporter.error(Code.AMBIGUOUS_NAME, message, span, "choose a name without that word")

    def twice(self, name: str, span: Span, first: Span) -> None:
        """Report a name that stands twice."""
        label = Label(first, "first declared here")
        hint = "rename or delete one of the two"
        self.reporter.error(Code.DUPLICATE_NAME, f"`{name}` is declared twice", span, hint, labels=(label,))
