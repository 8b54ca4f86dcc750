"""What tests of records share: the built-in schema and mapping file, and readers of small inputs."""

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from scorepress.check.record import check_rows, compile_checker
from scorepress.model.diagnostic import Reporter
from scorepress.model.formats import Format
from scorepress.model.record import Record, RecordPlan, Rejected, Skipped
from scorepress.model.source import Source
from scorepress.model.values import RecordSchema
from scorepress.parse.format import parse_format
from scorepress.parse.layout import parse_layout
from scorepress.parse.record import read_rows
from scorepress.parse.record_plan import parse_record_plan
from scorepress.parse.record_schema import parse_record_schema

Row = Record | Rejected | Skipped


def source(root: Path, path: str) -> Source:
    return Source(path, (root / path).read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def record_schema(root) -> RecordSchema:
    return parse_record_schema(source(root, "schemas/student-record.schema.json"))


@pytest.fixture(scope="session")
def record_plan(root) -> RecordPlan:
    return parse_record_plan(source(root, "schemas/student-record.schema.json"))


@pytest.fixture(scope="session")
def toms(root, record_schema) -> Format:
    reporter = Reporter()
    tree = parse_layout(source(root, "schemas/formats/toms-elpac.yaml"), reporter)
    assert tree is not None
    found = parse_format(tree, record_schema, reporter)
    assert reporter.found == []
    assert found is not None
    return found


@pytest.fixture(scope="session")
def read(record_schema, record_plan, toms) -> Callable[..., list[Row]]:
    """All rows of a text or of bytes, checked."""

    def rows(data: str | bytes, **options: Any) -> list[Row]:
        checker = compile_checker(record_schema, record_plan, options.pop("history", None), options.pop("seen", None))
        stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
        opened = read_rows(stream, "students", record_schema, (toms,), **options)
        return list(check_rows(opened.items, checker))

    return rows


TOMS_ROW = {
    "RecordType": "23", "SSID": "1234567890", "StudentLastName": "Núñez", "StudentFirstName": "Ana",
    "GradeAssessed": "06", "CALPADSDistrictName": "Sequoia Unified", "CALPADSSchoolName": "Cedar Grove",
    "Attemptedness": "Y", "OverallScaleScore": "651", "OverallPL": "2", "SSREligible": "Y",
    "FinalTestCompletedDate": "2025-04-13", "DateofBirth": "2013-01-02", "PrimaryLanguageforTesting": "SPA",
    "ReportCreatedDate": "2025-06-15",
}  # fmt: skip
"""A student in grade six, tested in the spring of 2025, with no history."""


def toms_text(columns: list[str], *rows: Mapping[str, str], delimiter: str = "^", end: str = "\r\n") -> str:
    lines = [delimiter.join(columns)]
    lines += [delimiter.join(row.get(column, "") for column in columns) for row in rows]
    return end.join([*lines, ""])


@pytest.fixture(scope="session")
def toms_columns(root) -> Callable[[str], list[str]]:
    """The real column names of a year's file."""
    return lambda year: (root / f"tests/data/toms/{year}.columns.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="session")
def toms_file(toms_columns) -> Callable[..., str]:
    """A TOMS file of 2024-25 with rows that differ from TOMS_ROW as given."""
    return lambda *rows, **how: toms_text(
        how.pop("columns", None) or toms_columns("2024-25"), *({**TOMS_ROW, **row} for row in rows), **how
    )
