"""Source + LayoutTree -> the tree as it is written: each value with its quotation marks, comments and empty lines.

Between the scalars of a YAML text stand only signs, white space and comments, so the places in the tree are enough to
find every comment.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

from scorepress.model.diagnostic import Code, Reporter
from scorepress.model.source import Source, Span
from scorepress.model.syntax import LayoutTree, MappingNode, Node, ScalarNode, SequenceNode
from scorepress.noun import Noun, replace

LONGEST_KEY = 1_000
"""Characters of a key; YAML reads about so many on one line."""
_WHITE = " \t\r\n\x85\u2028\u2029"
_LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # what YAML counts as one
_COMMENT = re.compile("(?m:^)%[^\r\n]*|#[^\r\n\x85\u2028\u2029]*")  # or a directive, which is dropped


class Leaf(Noun, frozen=True):
    """A scalar. written: its text in the file if that is plain and on one line, else None."""

    value: str | int | float | bool | None
    written: str | None


class Branch(Noun, frozen=True):
    """A mapping or a list. flow: written with brackets. below: comments behind its last item."""

    keyed: bool
    flow: bool
    items: tuple["Item", ...]
    below: tuple[str, ...] = ()


class Item(Noun, frozen=True):
    """An entry of a mapping or an item of a list; above: comments and empty lines before it, as in `Piece`."""

    key: Leaf | None
    value: Leaf | Branch
    above: tuple[str, ...] = ()
    comment: str = ""


class _Comment(Noun, frozen=True):
    """A comment; alone: nothing else stands on its line. column counts from 1."""

    at: int
    line: int
    column: int
    text: str
    alone: bool


def annotate(source: Source, tree: LayoutTree, reporter: Reporter) -> Branch | None:
    """The tree with its comments; None when something in it cannot be written again, which is reported."""
    before = len(reporter.found)
    notes = _Notes(source, tree, reporter)
    root = notes.branch(tree.root, len(source.text), flow=False, least=0)
    root = replace(root, below=(*root.below, *notes.below(len(source.text), 0)))
    return root if len(reporter.found) == before else None


class _Notes:
    """Goes through the tree in the order of the text, and takes the comments as it passes them."""

    def __init__(self, source: Source, tree: LayoutTree, reporter: Reporter) -> None:
        self.text = source.text
        self.reporter = reporter
        self.starts = [0, *(match.end() for match in _LINE_END.finditer(self.text))]
        self.comments = list(self.find(tree.root))
        self.next = 0
        self.last = 0  # the line on which what was passed last ends; 0: nothing was passed

    # --- places

    def begin(self, span: Span) -> int:
        return self.at(span.line, span.column)

    def end(self, span: Span) -> int:
        return self.at(span.end_line, span.end_column)

    def at(self, line: int, column: int) -> int:
        return self.starts[line - 1] + column - 1 if line <= len(self.starts) else len(self.text)

    def line(self, at: int) -> int:
        return bisect_right(self.starts, at)

    def find(self, root: Node) -> Iterator[_Comment]:
        at = 0
        for span in (*_scalars(root), Span("", len(self.starts) + 1)):
            until = self.begin(span)
            for match in _COMMENT.finditer(self.text, at, until):
                if match.group().startswith("#"):
                    line = self.line(match.start())
                    before = self.text[self.starts[line - 1] : match.start()]
                    text = match.group().rstrip()
                    yield _Comment(match.start(), line, len(before) + 1, text, not before.strip())
            at = max(at, self.end(span)) if span.end_line else until

    # --- comments

    def ahead(self, until: int) -> _Comment | None:
        """The next comment that was not taken, if it stands before a place."""
        found = self.comments[self.next] if self.next < len(self.comments) else None
        return found if found and found.at < until else None

    def above(self, until: int) -> tuple[str, ...]:
        """Take all comments before a place, with the empty lines around them."""
        found = []
        while comment := self.ahead(until):
            found += [*self.empty(comment.line), comment.text]
            self.last = comment.line
            self.next += 1
        return (*found, *self.empty(self.line(until)))

    def empty(self, line: int) -> list[str]:
        return [""] if self.last and line > self.last + 1 else []

    def behind(self, until: int) -> str:
        """Take the comment on the line of what was passed last."""
        comment = self.ahead(until)
        if comment is None or comment.alone or comment.line != self.last:
            return ""
        self.next += 1
        return comment.text

    def below(self, until: int, least: int) -> tuple[str, ...]:
        """Take the comments behind the last item of a block that are indented enough to belong to it."""
        found: list[str] = []
        while (comment := self.ahead(until)) and comment.column >= least:
            found += [*self.empty(comment.line), comment.text]
            self.last = comment.line
            self.next += 1
        return tuple(found)

    # --- nodes

    def branch(self, node: Node, limit: int, *, flow: bool, least: int) -> Branch:
        """A mapping or a list. limit: where what follows begins; least: the column of comments that belong to it."""
        self.refuse(node)
        flow = flow or self.text[self.begin(node.span)] in "[{"
        pairs: list[tuple[ScalarNode | None, Node]] = []
        if isinstance(node, MappingNode):
            pairs += node.entries
        elif isinstance(node, SequenceNode):
            pairs += [(None, item) for item in node.items]
        if flow:
            limit = self.end(node.span)
        begins = [*(self.begin((key or value).span) for key, value in pairs[1:]), limit]
        ends = zip(pairs, begins, strict=False)
        items = tuple(self.item(key, value, end, node, flow=flow) for (key, value), end in ends)
        below = self.below(limit, 0 if flow else least)
        if flow:
            self.last = self.line(limit - 1)
        return Branch(isinstance(node, MappingNode), flow, items, below)

    def item(self, key: ScalarNode | None, value: Node, limit: int, parent: Node, *, flow: bool) -> Item:
        above = self.above(self.begin((key or value).span))
        block = not flow and not isinstance(value, ScalarNode) and self.text[self.begin(value.span)] not in "[{"
        comment, leaf = "", None
        if key is not None:
            leaf = self.leaf(key)
            self.last = self.line(self.end(key.span))
            comment = self.behind(self.begin(value.span))
            if not block:
                above += tuple(text for text in self.above(self.begin(value.span)) if text)
        found: Leaf | Branch
        if isinstance(value, ScalarNode):
            found, header = self.leaf(value), self.header(value)
        else:
            least = value.span.column + (value.span.column == parent.span.column)
            found, header = self.branch(value, limit, flow=flow, least=least), ""
            if not found.items:
                above, found = (*above, *filter(None, found.below)), replace(found, below=())
        behind = self.behind(limit)
        *others, comment = [one for one in (comment, header, behind) if one] or [""]
        return Item(leaf, found, (*above, *others), comment)

    def leaf(self, node: ScalarNode) -> Leaf:
        """A scalar as it is written."""
        self.refuse(node)
        text = self.text[self.begin(node.span) : self.end(node.span)].rstrip(_WHITE)
        self.last = self.line(self.begin(node.span) + max(len(text) - 1, 0))
        plain = not text.startswith(("'", '"', "|", ">")) and not _LINE_END.search(text)
        return Leaf(node.value, text if plain else None)

    def header(self, node: ScalarNode) -> str:
        """The comment behind `>-`."""
        text = self.text[self.begin(node.span) : self.end(node.span)]
        first = _LINE_END.split(text, maxsplit=1)[0]
        return "#" + first.partition("#")[2].rstrip() if text.startswith(("|", ">")) and "#" in first else ""

    def refuse(self, node: Node) -> None:
        """A key that is too long for a line, and the tag that means nothing."""
        at = self.begin(node.span)
        if self.text[at : at + 1] == "!":
            self.reporter.error(Code.YAML_SYNTAX, "tags (`!`) are not used here", node.span, "delete it")
        if isinstance(node, MappingNode):
            for key, _ in node.entries:
                if len(str(key.value)) > LONGEST_KEY:
                    message = f"a key of {len(str(key.value)):,} characters, at most {LONGEST_KEY:,} can be written"
                    self.reporter.error(Code.TOO_LARGE, message, key.span, "shorten it")


def _scalars(node: Node) -> Iterator[Span]:
    """The places of all keys and values, in the order of the text."""
    if isinstance(node, ScalarNode):
        yield node.span
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from _scalars(item)
    else:
        for key, value in node.entries:
            yield key.span
            yield from _scalars(value)
