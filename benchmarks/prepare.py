"""What the contenders are given: python prepare.py FOLDER REPORT ROWS DRAWINGS.

Writes students.csv (rows of the state's data file), drawings.jsonl (the pages of the first of them, in English),
first.pdf (the first of those, as `scorepress render` makes it) and first.csv (its row).
"""

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from drawings import draw

from scorepress.apps.sample import invent
from scorepress.apps.students import Inputs, Students
from scorepress.model.record import Record
from scorepress.pipeline.press import Press
from scorepress.pipeline.project import Opened, open_project
from scorepress.sample.mapped import write_mapped
from scorepress.workspace import Workspace, scratch

FORMAT = "toms"
SEED = 7


def write_students(workspace: Workspace, opened: Opened, file: Path, count: int) -> None:
    """Invented students as the state's data file."""
    mapping = next(format_ for format_ in opened.formats if format_.name == FORMAT)
    students = invent(workspace, opened, seed=SEED, count=count)
    with file.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(write_mapped(students, mapping, others=True))


def printable(opened: Opened, press: Press, file: Path) -> Iterator[Record]:
    """The students of a file who get a report."""
    with scratch() as database:
        for row in Students(opened, Inputs((str(file),)), database).rows():
            if isinstance(row, Record) and press.skip(row) is None and not press.audit(row):
                yield row


def main() -> None:
    """Write the files."""
    folder, report, rows, drawings = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    workspace = Workspace()
    opened, _found = open_project(workspace, report)
    assert opened
    press = Press(opened.template)
    file = folder / "students.csv"
    write_students(workspace, opened, file, rows)
    records = printable(opened, press, file)
    with (folder / "drawings.jsonl").open("w", encoding="utf-8") as stream:
        for number, record in enumerate(islice(records, drawings)):
            if number == 0:
                (folder / "first.pdf").write_bytes(press.fast.printed(record, ("en",)).pdf)
                with file.open(encoding="utf-8") as source:
                    lines = source.readlines()
                (folder / "first.csv").write_text(lines[0] + lines[record.origin.row], encoding="utf-8")
            drawing = draw(press.pages(press.report(record, "en")))
            stream.write(json.dumps((f"{number:06}", drawing)) + "\n")


if __name__ == "__main__":
    main()
