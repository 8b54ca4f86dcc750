"""The quick way from rows to records is the long way: the same records, skips and refusals, word for word."""

import io
import sqlite3
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property.test_records import CHECKER, PLAN, SCHEMA, STUDENTS, TOMS

from scorepress.check.history import History
from scorepress.check.record import check_rows, compile_checker
from scorepress.check.seen import Seen
from scorepress.model.record import Record
from scorepress.noun import replace
from scorepress.parse.record import read_rows
from scorepress.pipeline import records
from scorepress.pipeline.records import read_records
from scorepress.sample.mapped import write_mapped
from scorepress.sample.writers import write_csv

CELLS = (
    "", " ", "0", "23", "21", "NS", "NT", "Y", "N", "P", "KN", "5", "13", "1999", "650", "2026-02-30", "4/13/2026",
    "2026-04-13", "Ana\u200b", "  Ana  María ", "x" * 300, '"a^b"', '"open', "0000000001", "spa", "99999",
)  # fmt: skip
ROWS = [line.rstrip("\r\n") for line in write_mapped(STUDENTS[:40], TOMS, others=True)]
OWN = [line.rstrip("\n") for line in write_csv(STUDENTS[:25], SCHEMA)]


def both(data, *, known=None):
    """What either way makes of a file."""
    found = []
    for read in (read_records, lambda rows, checker: check_rows(rows.items, checker)):
        checker = CHECKER
        if known is not None:
            assert PLAN.history is not None
            database = sqlite3.connect(":memory:")
            history, seen = History(SCHEMA, PLAN.history, database), Seen(PLAN.history, database)
            earlier = read_rows(io.BytesIO(known), "earlier", SCHEMA, (TOMS,))
            history.add(read(earlier, compile_checker(SCHEMA, PLAN)))
            checker = compile_checker(SCHEMA, PLAN, history, seen)
        rows = list(read(read_rows(io.BytesIO(data), "in", SCHEMA, (TOMS,)), checker))
        # whose a row is that becomes no record, the quick way finds out as well
        told = [(row, list(row.values)) if isinstance(row, Record) else replace(row, known={}) for row in rows]
        found.append(told)
        if known is not None:
            database.close()
    return found


@pytest.fixture(autouse=True)
def forgetful(monkeypatch):
    """Little is kept, and groups are soon given up, so that every way is gone."""
    monkeypatch.setattr(records, "KEPT", 5)
    monkeypatch.setattr(records, "TRIED", 12)


def spoilt(rows, changes, delimiter):
    """Rows with some cells replaced."""
    lines = [row.split(delimiter) for row in rows]
    for row, column, text in changes:
        line = lines[1 + row % (len(lines) - 1)]
        line[column % len(line)] = text
    return "\n".join(delimiter.join(line) for line in lines).encode("utf-8", "surrogatepass")


CHANGES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 400), st.sampled_from(CELLS)), max_size=60)


@given(CHANGES)
@settings(max_examples=25)
def test_both_ways_agree_on_the_states_file(changes):
    quick, long = both(spoilt(ROWS, changes, "^"))
    assert quick == long
    assert len(quick) >= len(ROWS) // 2


def test_columns_that_tell_something_are_all_spoilt_once():
    """Chance would seldom meet the few columns that are read."""
    header = ROWS[0].lstrip("\ufeff").split("^")
    told = [at for at in range(len(header)) if any(row.split("^")[at] for row in ROWS[1:])]
    chance = Random(5)
    for text in CELLS:
        changes = [(chance.randrange(60), at, text) for at in told]
        quick, long = both(spoilt(ROWS, changes, "^"))
        assert quick == long


@given(CHANGES)
@settings(max_examples=15)
def test_both_ways_agree_on_the_projects_own_file(changes):
    quick, long = both(spoilt(OWN, changes, ","))
    assert quick == long


def test_both_ways_fill_in_history_and_refuse_doubles():
    rows = [*ROWS, *ROWS[5:9]]
    quick, long = both("\n".join(rows).encode(), known="\n".join(ROWS[:20]).encode())
    assert quick == long
    assert len([row for row in quick if not isinstance(row, tuple)]) >= 4
