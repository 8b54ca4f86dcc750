"""Where the proof says that it fits, it fits: for any text of any place, and for any record that the schema allows."""

from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import SampleReports

from scorepress.check.record_text import clean_line
from scorepress.compose.fit import LongPen
from scorepress.compose.pen import CLOSE, ReportPen
from scorepress.model.color import Color
from scorepress.model.diagnostic import Code, Reporter, ScorepressError
from scorepress.model.record import Origin, Record
from scorepress.model.report import Phrase
from scorepress.model.style import Style
from scorepress.model.template import CalloutLook, Overflow, Theme
from scorepress.pipeline.fit import fit_report
from scorepress.text.either import FILLER, Either
from scorepress.text.fonts import bundled_fonts

BLACK = Color(0, 0, 0)
LADDER = ((36.0, 36.0), (21.0, 24.0), (13.0, 18.0), (11.0, 15.0), (9.0, 12.0))
NAMES = {f"{size:g}": Style(f"{size:g}", size, leading, 400) for size, leading in LADDER}
THEME = Theme(612, 792, BLACK, {}, NAMES, LADDER, CalloutLook(BLACK, NAMES["9"], BLACK))
LANGUAGES = {"en": "Noto Sans", "zh-Hant": "Noto Sans TC"}
LETTERS = "iilWWM‱ÂǄ-–/ '’. "
HAN = "學，。（」一"


def values(most, lang):
    """Texts that a record may hold: cleaned, not longer than the schema allows."""
    alphabet = LETTERS + (HAN if lang.startswith("zh") else "")
    texts = st.lists(st.sampled_from(alphabet), min_size=1, max_size=most).map("".join)
    runs = st.lists(st.tuples(st.sampled_from(alphabet), st.integers(1, most)), min_size=1, max_size=6)
    made = st.one_of(texts, runs.map(lambda rs: "".join(letter * count for letter, count in rs)[:most]))
    return made.map(clean_line).filter(bool)


@st.composite
def places(draw):
    """A place, a sentence with a slot, and a value for the slot."""
    lang = draw(st.sampled_from(list(LANGUAGES)))
    most = draw(st.integers(1, 40))
    before = draw(st.sampled_from(["", "The score of ", "學生", "a-", "„", "Page—"]))
    after = draw(st.sampled_from(["", "’s score", " has English skills to learn.", "的成績。", "-x", ", CA"]))
    policy = Overflow(
        draw(st.sampled_from([None, 9.0, 11.0])), draw(st.booleans()), draw(st.sampled_from([None, 9.0, 6.0, 5.0]))
    )
    return (
        lang,
        (before, FILLER * most, after),
        draw(values(most, lang)),
        NAMES[draw(st.sampled_from(["13", "11", "21"]))],
        float(draw(st.integers(60, 500))),
        draw(st.sampled_from([None, 1, 2, 4])),
        policy,
        draw(st.sampled_from([(0, None), (2, None), (4, None), (4, 8.0), (4, 5.0)])),
    )


@settings(max_examples=150)
@given(places())
def test_no_value_takes_more_than_the_pen_says(place):
    lang, (before, hole, after), value, style, width, lines, policy, step = place
    long, reporter = LongPen(THEME, LANGUAGES[lang], lang), Reporter()
    pen = ReportPen(THEME, bundled_fonts(), LANGUAGES[lang], lang, reporter)
    for one in (long, pen):
        one.tight, one.squeezed = step
    phrases = (Phrase(f"{before}{hole}{after}", lang), Phrase("x", lang))
    bound = long.fit(Either(phrases), style, width, lines=lines, overflow=policy)
    real = pen.fit(f"{before}{value}{after}", style, width, lines=lines, overflow=policy, balance=True)
    if all(note.left is None or note.left >= -CLOSE for note, _ in long.notes):
        assert not reporter.found
        leading, most = real.style.leading, bound.style.leading
        assert len(real.lines) * leading <= len(bound.lines) * most + CLOSE
        assert (len(real.lines) - 1) * leading <= (len(bound.lines) - 1) * most + CLOSE
        if len(real.lines) == 1:
            assert pen.width(real.lines[0], real.style) <= long.width(bound.lines[0], bound.style) + CLOSE


@settings(max_examples=100)
@given(places())
def test_what_is_left_may_be_added(place):
    lang, (before, hole, after), _, style, width, lines, policy, step = place

    def left(text):
        long = LongPen(THEME, LANGUAGES[lang], lang)
        long.tight, long.squeezed = step
        long.fit(Either((Phrase(text, lang),)), style, width, lines=lines, overflow=policy)
        ((note, _),) = long.notes
        return note.left, long.width("i", style)

    spare, letter = left(f"{before}{hole}{after}")
    if spare is not None and spare > 0:
        longer, _ = left(f"{before}{hole}{after}{int(spare / letter) * 'i'}")
        assert longer is None or longer >= -CLOSE


@pytest.fixture(scope="module")
def samples():
    return SampleReports()


@pytest.mark.parametrize("report", SampleReports.reports)
def test_the_proof_is_clean(samples, report):
    assert fit_report(samples.press(report).template).fits


LONGEST = {
    "student.first_name": 30,
    "student.middle_name": 30,
    "student.last_name": 50,
    "student.address.line_1": 60,
    "student.address.line_2": 60,
    "student.address.city": 60,
    "student.address.state": 6,
    "school.name": 100,
    "lea.name": 100,
}


def test_the_longest_values_are_the_schemas(samples):
    fields = samples.press(SampleReports.reports[0]).template.schema.fields
    assert {f.path: f.max_length for f in fields if f.path in LONGEST} == LONGEST


@settings(max_examples=25)
@given(st.data())
def test_no_record_that_the_schema_allows_is_too_long(samples, data):
    report, lang = (
        data.draw(st.sampled_from(SampleReports.reports)),
        data.draw(st.sampled_from(SampleReports.languages)),
    )
    press = samples.press(report)
    student = data.draw(st.sampled_from(samples.students(report)))
    long = st.sampled_from(["W", "‱", "Ww ", "W-", "W WWWWWWWWWWWWWWWWWWW ", "學" if lang == "zh-Hant" else "M"])
    texts = {
        path: clean_line((data.draw(long, path) * most)[:most])
        if data.draw(st.booleans())
        else data.draw(values(most, lang))
        for path, most in LONGEST.items()
    }
    record = Record(MappingProxyType({**student.values, **texts, "student.address.zip": "90210-1234"}), Origin("", 1))
    assert not [d.message for d in problems(press, record, lang) if d.code is Code.OVERFLOW]


def problems(press, record, lang):
    """What is reported when a record is printed; a letter that the typeface does not have is not asked about here."""
    try:
        press.pages(press.report(record, lang))
    except ScorepressError as error:
        return error.diagnostics
    return ()
