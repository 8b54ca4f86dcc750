"""The table of years."""

import pytest

from scorepress.model.scene import Role
from scorepress.model.template import Overflow

YAML = """
score-label: Overall score
level-label: Performance level
columns:
  - x: column 3
    heading: Two years ago
    detail: 2023–24, Grade 5
    message: "{MESSAGE}"
    result: {when: two years ago shows the score, score: "551", level: Level 2, name: Intermediate English Learner}
  - x: column 5
    heading: One year ago
    detail: 2024–25, Grade 6
    message: "{nothing}"
    result: {when: last year shows the score, score: "638", level: Level 1, name: Novice English Learner}
  - x: column 7
    heading: This year
    detail: 2025–26, Grade 6
    result: {score: "SCORE", level: Level 2, name: Intermediate English Learner, note: asterisk}
"""


def draw(desk, *shown, message="Eligible but not tested.", score="651", **place):
    desk.true |= {f"{year} shows the score" for year in shown}
    yaml = YAML.replace("MESSAGE", message).replace("SCORE", score)
    return desk.draw("history-table", yaml, **{"y": 471, "overflow": Overflow(shrink_to=9), **place})


def test_the_measures_of_the_look(desk):
    sheet = draw(desk, "last year")
    assert sheet.words == [
        ("Two years ago", 186, 471, 11), ("2023–24, Grade 5", 186, 483, 9),
        ("One year ago", 318, 471, 11), ("2024–25, Grade 6", 318, 483, 9),
        ("This year", 450, 471, 11), ("2025–26, Grade 6", 450, 483, 9),
        ("Overall score", 54, 510, 9), ("Eligible but", 186, 510, 11), ("not tested.", 186, 525, 11),
        ("638", 318, 510, 13), ("651", 450, 510, 13),
        ("Performance level", 54, 528, 9),
        ("Level 1", 318, 528, 11), ("Novice English Learner", 318, 540, 9),
        ("Level 2", 450, 528, 11), ("Intermediate", 450, 540, 9), ("English Learner", 450, 552, 9),
    ]  # fmt: skip
    (rule,) = sheet.lines
    assert (rule.x1, rule.x2, rule.y1, rule.stroke.width) == (54, 558, 492, 0.5)
    assert sheet.drawn.bottom == 552
    assert sheet.codes == []


def test_read_row_by_row_with_its_headers(desk):
    sheet = draw(desk, "last year")
    (table,) = sheet.groups(Role.TABLE)
    roles = [[cell.semantics.role for cell in row.items] for row in table.items]
    assert {row.semantics.role for row in table.items} == {Role.ROW}
    assert roles[0] == [Role.CELL, *[Role.COLUMN_HEADER] * 3]
    assert roles[1] == roles[2] == [Role.ROW_HEADER, *[Role.CELL] * 3]
    said = [[" ".join(sheet.read((cell,))) for cell in row.items] for row in table.items]
    assert said == [
        ["", "Two years ago 2023–24, Grade 5", "One year ago 2024–25, Grade 6", "This year 2025–26, Grade 6"],
        ["Overall score", "Eligible but not tested.", "638", "651"],
        ["Performance level", "", "Level 1 Novice English Learner", "Level 2 Intermediate English Learner"],
    ]


def test_a_year_with_neither_keeps_its_heading_and_empty_cells(desk):
    sheet = draw(desk)
    (table,) = sheet.groups(Role.TABLE)
    assert [sheet.read((row.items[2],)) for row in table.items] == [["One year ago", "2024–25, Grade 6"], [], []]
    assert len({len(row.items) for row in table.items}) == 1


def test_the_bar_of_a_message_is_a_new_line_and_is_not_printed(desk):
    sheet = draw(desk, message="Incomplete test | No score available.")
    assert [(s, y) for s, x, y, _ in sheet.words if x == 186 and y >= 510] == [
        ("Incomplete test", 510),
        ("No score available.", 525),
    ]
    assert "Incomplete test No score available." in sheet.read()


def test_a_result_takes_precedence_over_a_message(desk):
    sheet = draw(desk, "two years ago")
    assert "551" in sheet.read()
    assert "Eligible but not tested." not in sheet.read()


def test_a_message_keeps_its_rule(desk):
    (cell,) = [g for g in draw(desk).groups(Role.CELL) if g.rule]
    assert cell.rule == "rules/example.rules:7"


@pytest.mark.parametrize(("score", "refers"), [("651", None), ("601*", "asterisk")])
def test_a_marked_score_points_to_the_note(desk, score, refers):
    sheet = draw(desk, score=score)
    (cell,) = [g for g in sheet.groups(Role.CELL) if any(t.string == score for t in g.items if hasattr(t, "string"))]
    assert cell.semantics.refers == refers


def test_long_headings_shrink_together(desk):
    yaml = YAML.replace("Two years ago", "Dalawang taon noon")
    sheet = desk.draw("history-table", yaml.replace("MESSAGE", "No"), overflow=Overflow(shrink_to=9), y=471)
    assert {t.size for t in sheet.texts if t.y == 471} == {10}
    assert sheet.codes == []


def test_words_stay_in_their_columns(desk):
    sheet = draw(desk, "last year", message="Hindi kumpleto ang pagsusulit | Walang makukuhang puntos.")
    assert sheet.codes == []
    for string, x, _, _ in sheet.words:
        (text,) = [t for t in sheet.texts if (t.string, round(t.x, 2)) == (string, x)][:1]
        assert text.x + text.width <= x + 108.01
