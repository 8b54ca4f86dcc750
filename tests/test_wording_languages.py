"""The Vietnamese and the Chinese wording: slots, script, marks and the state's terms, as far as a machine can tell.

Whether every sentence is translated, and from the English as it is now, `scorepress check` says.
"""

import re
import unicodedata
from collections import Counter
from pathlib import Path

import polib
import pytest

from scorepress.model.wording import Slot, split_wording

LANGUAGES = ("vi", "zh-Hant")
REPORTS = ("summative-alternate-elpac", "initial-alternate-elpac")
FILES = [(language, report) for language in LANGUAGES for report in REPORTS]

HAN = "[\u3400-\u9fff\uf900-\ufaff]"
VIETNAMESE = re.compile("[àáâãèéêìíòóôõùúýăđĩũơưạ-ỹ]", re.IGNORECASE)
SPACING = "[^\\S \u00a0]|[ \u00a0]{2}"
WEB_ADDRESS = re.compile(r"\b[a-z.]+\.org\b", re.ASCII)
SIMPLIFIED = "们这对说时会为学习级语请问题师报试验项总数历结过还进难经应从关开门让认识话读写听发样长给统单线归类别区"

# Wherever the English stands, the others stand: the terms of the state's own samples, and our own.
TERMS = (
    (r"\bELPAC\b", r"\bELPAC\b", "ELPAC"),
    (r"\bLevel (\d)", r"\bMức (\d)", r"第(\d)級"),
    (r"\b[Ll]evels?\b", r"\b[Mm]ức\b|\bcấp lớp\b", "級"),
    (r"\b[Oo]verall [Ss]core\b", "Điểm Tổng hợp", "總分"),
    (r"\bscore range\b", r"\bKhoảng điểm\b", "分數範圍"),
    (r"\b[Ss]core [Hh]istory\b", r"\b[Ll]ịch sử điểm thi\b", "歷年成績"),
    (r"\b[Yy]our child\b", r"\b[Cc]on quý vị\b", "您的?孩子"),
    (r"(?<!Language )\b[Pp]roficien", r"\b[Tt]hông thạo\b", "熟練"),
    (r"\bEnglish [Ll]earner", r"\b[Nn]gười học tiếng Anh\b", "英語學習生"),
    (r"\b[Kk]indergarten\b", r"\b[Mm]ẫu giáo\b", "幼稚園"),
    (r"\bcognitive disabilities\b", "khuyết tật nhận thức đáng kể nhất", "最顯著認知障礙"),
)


def read(root: Path, language: str, report: str) -> polib.POFile:
    path = root / "locales" / language / f"{report}.po"
    return polib.pofile(path.read_text(encoding="utf-8"), check_for_duplicates=True)


def plain(text: str) -> str:
    """The text without its slots, which stay English; a space that keeps two syllables on one line is a space."""
    return "".join(part for part in split_wording(text).parts if isinstance(part, str)).replace("\u00a0", " ")


def slots(text: str) -> Counter[str]:
    return Counter(part.phrase for part in split_wording(text).parts if isinstance(part, Slot))


def needs_words(english: str) -> bool:
    """Whether there is something to translate: not in `2`, `{street}, {apartment}` or a web address."""
    return any(char.isalpha() for char in plain(WEB_ADDRESS.sub("", english)))


@pytest.fixture(params=FILES, ids="/".join)
def catalogue(request, root):
    return read(root, *request.param)


def wrong(catalogue, is_right):
    """The entries that are not right, shown as (context, English, translation)."""
    return [(e.msgctxt, e.msgid, e.msgstr) for e in catalogue if not is_right(e)]


@pytest.mark.parametrize(("language", "report"), FILES)
def test_the_header_says_language_encoding_and_draft(root, language, report):
    head = read(root, language, report).metadata
    assert head["Language"] == language
    assert head["Content-Type"] == "text/plain; charset=UTF-8"
    assert head["X-Translation-Status"] == "draft"


def test_nothing_is_empty_fuzzy_or_obsolete(catalogue):
    assert len(catalogue) > 60
    assert not wrong(catalogue, lambda e: e.msgctxt and e.msgstr.strip() and not e.fuzzy and not e.obsolete)


def test_slots_are_those_of_the_english(catalogue):
    assert not wrong(catalogue, lambda e: slots(e.msgstr) == slots(e.msgid))


def test_words_are_translated(catalogue):
    same = {e.msgid for e in catalogue if e.msgstr == e.msgid}
    assert not {text for text in same if needs_words(text)}


def test_numbers_and_marks_are_those_of_the_english(catalogue):
    def marks(text: str) -> tuple[list[str], int, int]:
        return sorted(re.findall(r"\d+", plain(text))), text.count("*"), text.count(" | ")

    ends = {".": (".", "。"), "?": ("?", "？")}
    assert not wrong(catalogue, lambda e: marks(e.msgstr) == marks(e.msgid))
    assert not wrong(catalogue, lambda e: e.msgid[-1] not in ends or e.msgstr[-1] in ends[e.msgid[-1]])


def test_characters_are_composed_and_spaces_single(catalogue):
    assert not wrong(catalogue, lambda e: e.msgstr == unicodedata.normalize("NFC", e.msgstr))
    assert not wrong(catalogue, lambda e: e.msgstr == e.msgstr.strip() and not re.search(SPACING, e.msgstr))


def test_the_same_sentence_has_the_same_words_in_both_reports(root):
    for language in LANGUAGES:
        one, other = ({(e.msgctxt, e.msgid): e.msgstr for e in read(root, language, report)} for report in REPORTS)
        shared = one.keys() & other.keys()
        assert len(shared) > 40
        assert {key: one[key] for key in shared} == {key: other[key] for key in shared}


def test_both_languages_have_the_same_sentences(root):
    for report in REPORTS:
        one, other = ({(e.msgctxt, e.msgid) for e in read(root, language, report)} for language in LANGUAGES)
        assert one == other


@pytest.mark.parametrize(("language", "report"), FILES)
@pytest.mark.parametrize("term", TERMS, ids=lambda term: term[0])
def test_terms_are_kept(root, language, report, term):
    english, *translations = term
    pattern = re.compile(translations[LANGUAGES.index(language)])

    def keeps(entry) -> bool:
        there = [found.groups() for found in re.finditer(english, plain(entry.msgid))]
        here = [found.groups() for found in pattern.finditer(plain(entry.msgstr))]
        return not there or (bool(here) and (not any(there) or here == there))

    assert not wrong(read(root, language, report), keeps)


@pytest.mark.parametrize("report", REPORTS)
class TestVietnamese:
    def test_is_written_with_vietnamese_letters(self, root, report):
        entries = [e for e in read(root, "vi", report) if needs_words(e.msgid) and not e.msgid.startswith("Page ")]
        assert not wrong(entries, lambda e: VIETNAMESE.search(plain(e.msgstr)))
        assert not wrong(entries, lambda e: not re.search(HAN, e.msgstr))

    def test_tone_marks_keep_to_one_habit(self, root, report):
        """`hóa` and `hoá` both occur in print; here the first."""
        other = re.compile(r"o[àáảãạèéẻẽẹ]\b|(?<!q)u[ỳýỷỹỵ]\b", re.IGNORECASE)
        assert not wrong(read(root, "vi", report), lambda e: not other.search(e.msgstr))


@pytest.mark.parametrize("report", REPORTS)
class TestChinese:
    def test_is_written_in_common_traditional_characters(self, root, report):
        """The 5,401 characters of Big5's first level, which the bundled fonts hold."""

        def common(char: str) -> bool:
            try:
                return 0xA440 <= int.from_bytes(char.encode("big5"), "big") <= 0xC67E
            except UnicodeEncodeError:
                return False

        entries = read(root, "zh-Hant", report)
        assert not wrong([e for e in entries if needs_words(e.msgid)], lambda e: re.search(HAN, plain(e.msgstr)))
        assert not {char for e in entries for char in re.findall(HAN, e.msgstr) if not common(char)}
        assert not {char for e in entries for char in e.msgstr if char in SIMPLIFIED}

    def test_marks_are_full_width_and_digits_are_not(self, root, report):
        entries = [e for e in read(root, "zh-Hant", report) if re.search(HAN, e.msgstr)]
        assert not wrong(entries, lambda e: not re.search("[,.;:?!()]", WEB_ADDRESS.sub("", plain(e.msgstr))))
        assert not wrong(entries, lambda e: not re.search("[０-９Ａ-Ｚａ-ｚ]", e.msgstr))

    def test_no_space_stands_beside_a_chinese_character(self, root, report):
        def close(entry) -> bool:
            text = "".join(part if isinstance(part, str) else "x" for part in split_wording(entry.msgstr).parts)
            return not re.search(f"{HAN} (?!\\|)|(?<!\\|) {HAN}", text)

        assert not wrong(read(root, "zh-Hant", report), close)
