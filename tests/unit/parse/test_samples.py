"""The file of samples: mistakes with their places."""

import pytest

from scorepress.model.diagnostic import Reporter
from scorepress.model.samples import Day, Digits, Earlier, Fixed, FromList, Maybe, OneOf, OnScale
from scorepress.model.source import Source
from scorepress.parse.layout import parse_layout
from scorepress.parse.samples import parse_samples

SMALL = """
school-year: 2024-25
lists: {letters: [A, B]}
reports:
  some-report: {facets: [one], plain: {student.first_name: A}}
facets:
  one:
    - weight: 3
      when: {overall.grade: ["06", "07"]}
      set:
        student.first_name: [Ana, {list: letters}]
        student.middle_name: {maybe: 40, of: Li}
        student.ssid: {digits: 10}
        student.repeated_kindergarten: true
        overall.score: {scale: 2}
        test_date: {day: ["+1 02-01", "+1 05-31"]}
        history.one_year_ago.grade: {earlier: overall.grade}
"""


@pytest.fixture
def parse(record_schema):
    def read(text):
        reporter = Reporter()
        tree = parse_layout(Source("samples.yaml", text), reporter)
        return (None if tree is None else parse_samples(tree, record_schema, reporter)), reporter.found

    return read


def test_every_kind_of_draw(parse):
    book, problems = parse(SMALL)
    assert problems == []
    (alternative,) = book.facets["one"]
    assert (alternative.weight, alternative.tour) == (3, True)
    assert alternative.when == (("overall.grade", ("06", "07")),)
    assert dict(alternative.sets) == {
        "student.first_name": OneOf((Fixed("Ana"), FromList("letters"))),
        "student.middle_name": Maybe(40, Fixed("Li")),
        "student.ssid": Digits(10),
        "student.repeated_kindergarten": Fixed("true"),
        "overall.score": OnScale("2"),
        "test_date": Day((1, 2, 1), (1, 5, 31)),
        "history.one_year_ago.grade": Earlier("overall.grade", 1),
    }


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("student.middle_name", "student.midle_name", "the record has no field `student.midle_name`"),
        ("overall.grade: [", "overall.grad: [", "the record has no field `overall.grad`"),
        ("{earlier: overall.grade}", "{earlier: overall.grad}", "the record has no field `overall.grad`"),
        ("{list: letters}", "{list: leters}", "no list named `leters`"),
        ("facets: [one]", "facets: [two]", "no facet named `two`"),
        ("{scale: 2}", "{scale: two}", "`scale` is `any`, `lowest`, `highest` or the number of a level"),
        ('"+1 02-01"', '"+1 02-30"', "`day` is a list of two days"),
        ("{digits: 10}", "{numbers: 10}", "a value is a text, a list, or has"),
        ("weight: 3", "weight: 0", "`weight` must be a whole number from 1 to 1000"),
        ("weight: 3", "wheight: 3", "the alternative has no key `wheight`"),
        ("school-year: 2024-25\n", "", "the file of samples has no `school-year`"),
    ],
)
def test_mistakes(old, new, message, parse):
    assert old in SMALL
    book, problems = parse(SMALL.replace(old, new, 1))
    assert book is None
    assert any(message in problem.message for problem in problems), problems
    assert all(problem.span.path == "samples.yaml" for problem in problems)
