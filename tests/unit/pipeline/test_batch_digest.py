"""Content addresses: what can be seen changes them, and nothing else does."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from scorepress.model.diagnostic import ScorepressError
from scorepress.model.record import Origin, Record
from scorepress.model.values import Kind, Value
from scorepress.noun import replace
from scorepress.pipeline.batch import record_hash
from scorepress.pipeline.batch_digest import Digester, _Seen
from scorepress.pipeline.batch_parts import fingerprint
from scorepress.pipeline.batch_pieces import Shape

REPORT = "summative-alternate-elpac"


@pytest.fixture(scope="module")
def press(samples):
    return samples.press(REPORT)


@pytest.fixture(scope="module")
def digester(press):
    return Digester(press, {})


def changed(record, **values):
    given = {path.replace("__", "."): value for path, value in values.items()}
    return Record({**record.values, **given}, record.origin)


def test_equal_pages_have_equal_addresses_and_others_have_others(samples, press, digester):
    """Two ways to the same question: all words of the pages, and the address."""
    seen: dict[str, str] = {}
    for student in range(len(samples.students(REPORT))):
        for language in ("en", "es"):
            report = press.report(samples.students(REPORT)[student], language)
            words = fingerprint(
                [(page.number, [(r.name, r.title, r.blocks) for r in page.regions]) for page in report.pages]
            )
            address = digester.of(samples.students(REPORT)[student], [language]).content
            assert seen.setdefault(address, words) == words
            seen[address] = words
    assert len(set(seen.values())) == len(seen)


def words_of(press, record):
    """All words of the pages, and what chose them; None for a student who has no report."""
    try:
        report = press.report(record, "es")
    except ScorepressError:
        return None
    return fingerprint([(page.number, [(r.name, r.title, r.blocks) for r in page.regions]) for page in report.pages])


def other_values(field, value):
    """Values that a field may have instead; None: it is absent."""
    known = {
        Kind.CHOICE: field.choices[:3],
        Kind.INTEGER: (field.minimum, (field.minimum or 0) + 1),
        Kind.BOOLEAN: (True, False),
        Kind.DATE: (date(2014, 2, 3),),
        Kind.SCHOOL_YEAR: (),
    }
    return [one for one in (*known.get(field.kind, ("Other",)), None) if one != value]


def test_the_address_changes_with_the_pages_and_only_with_them(samples, press, digester):
    """Each field of some students is changed, one at a time."""
    tried = 0
    for record in samples.students(REPORT)[::6]:
        words, address = words_of(press, record), digester.of(record, ["es"]).content
        for field in press.template.schema.fields:
            for value in other_values(field, record.get(field.path)):
                values = {path: v for path, v in {**record.values, field.path: value}.items() if v is not None}
                other = Record(values, record.origin)
                now = words_of(press, other)
                if now is None:
                    with pytest.raises(ScorepressError):
                        digester.of(other, ["es"])
                else:
                    tried += 1
                    assert (digester.of(other, ["es"]).content == address) == (now == words), field.path
    assert tried > 100


def test_what_was_remembered_gives_the_same_digest(samples, press, digester):
    for record in samples.students(REPORT)[:10]:
        fresh = Digester(press, {}).of(record, ["en", "es"])
        assert digester.of(record, ["en", "es"]) == fresh
        assert digester.of(record, ["en", "es"]) == fresh


def test_the_parts_are_those_of_the_report(samples, phrases, press, digester):
    """The rows that chose words, once found by digesting, once in the report."""
    for record in samples.students(REPORT):
        report = press.report(record, "en")
        regions = tuple(region for page in report.pages for region in page.regions)
        rows = {f"{use.span.path}:{use.span.line}" for phrase in phrases(regions) for use in phrase.rows}
        assert rows
        parts = [part for saying in digester.of(record, ["en"]).sayings for part in digester.parts(saying)]
        assert {part[4] for part in parts if part[0] == "message"} == rows


@pytest.mark.parametrize("path", ["student.first_name", "student.ssid"])
def test_where_a_report_cannot_be_made_there_is_no_digest(samples, press, path):
    """The same student is refused in the same words, whoever came before."""
    good, digester = samples.students(REPORT)[0], Digester(press, {})
    bad = Record({key: value for key, value in good.values.items() if key != path}, good.origin)
    with pytest.raises(ScorepressError) as expected:
        press.report(bad, "en")
    for _ in range(2):
        with pytest.raises(ScorepressError) as found:
            digester.of(bad, ["en"])
        assert found.value.diagnostics == expected.value.diagnostics
        digester.of(good, ["en"])


def test_a_field_that_is_not_printed_changes_the_record_alone(samples, digester):
    record = samples.students(REPORT)[0]
    other = changed(record, student__local_id="4711")
    assert record_hash(record) != record_hash(other)
    assert digester.of(record, ["en"]) == digester.of(other, ["en"])


@pytest.mark.parametrize("values", [
    {"student__first_name": "Zoltan"}, {"school__name": "Another School"}, {"student__ssid": "9999999999"},
])  # fmt: skip
def test_a_field_that_is_printed_changes_the_address_and_no_part(samples, digester, values):
    record = samples.students(REPORT)[0]
    one, two = (digester.of(r, ["en"]) for r in (record, changed(record, **values)))
    assert one.content != two.content
    assert one.sayings == two.sayings


def test_languages_and_their_order_count(samples, digester):
    record = samples.students(REPORT)[0]
    wanted = (["en"], ["es"], ["en", "es"], ["es", "en"])
    both = {digester.of(record, languages).content for languages in wanted}
    assert len(both) == 4


def test_options_count(samples, press, digester):
    record = samples.students(REPORT)[0]
    assert Digester(press, {"a": "b"}).of(record, ["en"]).content != digester.of(record, ["en"]).content


def test_parts_have_no_students_values(samples, digester):
    record = changed(samples.students(REPORT)[0], student__first_name="Xaviera", student__last_name="Quillfeather")
    for saying in digester.of(record, ["en"]).sayings:
        parts = digester.parts(saying)
        assert parts
        assert not any("Xaviera" in field or "Quillfeather" in field for part in parts for field in part)


def test_the_hash_of_a_record_does_not_know_the_order_of_its_columns(samples):
    record = samples.students(REPORT)[0]
    turned = replace(record, values=dict(reversed(record.values.items())))
    assert record_hash(turned) == record_hash(record)


def test_a_record_has_a_hash_whatever_is_in_it():
    values: list[dict[str, Value]] = [
        {"a": 2**70}, {"a": "\ud800"}, {"a": "x"}, {"b": "x"}, {"a": "x", "b": "x"}, {"a": True}, {"a": 1}, {},
    ]  # fmt: skip
    assert len({record_hash(Record(one, Origin("", 0))) for one in values}) == len(values)


def test_fingerprints_tell_nesting_apart():
    shapes = [(("a", "b"), "c"), ("a", ("b", "c")), ("a", "b", "c"), {"a": "b"}, frozenset("ab"), None, "None", 1, "1"]
    assert len({fingerprint(shape) for shape in shapes}) == len(shapes)


def test_a_value_belongs_to_its_field():
    """Pages with the same words, in which the same values stand in each other's places."""
    nothing: Any = None

    def seen(*needs):
        report: Any = SimpleNamespace(head="", pieces=needs)
        return _Seen(report, [Shape("words", nothing, dict.fromkeys(paths, str), {}) for paths in needs], [])

    values: dict[str, Value] = {"first": "1", "second": "1"}
    one, other = seen(("first",), ("second",), ()), seen(("second",), ("first",), ())
    assert one.own(values, nothing) == other.own(values, nothing)
    assert one.text != other.text
