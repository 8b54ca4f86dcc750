"""Coverage -> text and JSON. Counts, never percentages: 37 of 38 rows is not 97."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from scorepress.model.coverage import Coverage, RowReach


def render_coverage_text(found: Iterable[Coverage]) -> str:
    """What is reached and what is not, row by row; ends in a line feed."""
    return "\n\n\n".join("\n".join(_text(coverage)) for coverage in found) + "\n"


def render_coverage_json(found: Iterable[Coverage]) -> str:
    """The same for programs, as one JSON array; ends in a line feed. Places are `file:line`."""
    return json.dumps([_told(coverage) for coverage in found], ensure_ascii=False, indent=2) + "\n"


def _text(coverage: Coverage) -> Iterator[str]:
    yield coverage.title
    yield "=" * len(coverage.title)
    total = len(coverage.rows)
    yield f"{total - len(coverage.without_example)} of {total} rows are reached by an example"
    if coverage.tally is not None:
        tally = coverage.tally
        yield f"{total - len(coverage.without_student)} of {total} rows are reached by a student"
        yield (
            f"read {tally.read:,} = students {tally.students:,} + skipped {tally.skipped:,} + "
            f"quarantined {tally.quarantined:,}"
        )
    yield from _missed("no example reaches", coverage.without_example)
    yield from _missed("no student reaches", coverage.without_student)
    for path, rows in groupby(coverage.rows, key=lambda row: row.span.path):
        yield from ("", path)
        yield "   line  examples" + ("" if coverage.tally is None else "  students")
        for message, inner in groupby(rows, key=lambda row: row.message):
            yield f"  {message}"
            for row in inner:
                count = "" if row.students is None else f"  {row.students:>8,}"
                yield f"  {row.span.line:>5}  {len(row.examples):>8,}{count}  {row.when}"


def _missed(head: str, rows: Sequence[RowReach]) -> Iterator[str]:
    if rows:
        yield from ("", head)
        for row in rows:
            yield f"  {row.span.path}:{row.span.line}  {row.message}: {row.when}"


def _told(coverage: Coverage) -> dict[str, object]:
    tally = coverage.tally
    rows = [
        {
            "message": row.message,
            "when": row.when,
            "rule": f"{row.span.path}:{row.span.line}",
            "examples": list(row.examples),
            **({} if row.students is None else {"students": row.students}),
        }
        for row in coverage.rows
    ]
    counts = {} if tally is None else {
        "read": tally.read, "students": tally.students, "skipped": tally.skipped, "quarantined": tally.quarantined,
    }  # fmt: skip
    return {"report": coverage.report, "title": coverage.title, **counts, "rows": rows}
