"""What the JSON decoder of the standard library says, in words for people who write data files and schemas."""

from json import JSONDecodeError

_WORDS = (
    ("Expecting value", "a value is missing, or has no quotation marks"),
    ("Expecting ','", "a comma is missing"),
    ("Expecting ':'", "a colon is missing"),
    ("Expecting property name", "a key in double quotation marks is missing"),
    ("Illegal trailing comma", "a comma is too many"),
    ("Unterminated string", "a quotation mark is not closed"),
    ("Invalid control character", "a line break or a control character stands in a text"),
    ("Invalid \\", "a backslash stands in a text; write it twice"),
    ("Extra data", "text follows after the end"),
)


def json_fault(error: JSONDecodeError) -> str:
    """What is wrong at the error's position."""
    said = next((words for begin, words in _WORDS if error.msg.startswith(begin)), error.msg)
    return said[0].lower() + said[1:]
