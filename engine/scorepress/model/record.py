"""One student's record, flat: a mapping from path to value."""

from collections.abc import Mapping
from dataclasses import dataclass

from scorepress.model.diagnostic import Diagnostic
from scorepress.model.values import Value


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record came from: the input and its row, counted from 1 (the header is not a row)."""

    path: str
    row: int


@dataclass(frozen=True, slots=True)
class Record:
    """A record that agrees with its schema. Absent fields have no key: `record.get("overall.score")` is None."""

    values: Mapping[str, Value]
    origin: Origin

    def get(self, path: str) -> Value | None:
        """The value at a path such as `overall.score`, or None when it is absent."""
        return self.values.get(path)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that is no record: it goes to quarantine with its diagnostics. Messages never quote a name."""

    origin: Origin
    diagnostics: tuple[Diagnostic, ...]
    raw: str
