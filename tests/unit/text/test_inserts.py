"""Words that know their place refuse whatever a page may not depend on."""

import pytest

from scorepress.text.inserts import Insert, UnstencilledError


def insert(words: str) -> Insert:
    made = Insert(words)
    made.place, made.endings = 4, {}
    return made


def test_what_is_asked_of_the_end_is_remembered() -> None:
    words = insert("651*")
    assert words.endswith("*")
    assert not words.endswith("1")
    assert words.endings == {"*": True, "1": False}
    assert str(words) == "651*"


READS = {
    "a letter": lambda words: words[0],
    "the length": len,
    "whether there are words": bool,
    "a part": lambda words: "5" in words,
    "the parts": lambda words: words.split("*"),
    "the beginning": lambda words: words.startswith("6"),
    "several endings": lambda words: words.endswith(("1", "*")),
    "the letters": list,
    "what stands before others": lambda words: words < "7",
    "other words": lambda words: words + " points",
    "no white": lambda words: words.strip(),
    "bytes": lambda words: words.encode(),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_other_questions_are_refused(read) -> None:
    with pytest.raises(UnstencilledError):
        read(insert("651*"))
