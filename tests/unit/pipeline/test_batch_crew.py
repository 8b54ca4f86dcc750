"""Workers that end by themselves."""

import os
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


def to_the_end(crew):
    while crew.busy:
        assert all(answer == len(LARGE) for _, answer in crew.finished())
