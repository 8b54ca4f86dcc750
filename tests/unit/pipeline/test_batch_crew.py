"""Workers that end by themselves."""

import os
import struct
import sys
from functools import partial

import pytest

from scorepress.model.diagnostic import ScorepressError
from scorepress.pipeline.batch_crew import Crew, processes

LARGE = bytes(1_000_000)
"""More than goes into a pipe at once."""


def test_a_worker_ends_while_work_is_written_to_it():
    """Python 3.11.4 and older wait for ever then: github.com/python/cpython/issues/94777."""
    with Crew(partial(processes, 2), 6) as crew:
        crew.submit("ends", os._exit, 1)
        for number in range(5):
            crew.submit(number, len, LARGE)
        with pytest.raises(ScorepressError, match="a worker process ended by itself 3 times at the same records"):
            to_the_end(crew)


def test_a_worker_ends_while_it_writes_its_answer(tmp_path):
    """Its executor would wait for the rest for ever; so the work is given to others."""
    with Crew(partial(processes, 2), 6) as crew:
        crew.submit("ends", half_an_answer, tmp_path / "begun")
        for number in range(5):
            crew.submit(number, len, LARGE)
        to_the_end(crew)
    assert (tmp_path / "begun").exists()


def half_an_answer(begun):
    """End in the middle of an answer, the first time; as an executor writes one: its length, and what is so long."""
    if begun.exists():
        return len(LARGE)
    begun.touch()
    frame = sys._getframe()
    while "result_queue" not in frame.f_locals:
        assert frame.f_back
        frame = frame.f_back
    answers = frame.f_locals["result_queue"]
    with answers._wlock:
        os.write(answers._writer.fileno(), struct.pack("!i", len(LARGE)) + LARGE[:1000])
        os._exit(1)


def to_the_end(crew):
    while crew.busy:
        assert all(answer == len(LARGE) for _, answer in crew.finished())
