"""Letters of sentences that a font lacks."""

import pytest

from scorepress.check.glyphs import check_glyphs
from scorepress.model.diagnostic import Code, Reporter
from scorepress.model.source import Span
from scorepress.model.template import ALTERNATIVE, Catalogue, Struct, TextTemplate, Translation
from scorepress.model.wording import split_wording
from scorepress.noun import replace

AT, THERE = Span("page-1.yaml", 4, 3), Span("es.po", 12)


@pytest.fixture
def template(samples):
    """A template with one sentence of a layout, in English and Spanish."""
    full = samples.press("summative-alternate-elpac").template
    english, spanish = full.languages[0], next(language for language in full.languages if language.code == "es")

    def make(text, translated="", *, stale=False, name="text", families=("Noto Sans", "Noto Sans")):
        page = full.pages[0]
        block = page.regions[0].blocks[0]
        props = Struct(((name, TextTemplate("page-1 header", split_wording(text, AT), False, AT)),), AT)
        region = replace(page.regions[0], blocks=(replace(block, props=props),))
        translation = Translation(split_wording(translated, THERE), stale, THERE)
        entries = {("page-1 header", text): translation} if translated else {}
        languages = [replace(one, family=family) for one, family in zip((english, spanish), families, strict=True)]
        return replace(
            full,
            pages=(replace(page, regions=(region,)),),
            book=replace(full.book, messages={}),
            languages=tuple(languages),
            catalogues={"es": Catalogue("es", True, entries, THERE.path)},
        )

    return make


def problems(template):
    reporter = Reporter()
    check_glyphs(template, reporter)
    assert all(d.code is Code.MISSING_GLYPH for d in reporter.found)
    return [(d.span, d.message) for d in reporter.found]


def test_letters_that_the_fonts_have_give_no_word(template):
    assert problems(template("Good day, {first name}!", "¡Buen día, {first name}!")) == []


def test_a_sentence_is_told_once_for_all_languages_that_print_it(template):
    ((place, message),) = problems(template("Good 한 day 한"))
    assert place == AT
    assert message == "the `en` of `page-1 header` has `한` (U+D55C), which Noto Sans, the font of `en`, cannot draw"


def test_a_translation_is_told_at_its_place_beside_the_english(template):
    (english, spanish) = problems(template("Good 한 day", "Buen 글 día"))
    assert english[0] == AT
    assert spanish[0] == THERE
    assert spanish[1].startswith("the `es` of `page-1 header` has `글` (U+AE00), which")


def test_a_stale_translation_is_not_printed(template):
    assert problems(template("Good day", "Buen 한 día", stale=True)) == []


def test_english_is_printed_in_the_font_of_a_language_that_lacks_a_translation(template):
    families = ("Noto Sans TC", "Noto Sans")
    ((place, message),) = problems(template("Good 你 day", families=families))
    assert place == AT
    assert message == "the `en` of `page-1 header` has `你` (U+4F60), which Noto Sans, the font of `es`, cannot draw"
    assert problems(template("Good 你 day", "Buen día", families=families)) == []


def test_what_is_only_read_out_needs_no_font(template):
    assert problems(template("Good 한 day", name=ALTERNATIVE)) == []


def test_of_many_characters_the_first_are_named_and_what_cannot_be_seen_is_a_number(template):
    ((_, message),) = problems(template("한\u200b글★✓☆"))
    assert "has `한` (U+D55C), U+200B, `글` (U+AE00), `★` (U+2605) and 2 more, which" in message
