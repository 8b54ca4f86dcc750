"""The files in examples/ are what the program writes today; run this file as a script to write them again."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from scorepress.evaluate.audit import audit_record
from scorepress.evaluate.rules import compile_rules
from scorepress.model.diagnostic import Reporter
from scorepress.model.record import Origin, Record
from scorepress.pipeline.load import load_formats, load_samples, load_template
from scorepress.sample.mapped import write_mapped
from scorepress.sample.students import Students, earlier_record
from scorepress.sample.writers import write_csv, write_jsonl
from scorepress.workspace import Workspace

EXAMPLES = Path(__file__).parents[3] / "examples"
REPORT = "summative-alternate-elpac"


def examples() -> dict[str, str]:
    """Name -> text: 26 invented students in every form, and the state's file of the year before."""
    workspace = Workspace()
    template: Any = load_template(workspace, REPORT, Reporter())
    rules = compile_rules(template.book, template.schema)
    (toms,) = load_formats(workspace, template.schema, Reporter())

    def keeps(values: Any) -> bool:
        return not audit_record(rules, Record(values, Origin("", 0)))

    book = load_samples(workspace, template.schema)
    students = list(Students(book, template.schema, template.book, REPORT, keeps, Random(7)).many(26))
    last_year = [s for s in students if s.get("history.one_year_ago.eligible")]
    earlier = [earlier_record(s, "history.one_year_ago", "overall", template.schema) for s in last_year]
    return {
        "toms-2025-26.csv": "".join(write_mapped(students, toms, others=True)),
        "toms-2024-25.csv": "".join(write_mapped([row for row in earlier if row], toms)),
        "students.jsonl": "".join(write_jsonl(students)),
        "students.csv": "".join(write_csv(students, template.schema)),
    }


@pytest.fixture(scope="module")
def written():
    return examples()


@pytest.mark.parametrize("name", ["toms-2025-26.csv", "toms-2024-25.csv", "students.jsonl", "students.csv"])
def test_examples_are_up_to_date(name, written):
    stored = (EXAMPLES / name).read_text(encoding="utf-8")
    assert stored == written[name].replace("\r\n", "\n"), "python tests/unit/sample/test_examples.py writes them again"


def test_examples_can_be_read(read):
    kinds = {}
    for file in sorted(EXAMPLES.glob("*.csv")) + sorted(EXAMPLES.glob("*.jsonl")):
        rows = read(file.read_bytes())
        kinds[file.name] = {type(row).__name__ for row in rows}
        assert len(rows) > 10
    assert kinds == {
        "students.csv": {"Record"},
        "students.jsonl": {"Record"},
        "toms-2024-25.csv": {"Record"},
        "toms-2025-26.csv": {"Record", "Skipped"},
    }
    assert json.loads((EXAMPLES / "students.jsonl").read_text(encoding="utf-8").splitlines()[0])


if __name__ == "__main__":
    for name, text in examples().items():
        (EXAMPLES / name).write_text(text, encoding="utf-8")
