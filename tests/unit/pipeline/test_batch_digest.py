"""Content addresses: what can be seen changes them, and nothing else does."""

from dataclasses import replace

import pytest

from scorepress.model.record import Record
from scorepress.pipeline.batch import record_hash
from scorepress.pipeline.batch_digest import Digester, fingerprint

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
            address = digester.of([report]).content
            assert seen.setdefault(address, words) == words
            seen[address] = words
    assert len(set(seen.values())) == len(seen)


def test_reports_that_were_remembered_have_the_same_address(samples, press, digester):
    for record in samples.students(REPORT)[:10]:
        plain = Digester(press, {}).of([press.report(record, "en")])
        assert digester.of([press.fast.report(record, "en")]) == plain
        assert digester.of([press.fast.report(record, "en")]) == plain


def test_a_field_that_is_not_printed_changes_the_record_alone(samples, press, digester):
    record = samples.students(REPORT)[0]
    other = changed(record, student__local_id="4711")
    assert record_hash(record) != record_hash(other)
    assert digester.of([press.report(record, "en")]) == digester.of([press.report(other, "en")])


@pytest.mark.parametrize("values", [
    {"student__first_name": "Zoltan"}, {"school__name": "Another School"}, {"student__ssid": "9999999999"},
])  # fmt: skip
def test_a_field_that_is_printed_changes_the_address_and_no_part(samples, press, digester, values):
    record = samples.students(REPORT)[0]
    one, two = (digester.of([press.report(r, "en")]) for r in (record, changed(record, **values)))
    assert one.content != two.content
    assert one.sayings == two.sayings


def test_languages_and_their_order_count(samples, press, digester):
    record = samples.students(REPORT)[0]
    english, spanish = press.report(record, "en"), press.report(record, "es")
    both = {digester.of(reports).content for reports in ([english], [spanish], [english, spanish], [spanish, english])}
    assert len(both) == 4


def test_options_count(samples, press, digester):
    report = press.report(samples.students(REPORT)[0], "en")
    assert Digester(press, {"a": "b"}).of([report]).content != digester.of([report]).content


def test_parts_have_no_students_values(samples, press, digester):
    record = changed(samples.students(REPORT)[0], student__first_name="Xaviera", student__last_name="Quillfeather")
    for saying in digester.of([press.report(record, "en")]).sayings:
        parts = digester.parts(saying)
        assert parts
        assert not any("Xaviera" in field or "Quillfeather" in field for part in parts for field in part)


def test_the_hash_of_a_record_does_not_know_the_order_of_its_columns(samples):
    record = samples.students(REPORT)[0]
    turned = replace(record, values=dict(reversed(record.values.items())))
    assert record_hash(turned) == record_hash(record)


def test_fingerprints_tell_nesting_apart():
    shapes = [(("a", "b"), "c"), ("a", ("b", "c")), ("a", "b", "c"), {"a": "b"}, frozenset("ab"), None, "None", 1, "1"]
    assert len({fingerprint(shape) for shape in shapes}) == len(shapes)
