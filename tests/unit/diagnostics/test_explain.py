"""Every code is explained, and nothing else is."""

import re

import pytest

from scorepress.diagnostics.explain import explain, sections
from scorepress.model.diagnostic import Code


def test_every_code_has_its_section_and_every_section_its_code():
    assert set(sections()) == {code.value for code in Code}


@pytest.mark.parametrize("code", Code, ids=lambda code: code.value)
def test_section_says_what_it_means_shows_an_example_and_the_mend(code):
    title, meaning, *rest = explain(code).split("\n\n")
    assert title == f"## {code.value}"
    assert meaning.rstrip().endswith((".", ":"))
    assert re.search(rf"^    (error|warning|note)\[{code.value}\]: [^A-Z].*[^.]$", "\n\n".join(rest), re.MULTILINE)
    assert any(part.startswith("**Mend:** ") for part in rest)


def test_a_word_will_do():
    assert explain("overflow") == explain(Code.OVERFLOW)


def test_unknown_code():
    with pytest.raises(KeyError, match="overflw"):
        explain("overflw")
