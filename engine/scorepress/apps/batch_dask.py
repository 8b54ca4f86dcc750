"""Workers of a batch on other machines: a Dask scheduler as an executor. The one door to `distributed`.

The machines share the output folder and the project under the same paths, and have the same scorepress.
"""

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import Any

from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity

SECONDS_TO_CONNECT = 10


class Dask(Executor):
    """Hands work to a scheduler, which does a lost worker's share again by itself."""

    def __init__(self, address: str) -> None:
        """Connect. Raises ScorepressError (SETUP, BATCH) when the library, or the scheduler, is not there."""
        try:
            from distributed import Client
            from distributed.comm.addressing import resolve_address
        except ImportError:
            message = "the library `distributed` is missing"
            raise _error(Code.SETUP, message, "type: python -m pip install 'scorepress[dask]'") from None
        try:
            resolve: Any = resolve_address
            resolve(address)  # a client of no address would take its time to end
            make: Any = Client
            self._client = make(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
        except (OSError, ValueError) as error:
            message = f"no scheduler answers at `{address}`: {type(error).__name__}"
            raise _error(Code.BATCH, message, "start `dask scheduler`, and give the address that it prints") from None
        self._executor = self._client.get_executor(pure=False)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Hand out a piece of work. Its future has BrokenExecutor when the scheduler gave it up."""
        answer: Future[Any] = Future()
        self._executor.submit(fn, *args, **kwargs).add_done_callback(lambda done: _pass_on(done, answer))
        return answer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Drop what is under way, and leave the scheduler."""
        del wait, cancel_futures
        self._client.close()


def _pass_on(done: "Future[Any]", answer: "Future[Any]") -> None:
    if done.cancelled():
        answer.set_exception(BrokenExecutor("cancelled"))
        return
    error = done.exception()
    if error is None:
        answer.set_result(done.result())
    elif isinstance(error, ScorepressError):
        answer.set_exception(error)
    elif type(error).__name__ in ("KilledWorker", "FutureCancelledError", "CancelledError", "CommClosedError"):
        answer.set_exception(BrokenExecutor(str(error)))
    else:
        answer.set_exception(error)


def _error(code: Code, message: str, hint: str) -> ScorepressError:
    return ScorepressError([Diagnostic(code, Severity.ERROR, message, None, (), (hint,))])
