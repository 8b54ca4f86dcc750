"""Errors are data: what is wrong, where, and how to mend it."""

from collections.abc import Iterable
from enum import Enum, StrEnum

from scorepress.model.source import Span
from scorepress.noun import Noun, field


class Severity(StrEnum):
    """How bad it is: an `error` stops the run, a `warning` does not, a `note` informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Code(Enum):
    """Every diagnostic that exists. Words, never reused; each has its section in docs/reference/diagnostics.md."""

    # files and syntax
    FILE_NOT_FOUND = "file-not-found"
    FILE_NOT_READABLE = "file-not-readable"
    NOT_UTF8 = "not-utf8"
    YAML_SYNTAX = "yaml-syntax"
    DUPLICATE_KEY = "duplicate-key"
    SURPRISING_SCALAR = "surprising-scalar"
    TOO_LARGE = "too-large"
    UNUSED_FILE = "unused-file"
    RULE_SYNTAX = "rule-syntax"
    CATALOGUE_SYNTAX = "catalogue-syntax"
    # shapes and names
    UNKNOWN_KEY = "unknown-key"
    MISSING_KEY = "missing-key"
    WRONG_VALUE = "wrong-value"
    UNKNOWN_COMPONENT = "unknown-component"
    UNKNOWN_NAME = "unknown-name"
    DUPLICATE_NAME = "duplicate-name"
    AMBIGUOUS_NAME = "ambiguous-name"
    WRONG_TYPE = "wrong-type"
    UNKNOWN_REPORT = "unknown-report"
    UNKNOWN_LANGUAGE = "unknown-language"
    # rules
    UNKNOWN_PHRASE = "unknown-phrase"
    UNKNOWN_FIELD = "unknown-field"
    CYCLE = "cycle"
    SCALE = "scale"
    EXAMPLE_FAILS = "example-fails"
    UNDECIDED = "undecided"
    MISSING_SOURCE = "missing-source"
    NO_EXAMPLE = "no-example"
    OPEN_QUESTION = "open-question"
    GAP = "gap"
    OVERLAP = "overlap"
    NEVER = "never"
    WIDER_REACH = "wider-reach"
    MAYBE_NOTHING = "maybe-nothing"
    # wording
    MISSING_TRANSLATION = "missing-translation"
    STALE_TRANSLATION = "stale-translation"
    DRAFT_TRANSLATION = "draft-translation"
    DRAFT_WORDING = "draft-wording"
    PLACEHOLDER = "placeholder"
    TYPOGRAPHY = "typography"
    # pages
    OVERFLOW = "overflow"
    DOES_NOT_FIT = "does-not-fit"
    MISSING_GLYPH = "missing-glyph"
    IMAGE = "image"
    # records
    RECORD_SYNTAX = "record-syntax"
    RECORD_FIELD = "record-field"
    RECORD_COLUMN = "record-column"
    RECORD_SCALE = "record-scale"
    RECORD_ALWAYS = "record-always"
    RECORD_DUPLICATE = "record-duplicate"
    ASSUMED = "assumed"
    # finished files
    PAGE_DISAGREES = "page-disagrees"
    PAGE_GAUGE = "page-gauge"
    PAGE_NOTE = "page-note"
    PAGE_LANGUAGE = "page-language"
    PAGE_STUDENT = "page-student"
    PAGE_COUNT = "page-count"
    CHECKSUM = "checksum"
    FILE_EXTRA = "file-extra"
    STUDENT_MISSING = "student-missing"
    DUPLICATE_REPORT = "duplicate-report"
    UNTAGGED = "untagged"
    PASSWORD = "password"  # noqa: S105 - a word for a diagnostic
    # changes
    CHANGE = "change"
    # running
    OUTPUT = "output"
    FILE_NAME = "file-name"
    PERSONAL_NAME = "personal-name"
    JOURNAL = "journal"
    BUSY = "busy"
    BATCH = "batch"
    COUNT = "count"
    SETUP = "setup"


class Label(Noun, frozen=True):
    """A second place that helps to understand a diagnostic."""

    span: Span
    text: str


class Diagnostic(Noun, frozen=True):
    """One thing to mend.

    The message stands alone: lower case, no full stop, names in backticks, what was found and what was
    expected. A hint is the next action.
    """

    code: Code
    severity: Severity
    message: str
    span: Span | None = None
    labels: tuple[Label, ...] = ()
    hints: tuple[str, ...] = ()


class Reporter(Noun):
    """Where a pass puts what it finds. The only mutable noun: it lives as long as one run of one pass."""

    found: list[Diagnostic] = field(default_factory=list)

    def add(self, diagnostic: Diagnostic) -> None:
        """Keep one diagnostic."""
        self.found.append(diagnostic)

    def error(
        self, code: Code, message: str, span: Span | None = None, *hints: str, labels: Iterable[Label] = ()
    ) -> None:
        """Report an error."""
        self.add(Diagnostic(code, Severity.ERROR, message, span, tuple(labels), hints))

    def warning(
        self, code: Code, message: str, span: Span | None = None, *hints: str, labels: Iterable[Label] = ()
    ) -> None:
        """Report a warning."""
        self.add(Diagnostic(code, Severity.WARNING, message, span, tuple(labels), hints))

    @property
    def failed(self) -> bool:
        """Whether an error was reported."""
        return any(d.severity is Severity.ERROR for d in self.found)


class ScorepressError(Exception):
    """A pass could not give its product; carries every diagnostic it found."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Keep the diagnostics."""
        self.diagnostics = tuple(diagnostics)
        super().__init__("; ".join(d.message for d in self.diagnostics[:3]))
