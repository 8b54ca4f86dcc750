"""scorepress: rows of the state's data file, each read, checked, put to the rules, printed, and written as a file.

More is measured here than for the others, who are given finished words and places.
"""

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import stage

from scorepress.apps.students import Inputs, Students
from scorepress.model.printed import Printed
from scorepress.model.record import Record
from scorepress.pipeline.batch import CHUNK
from scorepress.pipeline.batch_digest import Digester
from scorepress.pipeline.press import Press
from scorepress.pipeline.project import open_project
from scorepress.pipeline.standing import Standing
from scorepress.workspace import Output, Workspace, scratch


def main() -> None:
    file, report, language = sys.argv[1:4]
    opened, _found = open_project(Workspace(), report)
    assert opened
    press = Press(opened.template)
    Standing(Workspace(), press, Digester(press, {}).hash)
    with scratch() as database:
        rows = Students(opened, Inputs((file,)), database).rows()

        ordered = [0]

        def load(count: int) -> int:
            ordered[0] = count
            return count

        def batched(source: Iterator[object]) -> Iterator[list[Record]]:
            """Records to print, as many at once as `batch` hands to a worker."""
            while chunk := list(islice(source, CHUNK)):
                yield [
                    row for row in chunk if isinstance(row, Record) and press.skip(row) is None and not press.audit(row)
                ]

        def work(out: Path) -> tuple[int, int]:
            output, made, size = Output(out), 0, 0
            for some in batched(islice(rows, ordered[0])):
                for printed in press.fast.all([(row, (language,)) for row in some]):
                    assert isinstance(printed, Printed)
                    output.write(f"{printed.name}-{language}.pdf", printed.pdf)
                    made, size = made + 1, size + len(printed.pdf)
            return made, size

        stage.answer(load, work)


if __name__ == "__main__":
    main()
