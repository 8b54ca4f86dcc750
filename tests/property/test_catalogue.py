"""Catalogues: no text makes the reader fail, what is written is read again, and writing twice changes nothing."""

import unicodedata

import polib
from hypothesis import given, settings
from hypothesis import strategies as st

from scorepress.model.diagnostic import Code, Reporter, Severity
from scorepress.model.source import Source, Span
from scorepress.model.wording import Sentence, sentence_of, split_wording
from scorepress.parse.catalogue import parse_catalogue, write_catalogue

PATH = "locales/es/spring.po"
TEMPLATE = (
    'msgid ""\nmsgstr ""\n"Language: es\\n"\n\n# left out: {x}\n#. keep: {x}\n#: a:1\n#, fuzzy\n#| msgid "On"\n'
    'msgctxt "a"\nmsgid "One {x}"\nmsgstr "Uno {x}"\n\n#~ msgctxt "a"\n#~ msgid "Two"\n#~ msgstr ""\n#~ "Dos"\n'
)
WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="{}\ue000\ue001"), max_size=90
)
MARKS = st.sampled_from(["", "{first name}", "{{", "}}", "\\", '"', "-", " "])
TEXT = st.lists(st.tuples(WORDS, MARKS).map("".join), max_size=5).map("".join).map(lambda text: " ".join(text.split()))


@st.composite
def sentences(draw) -> list[Sentence]:
    found = (
        sentence_of(context, split_wording(text), Span("rules/a-b.rules", line), draw(WORDS))
        for context, text, line in draw(
            st.lists(st.tuples(st.sampled_from("ab"), TEXT, st.integers(1, 99)), max_size=6)
        )
    )
    return [sentence for sentence in found if sentence]


@given(st.text() | st.tuples(st.integers(0, len(TEMPLATE)), st.integers(0, 9), st.text(max_size=4)))
def test_any_text_is_read_or_reported(damage):
    if isinstance(damage, str):
        text = damage
    else:
        at, length, put = damage
        text = TEMPLATE[:at] + put + TEMPLATE[at + length :]
    reporter = Reporter()
    catalogue = parse_catalogue(Source(PATH, text), "es", reporter)
    assert (catalogue is not None) or reporter.failed
    for problem in reporter.found:
        assert problem.code in {Code.CATALOGUE_SYNTAX, Code.PLACEHOLDER}
        assert problem.severity is Severity.ERROR
        assert problem.span
        assert 1 <= problem.span.line <= text.count("\n") + 1


@settings(max_examples=40)
@given(sentences(), sentences())
def test_writing_twice_changes_nothing(first, second):
    text = write_catalogue(first, None, "es")
    again = write_catalogue(second, Source(PATH, text), "es")
    assert write_catalogue(second, Source(PATH, again), "es") == again


@settings(max_examples=40)
@given(
    st.lists(TEXT.filter(bool), min_size=1, max_size=4, unique=True),
    st.lists(TEXT.filter(bool), min_size=4, max_size=4),
)
def test_every_translation_survives_writing_and_reading(english, spanish):
    found = [Sentence("a", text, Span("a.rules", 1)) for text in english]
    file = polib.pofile(write_catalogue(found, None, "es"), encoding="utf-8")
    for entry, text in zip(file, spanish, strict=False):
        entry.msgstr = text
    text = write_catalogue(found, Source(PATH, str(file)), "es")
    reporter = Reporter()
    catalogue = parse_catalogue(Source(PATH, text), "es", reporter)
    assert reporter.found == []
    assert catalogue
    expected = {("a", key): unicodedata.normalize("NFC", value) for key, value in zip(english, spanish, strict=False)}
    assert {key: t.wording.text for key, t in catalogue.entries.items()} == expected
