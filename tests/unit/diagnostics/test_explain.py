"""Every code is explained, and nothing else is."""

import re

import pytest

from scorepress.diagnostics.explain import explain, sections
from scorepress.model.diagnostic import Code, ScorepressError


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


@pytest.mark.parametrize(
    ("word", "hint"),
    [("overflw", "did you mean `overflow`?"), ("zzz", "`scorepress explain` without a code lists them all")],
)
def test_unknown_code_is_a_diagnostic(word, hint):
    with pytest.raises(ScorepressError) as caught:
        explain(word)
    (problem,) = caught.value.diagnostics
    assert problem.code is Code.UNKNOWN_NAME
    assert problem.message == f"no diagnostic named `{word}`"
    assert problem.hints == (hint,)
