"""The door to Lark: the grammar, as a parser that asks a reader for one token after another.

The reader is told which terminals the parser accepts, so that the grammar decides what a row of words means.
"""

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import Any

from lark import Lark
from lark.exceptions import UnexpectedToken
from lark.lexer import Lexer

from scorepress.model.diagnostic import Reporter
from scorepress.parse.rules_expected import unexpected
from scorepress.parse.rules_reader import MistakeError, Reader, Token, UnexpectedError
from scorepress.parse.rules_tokens import Lexeme
from scorepress.parse.rules_tree import Builder, Node
from scorepress.parse.rules_values import WrongError
from scorepress.parse.rules_vocabulary import Phrases, Vocabulary


class _NoLexer(Lexer):
    """Tokens are fed to the parser by hand."""

    def __init__(self, _conf: object) -> None:
        pass

    def lex(self, *_: object) -> Iterator[Any]:
        return iter(())


class Grammar:
    """The rule language. keywords: its words and signs; words: the same by terminal; starts: what begins statements."""

    def __init__(self) -> None:
        self._lark = Lark.open_from_package(
            __package__,
            "rules.lark",
            parser="lalr",
            lexer=_NoLexer,
            strict=True,
            start="statement",
            transformer=Builder(),
        )
        self.words = {terminal.name: str(terminal.pattern.value) for terminal in self._lark.terminals}
        begin = self._lark.parse_interactive().accepts()  # type: ignore[no-untyped-call]
        self.starts = tuple(self.words[terminal].split()[0] for terminal in sorted(begin))
        self.keywords = Phrases((words, terminal) for terminal, words in self.words.items())

    def parse(
        self,
        path: str,
        statement: Sequence[Lexeme],
        vocabulary: Vocabulary,
        reporter: Reporter,
        fed: list[Token] | None = None,
    ) -> Node | None:
        """The node of one statement, or None when it cannot be read; that has been reported then.

        fed: takes the tokens that were read, for those who want them.
        """
        reader = Reader(path, statement, self.keywords, vocabulary, reporter)
        run: Any = self._lark.parse_interactive()
        fed = [] if fed is None else fed
        try:
            while (token := reader.next(run.choices())) is not None:
                run.feed_token(token)
                fed.append(token)
            node: Node = run.feed_eof()
            return node
        except MistakeError:
            return None
        except WrongError as error:
            reporter.add(error.diagnostic)
            return None
        except (UnexpectedError, UnexpectedToken) as stopped:
            wrong = self._wrong(stopped)
            reporter.add(unexpected(path, statement, wrong, lambda: self._accepted(fed), self.words, self.starts))
            return None

    @staticmethod
    def _wrong(error: UnexpectedError | UnexpectedToken) -> Lexeme | None:
        if isinstance(error, UnexpectedError):
            return error.lexeme
        return error.token.lexeme if isinstance(error.token, Token) else None

    def _accepted(self, fed: Sequence[Token]) -> Collection[str]:
        """Exactly what may follow some tokens: the parser's own table also knows what may follow elsewhere."""
        again: Any = self._lark.parse_interactive()
        for token in fed:
            again.feed_token(token)
        accepted: Collection[str] = again.accepts()
        return accepted


@cache
def grammar() -> Grammar:
    """The grammar, made once."""
    return Grammar()
