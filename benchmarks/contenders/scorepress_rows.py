"""scorepress: rows of the state's data file, each read, checked, put to the rules, printed, and written as a file.

More is measured here than for the others, who are given finished words and places. With a sink as the last word, the
reports go into one set a school.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import stage

from scorepress.apps.students import Inputs, Students
from scorepress.model.printed import Printed
from scorepress.model.record import Record
from scorepress.pipeline.batch import CHUNK
from scorepress.pipeline.batch_digest import Digester
from scorepress.pipeline.press import Press
from scorepress.pipeline.project import open_project
from scorepress.pipeline.sinks import Member, open_sink
from scorepress.pipeline.standing import Standing
from scorepress.workspace import Output, Workspace, scratch


class Rows:
    """Rows of a data file, printed in one language."""

    def __init__(self, press: Press, rows: Iterator[object], language: str) -> None:
        self.press, self.rows, self.language = press, rows, language
        self.ordered = 0

    def load(self, count: int) -> int:
        """Be ready for so many rows."""
        self.ordered = count
        return count

    def records(self) -> Iterator[list[Record]]:
        """Records to print, as many at once as `batch` hands to a worker."""
        rows, press = islice(self.rows, self.ordered), self.press
        while chunk := list(islice(rows, CHUNK)):
            yield [row for row in chunk if isinstance(row, Record) and press.skip(row) is None and not press.audit(row)]

    def files(self, out: Path) -> tuple[int, int]:
        """One file a student; how many, and their bytes."""
        output, made, size = Output(out), 0, 0
        for some in self.records():
            for printed in self.press.fast.all([(row, (self.language,)) for row in some]):
                assert isinstance(printed, Printed)
                output.write(f"{printed.name}-{self.language}.pdf", printed.pdf)
                made, size = made + 1, size + len(printed.pdf)
        return made, size

    def sets(self, word: str, out: Path) -> tuple[int, int]:
        """One set a school; how many students are in them, and their bytes. word: the sink's."""
        schools: dict[str, list[Member]] = {}
        for some in self.records():
            for row in some:
                number = str(row.get("student.ssid"))
                members = schools.setdefault(str(row.get("school.code")), [])
                members.append(Member(number, number, (self.language,), row))
        for school, members in schools.items():
            open_sink(word).bind(self.press, school, iter(members), partial(put, out))
        return sum(map(len, schools.values())), sum(file.stat().st_size for file in out.iterdir())


@contextmanager
def put(out: Path, path: str) -> Iterator[BinaryIO]:
    """A new file of a set."""
    with (out / path).open("wb") as stream:
        yield stream


def main() -> None:
    file, report, language, *sinks = sys.argv[1:]
    opened, _found = open_project(Workspace(), report)
    assert opened
    press = Press(opened.template)
    Standing(Workspace(), press, Digester(press, {}).hash)
    with scratch() as database:
        rows = Rows(press, Students(opened, Inputs((file,)), database).rows(), language)
        stage.answer(rows.load, partial(rows.sets, sinks[0]) if sinks else rows.files)


if __name__ == "__main__":
    main()
