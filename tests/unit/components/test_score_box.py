"""The box with the result."""

from scorepress.model.scene import Role
from scorepress.model.template import Overflow

YAML = """
level-label: Performance level
level: Level 2
level-name: Intermediate English Learner
score-label: Overall score
score: "651"
note: asterisk
"""


def draw(desk, **words):
    yaml = YAML
    for old, new in words.values():
        yaml = yaml.replace(old, new)
    return desk.draw("score-box", yaml, x=54, y=147, width=240, overflow=Overflow(shrink_to=9))


def test_the_words_stand_where_the_look_puts_them(desk):
    sheet = draw(desk)
    assert sheet.words == [
        ("Performance level", 66, 168, 9),
        ("Level 2", 66, 204, 27),
        ("Intermediate", 66, 225, 11),
        ("English Learner", 66, 240, 11),
        ("Overall score", 198, 168, 9),
        ("651", 198, 204, 36),
    ]
    assert sheet.codes == []


def test_the_box_is_filled_with_the_colour_of_the_result_and_the_words_are_bold(desk):
    sheet = draw(desk)
    (box,) = sheet.rects
    assert (box.x, box.y, box.width, box.height) == (54, 147, 240, 105)
    assert (box.fill, box.stroke) == (desk.theme.colors["result"], None)
    assert {t.font.weight for t in sheet.texts} == {700}
    assert {t.color for t in sheet.texts} == {desk.theme.colors["paper"]}
    assert min(t.size for t in sheet.texts) >= 9


def test_label_and_value_are_read_together(desk):
    sheet = draw(desk)
    assert [sheet.read(item.items) for item in sheet.groups(Role.LIST_ITEM)] == [
        ["Performance level", "Level 2", "Intermediate English Learner"],
        ["Overall score", "651"],
    ]
    assert [g.items for g in sheet.groups(Role.ARTIFACT)] == [(sheet.rects[0],)]


def test_a_score_with_its_mark_points_to_the_note(desk):
    refers = [g.semantics.refers for g in draw(desk, score=('"651"', '"601*"')).groups(Role.PARAGRAPH)]
    assert refers == [None, None, None, None, "asterisk"]
    assert not any(g.semantics.refers for g in draw(desk).groups(Role.PARAGRAPH))


def test_without_a_note_a_mark_points_nowhere(desk):
    sheet = draw(desk, score=('"651"', '"601*"'), note=("note: asterisk\n", ""))
    assert not any(g.semantics.refers for g in sheet.groups(Role.PARAGRAPH))


def test_long_words_shrink_and_stay_in_their_cells(desk):
    sheet = draw(
        desk,
        level=("Level 2", "Yeterlik düzeyi 2"),
        name=("Intermediate English Learner", "Estudiante de inglés de un nivel más que intermedio"),
    )
    assert sheet.codes == []
    left = [t for t in sheet.texts if t.x == 66]
    assert all(t.x + t.width <= 186 for t in left)
    assert {t.size for t in left[2:]} == {9}
    assert left[-1].y <= 252 - 12


def test_what_cannot_fit_is_reported(desk):
    assert draw(desk, name=("Intermediate English Learner", "Intermediate " * 8)).codes == ["overflow"]


def test_the_name_may_be_missing(desk):
    sheet = draw(desk, name=("level-name: Intermediate English Learner\n", ""))
    assert len(sheet.texts) == 4
    assert sheet.drawn.bottom == 252
