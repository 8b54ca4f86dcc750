"""What can be told of a row without a student: its condition, its school years, what it says."""

from scorepress.model.conditions import in_words
from scorepress.model.rules import Nothing, Outcome, Row, RuleBook, Show, Undecided
from scorepress.model.wording import Wording


def row_in_words(book: RuleBook, row: Row, binding: str | None = None) -> str:
    """A row's whole condition, for one binding: `badge this season is 1, until school year 2023-24`."""
    return in_words(book, row.when, binding) + years_in_words(row, ", ")


def outcome_in_words(outcome: Outcome, sentence: str = "{}") -> str:
    """What stands behind the colon of a row; sentence: how a sentence is written, with `{}` in its place."""
    match outcome:
        case Wording():
            return sentence.replace("{}", outcome.text)
        case Show():
            return f"show {outcome.thing}"
        case Nothing():
            return "nothing"
        case Undecided():
            return "?"


def years_in_words(row: Row, before: str = "") -> str:
    """The school years in which a row is in force, with something before them; empty if in all."""
    since = f"from school year {row.since}" if row.since else ""
    until = f"until school year {row.until}" if row.until else ""
    years = f"{since} {until}".strip()
    return f"{before}{years}" if years else ""
