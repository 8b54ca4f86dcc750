"""What the rules of a report use and nobody declares: one error for each name, however often it is used."""

from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches

from scorepress.model.diagnostic import Code, Label, Reporter
from scorepress.model.rules import Each, Reference
from scorepress.model.source import Span
from scorepress.model.spelling import meant
from scorepress.noun import Noun, field
from scorepress.parse.rules_slips import slip_of_phrase
from scorepress.parse.rules_vocabulary import Phrases, Vocabulary

MAX_SUGGESTIONS = 50
"""Errors after which no more time is spent on what may have been meant."""
MOST_LABELS = 3
"""Other uses that are shown; all are counted."""
WHAT = {
    "TERM": "word or fact",
    "MESSAGE": "message",
    "TITLE": "message",
    "KIND": "`each`",
    "SCALE": "scale",
    "SOURCE": "source",
}
_CODES = {"TERM": Code.UNKNOWN_PHRASE, "MESSAGE": Code.UNKNOWN_PHRASE}
_IN_SENTENCES = frozenset({"TERM", "MESSAGE", "TITLE"})


class Use(Noun, frozen=True):
    """A place that names something; wanted: the terminal that stands there."""

    wanted: str
    text: str
    span: Span


class Uses(Noun):
    """All uses in all files. unknown: of what nobody declares; known: names by what they are; slots: in sentences."""

    unknown: list[Use] = field(default_factory=list)
    known: set[tuple[str, str]] = field(default_factory=set)
    slots: dict[str, list[Span]] = field(default_factory=dict)


def phrases_of(vocabulary: Vocabulary, wanted: str) -> Phrases[Reference] | Phrases[Each] | Phrases[str]:
    """The phrases that may stand where a terminal is wanted."""
    v = vocabulary
    found: dict[str, Phrases[Reference] | Phrases[Each] | Phrases[str]] = {
        "TERM": v.terms, "MESSAGE": v.messages, "TITLE": v.titles,
        "KIND": v.kinds, "SCALE": v.scales, "SOURCE": v.sources,
    }  # fmt: skip
    return found[wanted]


def name_of(value: object) -> str:
    """The name under which a phrase is declared."""
    return value.name if isinstance(value, Reference) else value.kind if isinstance(value, Each) else str(value)


def report_unknown(uses: Uses, vocabulary: Vocabulary, reporter: Reporter) -> None:
    """Report each name that nobody declares at its first use."""
    groups: dict[tuple[str, str], list[Use]] = {}
    for use in uses.unknown:
        stem = vocabulary.stem(use.text)
        if not _is_doubtful(stem, vocabulary.unreadable):
            groups.setdefault((WHAT[use.wanted], stem), []).append(use)
    for number, ((_, stem), found) in enumerate(groups.items()):
        _Unknown(uses, vocabulary, stem, found).report(reporter, search=number < MAX_SUGGESTIONS)


def _is_doubtful(stem: str, unreadable: Sequence[str]) -> bool:
    """Whether a declaration that could not be read may have declared the phrase: it has been reported already."""
    return any(f"{head} ".startswith(f"{stem} ") for head in unreadable[:MAX_SUGGESTIONS])


class _Unknown:
    """One name that nobody declares. stem: without the binding at its end."""

    def __init__(self, uses: Uses, vocabulary: Vocabulary, stem: str, found: Sequence[Use]) -> None:
        self.uses = uses
        self.vocabulary = vocabulary
        self.stem = stem
        self.first = found[0]
        self.others = [use.span for use in found[1:]]
        if self.first.wanted in _IN_SENTENCES:
            self.others += [
                span for text, spans in uses.slots.items() if vocabulary.stem(text) == stem for span in spans
            ]

    def report(self, reporter: Reporter, *, search: bool) -> None:
        """Report it; search: whether to look for what may have been meant."""
        first = self.first
        phrases = phrases_of(self.vocabulary, first.wanted)
        near = (meant(first.text, phrases.all) or self.of_family(phrases.all)) if search else None
        hint = f"did you mean `{near}`?" if near else slip_of_phrase(first.text) or self.declare()
        labels = [Label(span, "also used here") for span in self.others[:MOST_LABELS]]
        if near and self.others and (declared := self.unused(name_of(phrases.all[near]))):
            name, place = declared
            hint = f"if `{name}` is misspelt, correct it where it is declared"
            labels = [Label(place, "declared here, and used nowhere in the rules")]
        message = f"no {WHAT[first.wanted]} `{first.text}`"
        if self.others:
            message += f", which is used at {len(self.others) + 1} places"
        reporter.error(_CODES.get(first.wanted, Code.UNKNOWN_NAME), message, first.span, hint, labels=labels)

    def of_family(self, phrases: Iterable[str]) -> str | None:
        """A phrase that says the same of another binding: `laps this season` where `laps next season` stands."""
        stem = self.vocabulary.stem
        same = [one for one in phrases if stem(one) != one and self.first.text.startswith(f"{stem(one)} ")]
        near = get_close_matches(self.first.text, same, 1)
        return near[0] if near and self.stem == self.first.text else None

    def unused(self, name: str) -> tuple[str, Span] | None:
        """A declared name with its place, if the rules do not use it."""
        wanted = self.first.wanted
        place = (self.vocabulary.source_spans if wanted == "SOURCE" else self.vocabulary.spans).get(name)
        if place is None or (WHAT[wanted], name) in self.uses.known:
            return None
        phrases: Collection[str] = self.uses.slots if wanted in _IN_SENTENCES else ()
        stem = self.vocabulary.stem(name)
        return None if any(self.vocabulary.stem(text) == stem for text in phrases) else (name, place)

    def declare(self) -> str:
        """How the name is declared."""
        stem, each = self.stem, self.vocabulary.each_of(self.first.text)
        name = f"{stem} {each.stand_in}" if each else self.first.text
        match self.first.wanted:
            case "TERM":
                return f"declare it: `word {name} = …` or `fact {name} means …`"
            case "KIND":
                return f"declare it: `each {name}: … = …, … = …`"
            case "SCALE":
                return f"declare it: `scale {name} for each …`"
            case "SOURCE":
                return f'declare it: `source {name} = "…"`'
        return f"declare it: `message {stem}, for each {each.kind}`" if each else f"declare it: `message {name}`"
