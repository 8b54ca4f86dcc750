"""The options `--encrypt`, `--password-from` and `--secrets`, which `render` and `batch` share."""

import functools
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scorepress.noun import Noun
from scorepress.pipeline.project import Opened

if TYPE_CHECKING:
    from scorepress.apps.passwords import Passwords


class Protection(Noun, frozen=True):
    """What the operator asked for. field: where passwords come from, None: they are generated. file: where they go."""

    wanted: bool
    field: str | None = None
    file: Path | None = None

    def __bool__(self) -> bool:
        """Whether reports are protected."""
        return self.wanted

    def kept(self, out: Path) -> Path | None:
        """The file of passwords for the reports in `out`. Raises ScorepressError when it would lie among them."""
        if not self.wanted and self.file is None:
            return None
        from scorepress.apps.passwords import beside, refuse_inside

        file = self.file or (beside(out) if self.wanted and self.field is None else None)
        if file is not None:
            refuse_inside(file, out)
        return file

    @contextmanager
    def passwords(self, out: Path, opened: Opened, database: sqlite3.Connection) -> Iterator["Passwords | None"]:
        """The passwords of a run, None when nothing is protected. Raises ScorepressError."""
        if not self.wanted:
            yield None
            return
        from scorepress.apps.passwords import Passwords, Words

        words = Words(self.kept(out), database)
        try:
            yield Passwords(words, self.field, opened)
        finally:
            words.close()


def encrypt_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options; it gets them as one argument `protection`."""

    @click.option("--encrypt", is_flag=True, help="Protect each PDF with a password of its own (AES-256).")
    @click.option(
        "--password-from", metavar="FIELD",
        help="With --encrypt: the field whose value is the password; without it, passwords are generated.",
    )  # fmt: skip
    @click.option(
        "--secrets", metavar="FILE", type=click.Path(path_type=Path),
        help="With --encrypt: the file for the passwords; for generated ones DIR-secrets.jsonl beside the folder.",
    )  # fmt: skip
    @functools.wraps(command)
    def wrapped(*args: Any, encrypt: bool, password_from: str | None, secrets: Path | None, **options: Any) -> Any:
        if not encrypt and (password_from is not None or secrets is not None):
            name = "--password-from" if password_from is not None else "--secrets"
            raise click.BadParameter("it belongs to --encrypt", param_hint=name)
        return command(*args, protection=Protection(encrypt, password_from, secrets), **options)

    return wrapped
