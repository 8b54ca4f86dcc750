"""The door to Lark: the grammar, as a parser that asks a reader for one token after another.

The reader is told which terminals the parser accepts, so that the grammar decides what a row of words means.

`rules.lark.json` is the parser's table, made of `rules.lark` by `make grammar`, because to make it takes ten times as
long as to read it. It says what it was made of; where that is no longer so, the table is made anew and nothing is lost
but the time.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import lark
from lark import Lark
from lark.exceptions import UnexpectedToken
from lark.grammar import Rule
from lark.lexer import Lexer, TerminalDef

from scorepress.model.diagnostic import Reporter
from scorepress.parse.rules_expected import unexpected
from scorepress.parse.rules_reader import MistakeError, Reader, Token, UnexpectedError
from scorepress.parse.rules_tokens import Lexeme
from scorepress.parse.rules_tree import Builder, Node
from scorepress.parse.rules_uses import Uses
from scorepress.parse.rules_values import WrongError
from scorepress.parse.rules_vocabulary import Phrases, Vocabulary
from scorepress.resources import read_grammar

TABLE = "rules.lark.json"
_OURS = ("lexer", "transformer", "lexer_callbacks", "import_paths", "source_path", "_plugins")
"""Options that a table does not keep: they are objects of this process, or places on this machine."""


class _NoLexer(Lexer):
    """Tokens are fed to the parser by hand."""

    def __init__(self, _conf: object) -> None:
        pass

    def lex(self, *_: object) -> Iterator[Any]:
        return iter(())


def _built(text: str) -> Lark:
    """The parser of a grammar."""
    return Lark(text, parser="lalr", lexer=_NoLexer, strict=True, start="statement", transformer=Builder())


def _restored(kept: Any) -> Lark:
    """The parser of a table, as Lark's own generator of parsers restores it."""
    data, table = kept["data"], kept["data"]["parser"]["parser"]
    data["options"]["lexer"] = data["parser"]["lexer_conf"]["lexer_type"] = _NoLexer
    table["tokens"] = _by_number(table["tokens"])
    table["states"] = {state: _by_number(actions) for state, actions in _by_number(table["states"]).items()}
    load: Any = Lark._load_from_dict  # noqa: SLF001 - which says nothing of its types
    restored: Lark = load(data, _by_number(kept["memo"]), transformer=Builder())
    return restored


def _by_number(some: Mapping[str, Any]) -> dict[int, Any]:
    """Keys that are numbers, which JSON has as texts."""
    return {int(key): value for key, value in some.items()}


def _made_of(text: str) -> str:
    return hashlib.sha256(f"lark {lark.__version__}\n{text}".encode()).hexdigest()


def table_text() -> str:
    """What `rules.lark.json` must hold: the table of the grammar as it is now."""
    text = read_grammar("rules.lark")
    data, memo = _built(text).memo_serialize([TerminalDef, Rule])
    data["options"] = {name: value for name, value in data["options"].items() if name not in _OURS}
    del data["parser"]["lexer_conf"]["lexer_type"]
    return json.dumps({"made of": _made_of(text), "data": data, "memo": memo}, separators=(",", ":")) + "\n"


class Grammar:
    """The rule language. keywords: its words and signs; words: the same by terminal; starts: what begins statements."""

    def __init__(self) -> None:
        text = read_grammar("rules.lark")
        kept = json.loads(read_grammar(TABLE))
        self._lark = _restored(kept) if kept["made of"] == _made_of(text) else _built(text)
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
        uses: Uses | None = None,
    ) -> Node | None:
        """The node of one statement, or None when it cannot be read; that has been reported then.

        fed: takes the tokens that were read, for those who want them; uses: the names that were used.
        """
        reader = Reader(path, statement, self.keywords, vocabulary, reporter, Uses() if uses is None else uses)
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
