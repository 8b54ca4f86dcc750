"""What the rules forget -> rows and examples that ask the office to decide."""

from collections.abc import Callable, Iterator
from itertools import count

from scorepress.fmt.additions import Addition, example_of, row_of
from scorepress.model.conditions import family_phrase
from scorepress.model.proof import Gap, Overlap
from scorepress.model.rules import Message, Undecided
from scorepress.noun import Noun
from scorepress.pipeline.counterexamples import Search

Text = Callable[[str], str | None]
"""Path -> the text of a file of the user's own project; None where the file is not the user's."""


class Proposal(Noun, frozen=True):
    """What is to be written for a message; an addition, or why there is none."""

    what: str
    about: str
    addition: Addition | None
    why_not: str = ""


def missing_rows(search: Search, text: Text) -> Iterator[Proposal]:
    """A row for each message that forgets somebody: its condition holds for the smallest student forgotten."""
    for finding in search.findings():
        if isinstance(finding, Gap):
            message = search.message(finding.message)
            own = text(message.span.path)
            if own is None:
                yield _foreign("row", message)
            elif any(isinstance(row.outcome, Undecided) for row in message.rows):
                yield Proposal("row", message.name, None, "it has a row that is not decided: decide that first")
            elif not finding.smallest.condition:
                yield Proposal("row", message.name, None, "no row of it answers anybody: write the rows")
            else:
                yield Proposal("row", message.name, row_of(message, finding.smallest.condition, own))


def missing_examples(search: Search, text: Text) -> Iterator[Proposal]:
    """An example for each message that forgets somebody or says two things of somebody."""
    book = search.book()
    known = {
        one.title: any(isinstance(e.outcome, Undecided) for e in one.expect) for one in (book.examples if book else ())
    }
    for finding in search.findings():
        if isinstance(finding, Gap | Overlap) and finding.smallest.words and book:
            message = search.message(finding.message)
            phrase = family_phrase(book, finding.message, finding.binding)
            titles = (f"to decide: {phrase}{f', {number}' if number > 1 else ''}" for number in count(1))
            title = next(one for one in titles if known.get(one, True))
            own = text(message.span.path)
            if own is None:
                yield _foreign("example", message)
            elif title in known:
                yield Proposal("example", phrase, None, f'there is "{title}" already: decide that first')
            else:
                known[title] = True
                yield Proposal("example", phrase, example_of(message, title, finding.smallest.words, phrase, own))


def _foreign(what: str, message: Message) -> Proposal:
    why = f"`{message.span.path}` is of the built-in reports: `scorepress new DIR` makes a project of your own"
    return Proposal(what, message.name, None, why)
