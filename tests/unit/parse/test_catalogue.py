"""PO text in, Catalogue out; sentences and the old PO text in, the new PO text out."""

from collections import defaultdict
from pathlib import Path

import pytest

from scorepress.model.diagnostic import Code, Reporter, ScorepressError
from scorepress.model.source import Source, Span
from scorepress.model.template import Catalogue
from scorepress.model.wording import Sentence, sentence_of, split_wording
from scorepress.parse.catalogue import parse_catalogue, write_catalogue

LOCALES = Path(__file__).parents[3] / "locales"
HEAD = 'msgid ""\nmsgstr ""\n"Language: es\\n"\n"X-Translation-Status: approved\\n"\n\n'
PATH = "locales/es/spring.po"


def parse(text: str, lang: str = "es") -> tuple[Catalogue | None, Reporter]:
    reporter = Reporter()
    return parse_catalogue(Source(PATH, text), lang, reporter), reporter


def read(text: str) -> Catalogue:
    catalogue, reporter = parse(text)
    assert [d.message for d in reporter.found] == []
    assert catalogue is not None
    return catalogue


def sentence(text: str, context: str = "greeting", line: int = 1, comment: str = "") -> Sentence:
    found = sentence_of(context, split_wording(text), Span("rules/spring.rules", line), comment)
    assert found is not None
    return found


# --- parsing ----------------------------------------------------------------------------------------------------------


def test_a_translation_is_found_by_context_and_sentence_and_knows_its_line():
    catalogue = read(
        HEAD + 'msgctxt "greeting"\nmsgid "Good day, {first name}!"\nmsgstr ""\n"¡Buen "\n"día, {first name}!"\n'
    )
    translation = catalogue.entries["greeting", "Good day, {first name}!"]
    assert translation.wording.text == "¡Buen día, {first name}!"
    assert [slot.phrase for slot in translation.wording.slots] == ["first name"]
    assert translation.span == Span(PATH, 8, 1, 8, 10)
    assert not translation.stale
    assert (catalogue.lang, catalogue.draft, catalogue.path) == ("es", False, PATH)


def test_what_is_not_translated_is_not_there():
    assert read(HEAD + 'msgctxt "a"\nmsgid "One"\nmsgstr ""\n').entries == {}


@pytest.mark.parametrize(
    ("head", "draft"),
    [
        ("", True),
        ('msgid ""\nmsgstr "Language: es\\n"\n\n', True),
        ('msgid ""\nmsgstr "X-Translation-Status: draft\\n"\n\n', True),
        ('msgid ""\nmsgstr "X-Translation-Status: approved\\n"\n\n', False),
    ],
)
def test_a_catalogue_is_a_draft_until_its_header_says_otherwise(head, draft):
    assert read(head + 'msgctxt "a"\nmsgid "One"\nmsgstr "Uno"\n').draft is draft


def test_fuzzy_and_obsolete_translations_are_stale():
    catalogue = read(
        HEAD + '#, fuzzy\n#| msgid "One"\nmsgctxt "a"\nmsgid "One."\nmsgstr "Uno"\n\n'
        '#~ msgctxt "a"\n#~ msgid "Two"\n#~ msgstr "Dos"\n'
    )
    assert {key[1]: t.stale for key, t in catalogue.entries.items()} == {"One.": True, "Two": True}


def test_an_entry_in_use_goes_before_an_obsolete_one_of_the_same_sentence():
    text = HEAD + '#~ msgctxt "a"\n#~ msgid "One"\n#~ msgstr "Un"\n\nmsgctxt "a"\nmsgid "One"\nmsgstr "Uno"\n'
    assert read(text).entries["a", "One"].wording.text == "Uno"


def test_slots_left_out_on_purpose_are_declared_in_a_comment():
    text = (
        '# Spanish needs no subject.\n# left out: {first name}, {last\tname}\nmsgctxt "a"\nmsgid "One"\nmsgstr "Uno"\n'
    )
    assert read(HEAD + text).entries["a", "One"].wording.left_out == ("first name", "last name")


def test_byte_order_mark_and_windows_line_ends_are_read():
    text = ("\ufeff" + HEAD + 'msgctxt "a"\nmsgid "One"\nmsgstr "Uno"\n').replace("\n", "\r\n")
    assert read(text).entries["a", "One"].wording.text == "Uno"


def test_a_text_that_is_the_name_of_a_file_is_still_a_text():
    catalogue, reporter = parse(__file__)
    assert catalogue is None
    assert "found `" in reporter.found[0].message


ENTRY = 'msgctxt "a"\nmsgid "One"\nmsgstr "Uno"\n'


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ('msgctxt "a"\nmsgid "One\nmsgstr "Uno"\n', 2, 1, "the closing quotation mark is missing"),
        ('msgctxt "a"\nmsgid One\nmsgstr "Uno"\n', 2, 1, "the text after `msgid` must stand in straight quotation"),
        ('msgctxt "a"\nmsgid “One”\nmsgstr "Uno"\n', 2, 1, "the text after `msgid` must stand in straight quotation"),
        ('msgctxt "a"\nmsgid "One"\n  msgstr "the "one""\n', 3, 3, 'a quotation mark inside the text is written `\\"`'),
        ('msgctxt "a"\nmsgid "One"\nmsgstrr "Uno"\n', 3, 1, "expected `msgstr`, a text or a comment, found `msgstrr`"),
        ('msgctxt "a"\nmsgid "One"\n\n' + ENTRY, 4, 1, "expected `msgstr`, found `msgctxt`"),
        ('msgctxt "a"\nmsgstr "Uno"\n', 2, 1, "expected `msgid`, found `msgstr`"),
        ('msgctxt "a"\nmsgid "One"\n', 2, 1, "`msgstr` is missing at the end of the file"),
        ('msgctxt "a"\nmsgid "One"\nmsgid_plural "Ones"\n', 3, 1, "plural forms are not used here"),
        ('msgid "One"\nmsgstr "Uno"\n', 2, 1, "`One` has no `msgctxt`"),
        (ENTRY + "\n" + ENTRY, 7, 1, "`One` is translated twice in the context `a`"),
        ('msgctxt "a"\nmsgid "One"\nmsgstr "U\u2028no"\n', 3, 1, "the line holds the control character U+2028"),
        ("#foo\n" + ENTRY, 1, 1, "this line does not belong to an entry of a catalogue"),
        ("Dear colleague,\n", 1, 1, "expected `msgstr`, a text or a comment, found `Dear`"),
        ('msgid ""\nmsgstr ""\n"X-Translation-Status: aproved\\n"\n', 3, 1, "`X-Translation-Status` is `aproved`"),
        ('msgid ""\nmsgstr ""\n"Language: fil\\n"\n', 3, 1, "the header says `Language: fil`"),
    ],
)
def test_what_is_broken_is_located(text, line, column, message):
    _, reporter = parse(text)
    (problem,) = reporter.found
    assert problem.code is Code.CATALOGUE_SYNTAX
    assert message in problem.message
    assert problem.span
    assert (problem.span.line, problem.span.column) == (line, column)


def test_a_brace_without_its_partner_is_located_and_the_rest_is_read():
    catalogue, reporter = parse(HEAD + 'msgctxt "a"\nmsgid "{x} One"\nmsgstr "{x Uno"\n\n' + ENTRY)
    (problem,) = reporter.found
    assert problem.code is Code.PLACEHOLDER
    assert problem.span
    assert problem.span.line == 8
    assert catalogue
    assert list(catalogue.entries) == [("a", "One")]


# --- writing ----------------------------------------------------------------------------------------------------------


def write(sentences: list[Sentence], old: str | None = None) -> str:
    return write_catalogue(sentences, None if old is None else Source(PATH, old), "es")


def fill(text: str, english: str, spanish: str) -> str:
    assert f'msgid "{english}"\nmsgstr ""' in text
    return text.replace(f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{spanish}"')


def test_a_new_catalogue_has_every_sentence_once_in_order_and_is_a_draft():
    text = write(
        [sentence("Two", line=7), sentence("One {x}", line=3, comment="from the guide"), sentence("Two", line=9)]
    )
    assert text == (
        "# Translations into es. How to translate: docs/how-to/translate.md\n"
        'msgid ""\nmsgstr ""\n'
        '"Language: es\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n"X-Translation-Status: draft\\n"\n\n'
        '#: rules/spring.rules:7 rules/spring.rules:9\nmsgctxt "greeting"\nmsgid "Two"\nmsgstr ""\n\n'
        '#. from the guide\n#. keep: {x}\n#: rules/spring.rules:3\nmsgctxt "greeting"\nmsgid "One {x}"\nmsgstr ""\n'
    )


def test_what_is_written_is_read_again():
    text = fill(write([sentence("One “two” {first name}\\")]), "One “two” {first name}\\\\", "Uno “dos” {first name}")
    assert read(text).entries["greeting", "One “two” {first name}\\"].wording.text == "Uno “dos” {first name}"


def test_translations_notes_and_status_are_kept_and_dates_are_not():
    sentences = [sentence("One"), sentence("Two")]
    old = fill(write(sentences), "Two", "Dos").replace("draft", "approved")
    old = old.replace('"Language:', '"PO-Revision-Date: 2026-01-01 12:00\\n"\n"Language-Team: A\\n"\n"Language:')
    old = old.replace(
        '#: rules/spring.rules:1\nmsgctxt "greeting"\nmsgid "Two"', '# ask Ana\nmsgctxt "greeting"\nmsgid "Two"'
    )
    new = write(sentences, old)
    assert 'msgid "Two"\nmsgstr "Dos"' in new
    assert "# ask Ana\n" in new
    assert "Language-Team: A" in new
    assert "X-Translation-Status: approved" in new
    assert "Revision" not in new


def test_a_changed_sentence_keeps_its_translation_marked_fuzzy_with_what_it_was_made_for():
    old = fill(write([sentence("Good day to you")]), "Good day to you", "Buen día")
    new = write([sentence("Good day to you all")], old)
    assert (
        '#, fuzzy\n#| msgid "Good day to you"\nmsgctxt "greeting"\nmsgid "Good day to you all"\nmsgstr "Buen día"'
        in new
    )
    assert "#~" not in new
    assert read(new).entries["greeting", "Good day to you all"].stale
    again = write([sentence("Good day to you all, dear")], new)
    assert '#| msgid "Good day to you"\n' in again, "the sentence it was made for, not the one in between"


def test_a_sentence_that_is_changed_back_is_no_longer_stale():
    first = [sentence("Good day to you")]
    old = fill(write(first), "Good day to you", "Buen día")
    assert write(first, write([sentence("Good day to you all")], old)) == old


def test_a_similar_sentence_of_another_context_is_not_taken_over_and_a_moved_one_is():
    old = fill(write([sentence("Good day to you")]), "Good day to you", "Buen día")
    other = write([sentence("Good day to you all", "farewell")], old)
    assert 'msgid "Good day to you all"\nmsgstr ""' in other
    assert '#~ msgctxt "greeting"\n#~ msgid "Good day to you"\n#~ msgstr "Buen día"' in other
    moved = write([sentence("Good day to you", "farewell")], old)
    assert '#, fuzzy\n#| msgctxt "greeting"\n#| msgid "Good day to you"\nmsgctxt "farewell"' in moved


def test_a_sentence_no_longer_used_is_kept_as_obsolete_and_comes_back():
    both = [sentence("One"), sentence("Something else")]
    old = fill(write(both), "Something else", "Otra cosa")
    without = write(both[:1], old)
    assert without.endswith('#~ msgctxt "greeting"\n#~ msgid "Something else"\n#~ msgstr "Otra cosa"\n')
    assert write(both[:1], without) == without
    assert write(both, without) == old


def test_an_empty_entry_no_longer_used_goes():
    assert "else" not in write([sentence("One")], write([sentence("One"), sentence("Something else")]))


def test_a_sentence_rewritten_in_its_place_keeps_its_translation_marked_fuzzy():
    old = fill(write([sentence("One"), sentence("Ask her teacher."), sentence("Two")]), "Ask her teacher.", "Pregunte.")
    new = write([sentence("One"), sentence("You may call us on any day."), sentence("Two")], old)
    entry = 'msgid "You may call us on any day."\nmsgstr "Pregunte."\n'
    assert f'#, fuzzy\n#| msgid "Ask her teacher."\nmsgctxt "greeting"\n{entry}' in new
    assert "#~" not in new
    assert write([sentence("One"), sentence("You may call us on any day."), sentence("Two")], new) == new
    assert write([sentence("One"), sentence("Ask her teacher."), sentence("Two")], new) == old


@pytest.mark.parametrize("now", [
    ["One", "You may call us.", "On any day, too.", "Two"],  # which of the two?
    ["One", "Two", "You may call us."],  # another place
    ["One", "1234567", "Two"],  # no words: needs no translation
])  # fmt: skip
def test_where_it_is_not_known_what_became_of_a_sentence_its_translation_is_obsolete(now):
    old = fill(write([sentence("One"), sentence("Ask her teacher."), sentence("Two")]), "Ask her teacher.", "Pregunte.")
    new = write([sentence(text) for text in now], old)
    assert "fuzzy" not in new
    assert '#~ msgstr "Pregunte."' in new


def test_a_similar_sentence_goes_before_one_in_the_same_place():
    old = fill(write([sentence("Good day to you"), sentence("One")]), "Good day to you", "Buen día")
    new = write([sentence("Ask her teacher."), sentence("One"), sentence("Good day to you all")], old)
    assert 'msgid "Good day to you all"\nmsgstr "Buen día"' in new
    assert 'msgid "Ask her teacher."\nmsgstr ""' in new


def test_each_earlier_translation_is_taken_over_once():
    old = fill(write([sentence("Good day to you")]), "Good day to you", "Buen día")
    new = write([sentence("Good day to you!"), sentence("Good day to you?")], old)
    assert new.count("Buen día") == 1


def test_lines_are_wrapped_but_never_in_a_slot_or_after_a_hyphen():
    long = " ".join(f"{{a slot of four words {n}}} well-known" for n in range(20))
    text = write([sentence(long)])
    assert max(len(line) for line in text.splitlines()) <= 80
    for line in text.splitlines():
        if line.startswith('"{'):
            assert line.count("{") == line.count("}")
            assert not line.endswith('-"')
    assert read(write([sentence(long)], text)).entries == {}


def test_letters_are_composed():
    old = fill(write([sentence("Day")]), "Day", "di\u0301a")
    assert "d\u00eda" in write([sentence("Day")], old)


def test_a_broken_catalogue_is_not_overwritten():
    with pytest.raises(ScorepressError) as caught:
        write([sentence("One")], 'msgid "One\n')
    assert caught.value.diagnostics[0].code is Code.CATALOGUE_SYNTAX


# --- the project's own ------------------------------------------------------------------------------------------------

OWN = sorted(LOCALES.glob("*/*.po"))


@pytest.mark.parametrize("path", OWN, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_own_catalogues_are_read_and_say_their_status(path):
    reporter = Reporter()
    text = path.read_text("utf-8")
    catalogue = parse_catalogue(Source(path.name, text), path.parent.name, reporter)
    assert reporter.found == []
    assert catalogue
    assert catalogue.entries
    assert "X-Translation-Status: " in text


@pytest.mark.parametrize("lang", sorted({path.parent.name for path in OWN}))
def test_the_same_sentence_is_translated_the_same_in_all_reports(lang):
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for path in OWN:
        if path.parent.name == lang:
            catalogue = parse_catalogue(Source(path.name, path.read_text("utf-8")), lang, Reporter())
            assert catalogue
            for key, translation in catalogue.entries.items():
                if not translation.stale:
                    found[key][path.stem] = translation.wording.text
    differing = {key: texts for key, texts in found.items() if len(set(texts.values())) > 1}
    assert differing == {}
    assert any(len(texts) > 1 for texts in found.values())
