"""How long rule files of growing length take to format: PYTHONPATH=engine python benchmarks/measure_fmt.py."""

import time
from pathlib import Path

from scorepress.model.source import Source
from scorepress.pipeline.formatting import format_files

FOLDER = Path(__file__).parent.parent / "rules" / "summative-alternate-elpac"
VOCABULARY = Source("x/vocabulary.rules", (FOLDER / "vocabulary.rules").read_text(encoding="utf-8"))
OVERALL = (FOLDER / "overall.rules").read_text(encoding="utf-8")
SCALE = OVERALL[: OVERALL.index("\nmessage ")]
MESSAGES = OVERALL[OVERALL.index("\nmessage ") : OVERALL.index("\nquestion ")]


def large(lines: int) -> str:
    """The messages of a report again and again, each time under other names."""
    count = lines // MESSAGES.count("\n")
    return SCALE + "".join(MESSAGES.replace("\nmessage ", f"\nmessage no {i} ") for i in range(count))


def main() -> None:
    """Print the seconds for each length."""
    for lines in (10, 2_500, 5_000, 10_000, 20_000):
        source = Source("x/large.rules", large(lines))
        begin = time.perf_counter(), time.process_time()
        (one,) = format_files([VOCABULARY, source], {source.path})
        assert one.text, one.diagnostics
        wall, processor = time.perf_counter() - begin[0], time.process_time() - begin[1]
        print(f"{source.text.count(chr(10)):6} lines  {wall:5.2f} s  ({processor:.2f} s of the processor)")


if __name__ == "__main__":
    main()
