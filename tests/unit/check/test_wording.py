"""What keeps a translation from saying all that the English says."""

from typing import Any

import pytest

from scorepress.check.wording import check_catalogues, collect_rule_sentences
from scorepress.model import rules
from scorepress.model.diagnostic import Code, Diagnostic, Reporter, Severity
from scorepress.model.rules import Basis, Message, Nothing, Operator, Row, RuleBook, Show, Term
from scorepress.model.source import Span
from scorepress.model.template import Catalogue, Translation
from scorepress.model.wording import Sentence, Wording, nearest_sentence, sentence_of, split_wording
from scorepress.noun import names

AT = Span("rules/spring.rules", 4, 3)
THERE = Span("locales/es/spring.po", 12)


def sentence(text: str, context: str = "greeting") -> Sentence:
    found = sentence_of(context, split_wording(text), AT)
    assert found
    return found


def translation(text: str, *, stale: bool = False, left_out: tuple[str, ...] = ()) -> Translation:
    wording = split_wording(text, THERE)
    return Translation(Wording(wording.text, wording.parts, THERE, left_out), stale=stale, span=THERE)


def check(
    english: str | list[Sentence],
    translations: dict[tuple[str, str], Translation] | Translation,
    lang: str = "es",
    *,
    draft: bool = True,
    release: bool = False,
) -> list[Diagnostic]:
    sentences = [sentence(english)] if isinstance(english, str) else english
    entries = (
        {(sentences[0].context, sentences[0].text): translations}
        if isinstance(translations, Translation)
        else translations
    )
    reporter = Reporter()
    catalogue = Catalogue(lang, draft, entries, THERE.path)
    check_catalogues(sentences, [catalogue], {"first name", "last name", "score"}, reporter, release=release)
    return reporter.found


OTHER = {("other", "Other"): translation("Otro")}


def test_a_good_translation_gives_no_word():
    assert check("Good day, {first name}!", translation("¡Buen día, {first name}!")) == []


def test_a_missing_translation_is_a_warning_at_the_english_sentence_and_an_error_at_the_release():
    (problem,) = check("Good day", OTHER)
    assert (problem.code, problem.severity, problem.span) == (Code.MISSING_TRANSLATION, Severity.WARNING, AT)
    assert problem.message == "`greeting` has no `es` for “Good day”; English is shown"
    (problem,) = check("Good day", OTHER, draft=False, release=True)
    assert problem.severity is Severity.ERROR


def test_an_empty_catalogue_is_said_once():
    (problem,) = check([sentence("One"), sentence("Two"), sentence("12")], {})
    assert problem.message == "`locales/es/spring.po` translates none of 2 sentences"


@pytest.mark.parametrize("english", ["{first name}, {last name}", "12", "example.org", "https://example.org/a?b", "*"])
def test_what_has_no_words_needs_no_translation(english):
    assert check(english, OTHER) == []


@pytest.mark.parametrize("text", ["{first name}", " {first name}  ", "", " "])
def test_a_slot_alone_is_not_offered_to_translators(text):
    assert sentence_of("greeting", split_wording(text), AT) is None


def test_a_fuzzy_translation_is_stale():
    (problem,) = check("Good day", translation("Buen día", stale=True))
    assert (problem.code, problem.severity, problem.span) == (Code.STALE_TRANSLATION, Severity.WARNING, AT)
    assert problem.hints[-1] == f"the earlier sentence: `{THERE}`"
    (problem,) = check("Good day", translation("Buen día", stale=True), draft=False, release=True)
    assert problem.severity is Severity.ERROR


def test_a_sentence_is_told_once_for_all_languages():
    stale = "the `fil`, `pt` of `greeting` belong to an earlier sentence than “Good day”; English is shown"
    sentences, reporter = [sentence("Good day")], Reporter()
    key = ("greeting", "Good day")
    old = translation("Dia", stale=True)
    catalogues = [
        Catalogue("es", True, OTHER, "es.po"), Catalogue("vi", True, OTHER, "vi.po"),
        Catalogue("fil", True, {key: old}, "fil.po"), Catalogue("pt", True, {key: old}, "pt.po"),
        Catalogue("it", True, {key: translation("Dia")}, "it.po"),
    ]  # fmt: skip
    check_catalogues(sentences, catalogues, (), reporter)
    assert [(d.code, d.message) for d in reporter.found] == [
        (Code.MISSING_TRANSLATION, "`greeting` has no `es`, `vi` for “Good day”; English is shown"),
        (Code.STALE_TRANSLATION, stale),
    ]  # fmt: skip


def test_the_translation_of_an_earlier_form_is_stale_not_missing():
    (problem,) = check("Good day to you all", {("greeting", "Good day to you"): translation("Buen día")})
    assert (problem.code, problem.span) == (Code.STALE_TRANSLATION, AT)


@pytest.mark.parametrize("key", [("farewell", "Good day to you"), ("greeting", "Something else")])
def test_another_sentence_is_no_earlier_form(key):
    (problem,) = check("Good day to you all", {key: translation("Buen día")})
    assert problem.code is Code.MISSING_TRANSLATION


def test_a_translation_in_use_is_no_earlier_form_of_another_sentence():
    sentences = [sentence("Good day to you"), sentence("Good day to you all")]
    (problem,) = check(sentences, {("greeting", "Good day to you"): translation("Buen día")})
    assert problem.code is Code.MISSING_TRANSLATION


def test_a_draft_is_an_error_at_the_release_only():
    good = translation("Buen día")
    assert check("Good day", good) == []
    (problem,) = check("Good day", good, release=True)
    assert (problem.code, problem.severity, problem.span) == (
        Code.DRAFT_TRANSLATION,
        Severity.ERROR,
        Span(THERE.path, 1),
    )
    assert check("Good day", good, draft=False, release=True) == []


@pytest.mark.parametrize(
    ("slot", "says", "hint"),
    [
        ("frist name", "which is not a phrase of the rules", "did you mean `{first name}`?"),
        ("score", "which is not in the English sentence", "the English sentence has `{first name}`"),
    ],
)
def test_a_slot_that_the_english_has_not_is_an_error(slot, says, hint):
    (problem,) = check("Good day, {first name}", translation(f"Buen día, {{first name}} {{{slot}}}"))
    assert (problem.code, problem.severity) == (Code.PLACEHOLDER, Severity.ERROR)
    assert problem.message == f"the `es` of `greeting` has the slot `{{{slot}}}`, {says}"
    assert problem.hints == (hint,)


def test_a_slot_left_out_is_a_warning_unless_it_is_meant():
    (problem,) = check("Good day, {first name}", translation("Buen día"))
    assert (problem.code, problem.severity) == (Code.PLACEHOLDER, Severity.WARNING)
    assert problem.message == "the `es` of `greeting` lacks the slot `{first name}`; it is printed without it"
    (refused,) = check("Good day, {first name}", translation("Buen día"), draft=False, release=True)
    assert (refused.severity, refused.message) == (Severity.ERROR, problem.message)
    assert check("Good day, {first name}", translation("Buen día", left_out=("first name",))) == []


def test_a_misspelt_slot_is_one_error():
    (problem,) = check("Good day, {first name}", translation("Buen día, {nombre}"))
    assert problem.severity is Severity.ERROR


def test_a_slot_may_be_used_once_or_more_often():
    assert check("{first name} is here. {first name} waits.", translation("{first name} está y espera.")) == []
    assert check("{first name} is here.", translation("{first name}, {first name} está.")) == []


@pytest.mark.parametrize(("english", "spanish"), [("*Note", "Nota"), ("No | score", "Sin puntaje"), ("One", "Uno*")])
def test_asterisk_and_bar_are_kept(english, spanish):
    (problem,) = check(english, translation(spanish))
    assert problem.code is Code.PLACEHOLDER


@pytest.mark.parametrize(
    ("lang", "text", "says"),
    [
        ("es", " Buen día", "begins or ends with a space"),
        ("es", "Buen  día", "has two spaces in a row"),
        ("es", "Buen\\ndía".replace("\\n", "\n"), "holds a line break or a tab"),
        ("es", "Buen di\u0301a", "has letters made of several characters (not NFC)"),
        ("es", 'El "día"', "has the typewriter's mark `\"`"),
        ("fil", "Iba't iba", "has the typewriter's mark `'`"),
        ("zh-Hant", "«日»", "has the quotation mark `«`"),
        ("es", "El „día“", "has the quotation mark `„`"),
        ("xx", "'a'", "has the typewriter's mark `'`"),
    ],
)
def test_typography_of_the_language(lang, text, says):
    (problem,) = check("Good day", translation(text), lang)
    assert (problem.code, problem.severity, problem.span) == (Code.TYPOGRAPHY, Severity.WARNING, THERE)
    assert problem.message == f"the `{lang}` of `greeting` {says}"


@pytest.mark.parametrize(
    ("lang", "text"),
    [("es", "«día» “día”"), ("fil", "iba’t iba"), ("zh-Hant", "「日」『日』"), ("xx", "„a“ «b» ‘c’")],
)
def test_quotation_marks_of_the_language_are_fine(lang, text):
    assert check("Good day", translation(text), lang) == []


def test_stale_translations_are_not_looked_at_further():
    (problem,) = check("Good day", translation(' "Buen  día" {x}', stale=True))
    assert problem.code is Code.STALE_TRANSLATION


def test_the_nearest_sentence():
    assert nearest_sentence("Level 4", ["Grade 1", "Level 3", "Level 2"]) == "Level 3"
    assert nearest_sentence("Level 4", ["Something else"]) is None
    assert nearest_sentence("Level 4", []) is None


def rule_book() -> RuleBook:
    when = rules.Test(Term("first time", None, AT), Operator.TRUE, (), AT)
    rows = (
        Row(when, split_wording("Good day, {first name}", AT), "We greet.", None, None, AT),
        Row(when, split_wording("{first name}", AT), None, None, None, AT),
        Row(when, Nothing(), None, None, None, AT),
        Row(when, Show("the table"), None, None, None, AT),
        Row(when, split_wording("12"), None, None, None, AT),
    )
    message = Message("greeting", None, rows, (Basis("guide", "Page 2", AT),), AT)
    parts: dict[str, Any] = {name: {} for name in names(RuleBook)}
    return RuleBook(**parts | {"sources": {"guide": "The guide"}, "messages": {"greeting": message}})


def test_the_sentences_of_the_rules():
    first, second = collect_rule_sentences(rule_book())
    assert first == Sentence(
        "greeting", "Good day, {first name}", AT, "from The guide: Page 2\nWe greet.", ("first name",), required=True
    )
    assert (second.text, second.required, second.span) == ("12", False, AT)
