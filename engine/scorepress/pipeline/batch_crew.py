"""Workers of a batch: any `concurrent.futures.Executor`, with a bounded number of pieces of work under way."""

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from multiprocessing.connection import wait as wait_for_end
from typing import Any, Self

from scorepress.bag import let_go
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.noun import Noun, field

MOST_TRIES = 3
_STUCK = 2.0
"""Seconds after which an executor that is broken should have said so, or should have ended."""


class Here(Executor):
    """Does the work at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Do it."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - it is raised where the result is asked for
            future.set_exception(error)
        return future


def processes(jobs: int) -> Executor:
    """Workers on this machine. They end when this process does, however it ends.

    Where it can be done safely, they are forked from this process, and so have the compiled report already, in memory
    that they share; elsewhere from a server process that has loaded the program.
    """
    if jobs == 1:
        return Here()
    if sys.platform == "linux" and threading.active_count() == 1:
        gc.collect()
        gc.freeze()  # the collector leaves alone what is here, and so the pages stay shared
        return ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork"), initializer=_begin)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["scorepress.pipeline.batch_work"])
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin)


def _begin() -> None:
    """In a new worker: an interruption is the parent's to handle, and its end is ours."""
    let_go()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # with it an executor that is broken ends its workers
    threading.Thread(target=_watch, daemon=True).start()


def _watch() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for_end([parent.sentinel])
        os._exit(1)


class _Piece(Noun):
    """A piece of work: what to call, and how often it was tried."""

    tag: Any
    call: Callable[..., Any]
    arguments: tuple[Any, ...]
    tries: int = 1


class Crew(Noun):
    """Hands out pieces of work and gives back what is done, in whatever order. Use it in a `with` block.

    make: makes the executor, again if it breaks (a worker that was killed takes a process pool with it). most: pieces
    that may be under way.
    """

    make: Callable[[], Executor]
    most: int
    _executor: Executor | None = None
    _pieces: "dict[Future[Any], _Piece]" = field(default_factory=dict)

    def __enter__(self) -> Self:
        """Begin; workers start with the first piece."""
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """End; what was not begun is dropped."""
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._pieces)

    @property
    def full(self) -> bool:
        """Whether no more pieces should be handed out."""
        return len(self._pieces) >= self.most

    def submit(self, tag: object, call: Callable[..., Any], *arguments: object) -> None:
        """Hand out a piece of work; its answer comes back with the tag."""
        self._submit(_Piece(tag, call, arguments))

    def _submit(self, piece: _Piece) -> None:
        if self._executor is None:
            self._executor = self.make()
        try:
            future = self._executor.submit(piece.call, *piece.arguments)
        except BrokenExecutor:
            future = Future()
            future.set_exception(BrokenExecutor())
        self._pieces[future] = piece

    def finished(self) -> Iterator[tuple[Any, Any]]:
        """Tags and answers of what is finished; waits for one if nothing is. Raises what the work raised."""
        while not (done := wait(self._pieces, _STUCK, FIRST_COMPLETED).done):
            _free(self._executor)
        broken: list[_Piece] = []
        for future in done:
            piece = self._pieces.pop(future)
            error = future.exception()
            if isinstance(error, BrokenExecutor):
                broken.append(piece)
            elif error is not None:
                raise error
            else:
                yield piece.tag, future.result()
        if broken:
            self._again(broken)

    def _again(self, broken: list[_Piece]) -> None:
        """A worker is gone, and its executor with it: begin anew with everything that was under way."""
        if self._executor is not None:
            _end(self._executor)
        self._executor = None
        broken += (piece for future, piece in self._pieces.items() if not _whole(future))
        self._pieces = {future: piece for future, piece in self._pieces.items() if _whole(future)}
        if any(piece.tries >= MOST_TRIES for piece in broken):
            message = f"a worker process ended by itself {MOST_TRIES} times at the same records"
            hint = "take a lower `--jobs` if memory is short, then go on with `--resume`"
            raise ScorepressError([Diagnostic(Code.BATCH, Severity.ERROR, message, None, (), (hint,))])
        for piece in broken:
            piece.tries += 1
            self._submit(piece)


def _free(executor: Executor | None) -> None:
    """Let an executor of processes see that it is broken.

    It does not while it reads the answer of a worker that was killed in the middle of writing it: the rest never comes.
    """
    workers = list((getattr(executor, "_processes", None) or {}).values())
    answers: Any = getattr(executor, "_result_queue", None)
    if answers is not None and any(worker.exitcode is not None for worker in workers):
        for worker in workers:
            worker.kill()
        answers._writer.close()  # noqa: SLF001 - with those of the workers the last one: the answer ends here


def _end(executor: Executor) -> None:
    """End an executor that is broken."""
    manager: threading.Thread | None = getattr(executor, "_executor_manager_thread", None)
    calls: Any = getattr(executor, "_call_queue", None)
    if manager is not None and calls is not None:  # processes
        manager.join(_STUCK)
        if manager.is_alive():
            # Before Python 3.11.5 it waits for ever if something is being written to a worker that is gone
            # (github.com/python/cpython/issues/94777). What newer ones do: nobody will read it.
            calls._reader.close()  # noqa: SLF001
    executor.shutdown(wait=True, cancel_futures=True)


def _whole(future: "Future[Any]") -> bool:
    """Whether a future has an answer of its own."""
    return future.done() and not future.cancelled() and not isinstance(future.exception(), BrokenExecutor)
