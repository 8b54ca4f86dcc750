"""Names of a batch's files: a pattern such as `{lea}/{school}/{ssid}-{language}`, filled in for one student.

A word of a pattern is one of the schema's own (`x-output`), a phrase of the rules, a path of the record, or one of
`report`, `language` and `file-name` (what the layout's `file-name` says). Whatever a value is, the result is a relative
path of letters, digits, `-`, `_` and `.` that every file system can hold.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache

from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.letters import plain_letters
from scorepress.model.record import OutputPlan, Record
from scorepress.model.rules import Naming
from scorepress.model.values import Value
from scorepress.model.wording import Slot, split_wording
from scorepress.pipeline.press import Press

LONGEST_PART = 120
LONGEST_NAME = 400
OWN_WORDS = ("report", "language", "file-name")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)
_DEVICES = frozenset("cpanlCPANL")
"""First letters of the names of devices."""
_PLAIN = re.compile(r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*")
"""What is safe as it is."""
_LITERAL = re.compile(r"[A-Za-z0-9_.\-/]*")

Values = Mapping[str, Value]

Filler = Callable[[Record, Sequence[str]], str]


class Pattern:
    """A pattern whose words are known. `name` fills it in."""

    def __init__(self, text: str, press: Press, output: OutputPlan) -> None:
        """Raises ScorepressError (FILE_NAME, PERSONAL_NAME) for a pattern that cannot be used."""
        self.text, self.press, self.output = text, press, output
        try:
            wording = split_wording(text)
        except ValueError as error:
            raise _wrong(
                f"the name pattern `{text}` cannot be read: {error}", "write it as `{school}/{ssid}`"
            ) from None
        for literal in (part for part in wording.parts if isinstance(part, str)):
            if not _LITERAL.fullmatch(literal):
                found = next(c for c in literal if not _LITERAL.fullmatch(c))
                fact = f"the name pattern `{text}` has the character {found!r} outside of braces"
                raise _wrong(fact, "letters, digits, `-`, `_`, `.` and `/` are known on every machine")
        self._paths: list[str] = []
        self._refuse_tricks([part if isinstance(part, str) else "x" for part in wording.parts])
        self._parts: list[str | Filler] = [p if isinstance(p, str) else self._filler(p) for p in wording.parts]

    def name(self, record: Record, languages: Sequence[str]) -> str:
        """The path for one student, with no ending. Raises ScorepressError when it is too long."""
        filled = "".join([part if isinstance(part, str) else part(record, languages) for part in self._parts])
        folder, slash, last = filled.rpartition("/")
        found = f"{_folder(folder)}{slash}{_unreserved(last)}"
        if len(found) > LONGEST_NAME:
            message = f"the file name has {len(found)} letters, at most {LONGEST_NAME} are used"
            raise _wrong(message, "take fewer words into the pattern of `--name`")
        return found

    def other(self, one: Values, its: Values) -> str | None:
        """A field by which two records of one name are of different places: `Peña` and `Pena` may be two schools.

        What tells namesakes apart decides where both have it: one code is one school, however its name is spelled.
        """
        for path in self._paths:
            code = self.output.apart.get(path)
            told = code if code is not None and None not in (one.get(code), its.get(code)) else path
            if None not in (one.get(told), its.get(told)) and one[told] != its[told]:
                return told
        return None

    def meant(self, values: Values) -> dict[str, Value]:
        """The values that a name is made of, and those that tell namesakes apart, so far as a record has them."""
        paths = [path for one in self._paths for path in (one, self.output.apart.get(one, one))]
        return {path: values[path] for path in paths if values.get(path) is not None}

    def meaning(self, values: Values) -> str:
        """The same as text."""
        return json.dumps(self.meant(values), default=str)

    def _refuse_tricks(self, parts: list[str]) -> None:
        """Tell of a pattern that would lead out of the folder, or to a hidden file."""
        for part in "".join(parts).split("/"):
            if part.strip(".") != part or not part:
                fact = f"the name pattern `{self.text}` has a part that is empty, or begins or ends with a dot"
                raise _wrong(fact, "begin with no `/`, and write no `..`: names are below the output folder")

    def _filler(self, slot: Slot) -> Filler:
        phrase = slot.phrase
        if phrase == "report":
            return lambda _record, _languages: self.press.template.name
        if phrase == "language":
            return lambda _record, languages: "-".join(languages)
        if phrase == "file-name":
            return self._file_name
        path = self.output.words.get(phrase, phrase)
        if self.press.template.schema.field(path) is not None:
            self._refuse_personal(phrase, path)
            self._paths.append(path)
            return lambda record, _languages: safe(record.values.get(path))
        return self._word(phrase)

    def _word(self, phrase: str) -> Filler:
        """A phrase of the rules."""
        book = self.press.template.book
        reference = book.reference(phrase)
        if reference is None or reference.naming not in (Naming.FIELD, Naming.SCALE):
            known = [*self.output.words, *OWN_WORDS, *book.vocabulary]
            near = get_close_matches(phrase, known, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(f'`{k}`' for k in known[:12])} …"
            raise _wrong(f"no word `{phrase}` for a file's name", hint)
        if reference.naming is Naming.FIELD:
            self._refuse_personal(phrase, book.path(reference.name, reference.binding))
        tell = self.press.rules.tell(reference.name, reference.binding)
        return lambda record, _languages: safe(tell(record.values))

    def _file_name(self, record: Record, _languages: Sequence[str]) -> str:
        template = self.press.template
        voice = self.press.voice(template.languages[0].code)
        return safe(voice.fill(template.file_name.wording, template.file_name.context, record.values).text)

    def _refuse_personal(self, phrase: str, path: str) -> None:
        field = self.press.template.schema.field(path)
        if field is not None and field.personal:
            message = f"`{phrase}` is a personal field (`{path}`): it cannot be part of a file's name"
            hint = "take a number instead, such as the student number"
            raise ScorepressError([Diagnostic(Code.PERSONAL_NAME, Severity.ERROR, message, None, (), (hint,))])


def safe(value: object) -> str:
    """A value as part of a file's name; `unknown` for None.

    Accents are left out, what is no ASCII letter, digit, `-`, `_` or `.` becomes `-`. What is longer than a file system
    may hold is cut, and told apart by a hash.
    """
    if type(value) is str:
        text = value.replace("–", "-")
        if _PLAIN.fullmatch(text) and len(text) <= LONGEST_PART:
            return text
    return _made_safe(value)


@lru_cache(2_000, typed=True)
def _made_safe(value: object) -> str:
    plain = unicodedata.normalize("NFKD", "unknown" if value is None else str(value)).replace("–", "-")
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in plain_letters(plain))
    kept = re.sub("-{2,}", "-", kept).strip("-.")
    if len(kept) > LONGEST_PART:
        return f"{kept[: LONGEST_PART - 11]}-{hashlib.sha256(plain.encode()).hexdigest()[:10]}"
    return kept or "unknown"


@lru_cache(2_000)
def _folder(path: str) -> str:
    """The folders of a path, each as `_unreserved`."""
    return "/".join(map(_unreserved, path.split("/")))


def _unreserved(part: str) -> str:
    """A part of a path that no file system takes for a device, and not too long."""
    if len(part) > 2 * LONGEST_PART:
        part = f"{part[: LONGEST_PART - 11]}-{hashlib.sha256(part.encode()).hexdigest()[:10]}"
    return f"_{part}" if part[:1] in _DEVICES and _RESERVED.match(part) else part


def _wrong(message: str, hint: str) -> ScorepressError:
    return ScorepressError([Diagnostic(Code.FILE_NAME, Severity.ERROR, message, None, (), (hint,))])
