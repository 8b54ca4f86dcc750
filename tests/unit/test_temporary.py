"""Folders of scratch databases: what killed runs left is removed, and nothing else."""

import os
import sqlite3
import tempfile
from pathlib import Path

import pytest

from scorepress.temporary import scratch_folder
from scorepress.workspace import scratch

LONG_AGO = (1_000_000_000, 1_000_000_000)


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def left(folder, *names):
    """A folder with some files, made long ago."""
    folder.mkdir()
    for name in names:
        (folder / name).write_text("x")
    os.utime(folder, LONG_AGO)
    return folder


def test_what_a_killed_run_left_is_removed(temporary):
    old, empty = left(temporary / "scorepress-a1b2", "scratch.db"), left(temporary / "scorepress-c3d4")
    with scratch_folder():
        assert not old.exists()
        assert not empty.exists()


def test_what_is_not_ours_stays(temporary):
    kept = [left(temporary / "scorepress-reports", "scratch.db", "thesis.pdf"), left(temporary / "other", "scratch.db")]
    young = temporary / "scorepress-young"
    young.mkdir()
    with scratch_folder() as held:
        os.utime(held.name, LONG_AGO)
        with scratch_folder():
            assert Path(held.name).is_dir()
    assert all(folder.is_dir() for folder in (*kept, young))


def test_a_database_without_a_name_holds_what_it_is_given(temporary):
    with scratch() as database:
        assert list(temporary.iterdir()) == []
        database.execute("CREATE TABLE t (a)")
        database.executemany("INSERT INTO t VALUES (?)", ((os.urandom(1000),) for _ in range(5000)))
        database.execute("CREATE INDEX i ON t (a)")
        assert database.execute("SELECT count(*), sum(length(a)) FROM t").fetchone() == (5000, 5_000_000)


def test_a_shared_database_is_found_by_its_path(temporary):
    with scratch(shared=True) as database:
        database.execute("CREATE TABLE t (a)")
        database.commit()
        (folder,) = temporary.iterdir()
        other = sqlite3.connect(f"file:{folder}/scratch.db?mode=ro", uri=True)
        assert other.execute("SELECT count(*) FROM t").fetchone() == (0,)
        other.close()
    assert list(temporary.iterdir()) == []
