"""What is set is set right: composed letters, the marks of each language, lines that end where they may.

Of all pages of both reports in all languages. What a record brings (`77 Rue d'Azur`) is printed as it came.
"""

import re
import unicodedata
from itertools import pairwise, product

import polib
import pytest

from scorepress.model.scene import Group, Role, Text
from scorepress.text.breaking import NO_END, NO_START

LANGUAGES = ("en", "es", "vi", "zh-Hant", "fil")
HAN = "\u3400-\u9fff"
QUOTES = {
    # Language -> the quotation marks that it may use, opening and closing.
    "en": "“”‘’",
    "es": "“”‘’«»",
    "vi": "“”‘’",
    "zh-Hant": "「」『』",
    "fil": "“”‘’",
}
MARKS = "“”‘’„‚«»‹›「」『』\"'`´"


def leaves(items):
    """The lines of each leaf."""
    for item in items:
        if isinstance(item, Group):
            lines = [inner.string for inner in item.items if isinstance(inner, Text)]
            if lines:
                yield lines
            yield from leaves(item.items)


def groups(items):
    """All groups, the outer ones first."""
    for item in items:
        if isinstance(item, Group):
            yield item
            yield from groups(item.items)


@pytest.fixture(scope="module", params=LANGUAGES)
def set_lines(request, samples):
    """A language, and the lines of all leaves in it."""
    found = [
        lines
        for report in samples.reports
        for student in range(len(samples.students(report)))
        for page in samples.pages(report, student, request.param)
        for lines in leaves(page.items)
    ]
    return request.param, found


def test_all_letters_are_composed(set_lines):
    _, found = set_lines
    assert [line for lines in found for line in lines if not unicodedata.is_normalized("NFC", line)] == []


def test_no_line_begins_with_a_mark_that_belongs_to_a_letter(set_lines):
    _, found = set_lines
    assert [lines for lines in found if any(unicodedata.combining(line[0]) for line in lines if line)] == []


def test_no_line_ends_inside_a_number_or_before_a_closing_mark(set_lines):
    _, found = set_lines
    wrong = []
    for lines in found:
        for before, after in pairwise(lines):
            if re.search(r"\d[–.,/-]?$", before) and re.match(r"[–.,/-]?\d", after):
                wrong.append((before, after))
            if after[0] in "”’)]}»」』，。！？、：；%" or before[-1] in "“‘([{«「『":
                wrong.append((before, after))
    assert wrong == []


def test_no_filipino_line_ends_inside_of_a_word(set_lines):
    language, found = set_lines
    if language == "fil":
        ends = [(a, b) for lines in found for a, b in pairwise(lines) if a.endswith("-") and b[0].islower()]
        assert ends == []


def test_a_chinese_dash_is_two_dashes(set_lines):
    language, found = set_lines
    if language == "zh-Hant":
        assert [line for lines in found for line in lines if re.search("(?<!—)—(?!—)", line)] == []


def test_chinese_lines_keep_their_marks(set_lines):
    language, found = set_lines
    broken = [lines for lines in found if len(lines) > 1]
    if language == "zh-Hant":
        assert broken
        assert [lines for lines in broken if any(line[0] in NO_START for line in lines[1:])] == []
        assert [lines for lines in broken if any(line[-1] in NO_END for line in lines[:-1])] == []


def sentences(root):
    """(language, sentence) of all wording: English of the catalogues' originals, and the translations."""
    for catalogue in sorted(root.glob("locales/*/*.po")):
        for entry in polib.pofile(str(catalogue)):
            if not entry.obsolete:
                yield "en", entry.msgid
                if entry.msgstr:
                    yield catalogue.parent.name, entry.msgstr


def foreign_marks(language, text):
    """The quotation marks in a sentence that its language does not use."""
    return "".join(sorted((set(text) & set(MARKS)) - set(QUOTES[language])))


def test_quotation_marks_are_those_of_the_language(root):
    assert {(language, text) for language, text in sentences(root) if foreign_marks(language, text)} == set()


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "the child's", "'"),
        ("vi", 'mức "2"', '"'),
        ("zh-Hant", "“二”", "“”"),
        ("es", "«dos»", ""),
        ("en", "’", ""),
    ],
)
def test_foreign_quotation_marks_are_found(language, text, found):
    assert foreign_marks(language, text) == found


LATIN_MARK = re.compile(rf"[{HAN}][,.;:?!()]|[,.;:?!()][{HAN}]")
"""A Latin comma, full stop, question mark, colon or bracket beside a Chinese character."""


def test_chinese_sentences_have_chinese_marks(root):
    assert LATIN_MARK.search("二,三")
    assert [text for language, text in sentences(root) if language == "zh-Hant" and LATIN_MARK.search(text)] == []


@pytest.mark.parametrize("language", ["es"])
def test_spanish_questions_and_exclamations_are_opened(root, language):
    texts = [text for lang, text in sentences(root) if lang == language]
    assert [t for t in texts if t.count("?") != t.count("¿") or t.count("!") != t.count("¡")] == []


def test_ranges_have_a_dash(root):
    """`601–699`, `2025–26`: never a hyphen between two numbers of a sentence."""
    numbers = re.compile(r"\d-\d|\}-\{")
    assert [text for _, text in sentences(root) if numbers.search(text)] == []


HIGHEST, LOWEST = 1.054, 0.24
"""How far `Ẫ` reaches over the baseline and `g` under it, as a share of the size."""


def test_type_that_shrank_has_leading_for_two_marks_over_a_capital(samples):
    theme = samples.press("summative-alternate-elpac").template.theme
    steps = [(size, leading) for size, leading in theme.ladder if size < theme.styles["title"].size]
    assert [step for step in steps if step[1] < (HIGHEST + LOWEST) * step[0]] == []


def test_beside_a_level_stand_two_lines(samples):
    wrong = []
    for report, language in product(samples.reports, LANGUAGES):
        page = samples.pages(report, 0, language)[0]
        items = [group for group in groups(page.items) if group.semantics.role is Role.LIST_ITEM]
        assert items
        wrong += [lines for item in items for lines in leaves(item.items) if len(lines) > 1]
    assert wrong == []


def test_level_names_in_vietnamese_hold_the_name_of_the_language_together(root):
    for catalogue in root.glob("locales/vi/*-elpac.po"):
        names = [entry.msgstr for entry in polib.pofile(str(catalogue)) if entry.msgctxt == "level name"]
        assert names
        assert [name for name in names if "tiếng Anh" in name] == []


def test_wording_has_hyphens_that_are_found_by_a_search(root):
    assert [text for _, text in sentences(root) if "\u2011" in text] == []
