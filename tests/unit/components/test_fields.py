"""Labels with their values."""

from scorepress.model.scene import Role

YAML = """
columns:
  - x: column 3
    width: 4 columns
    fields:
      - {label: Student, value: Maya Rosario Delgado}
      - {label: School, value: SCHOOL}
  - x: column 7
    width: 2 columns
    fields:
      - {label: Grade, value: "6", when: the grade is text}
      - {label: Number, value: "1234567890"}
"""


def draw(desk, school="Poppy Hills Middle School"):
    desk.true.add("the grade is text")
    return desk.draw("fields", YAML.replace("SCHOOL", school), y=159)


def test_rows_stand_36_apart_and_values_15_below_their_labels(desk):
    sheet = draw(desk)
    assert sheet.words == [
        ("Student", 186, 159, 9),
        ("Maya Rosario Delgado", 186, 174, 11),
        ("School", 186, 195, 9),
        ("Poppy Hills Middle School", 186, 210, 11),
        ("Grade", 450, 159, 9),
        ("6", 450, 174, 11),
        ("Number", 450, 195, 9),
        ("1234567890", 450, 210, 11),
    ]
    assert (sheet.drawn.bottom, sheet.drawn.next) == (210, 231)


def test_a_school_of_100_letters_comes_out_whole_and_its_row_grows(desk):
    school = "Our Lady of the Immaculate Conception Preparatory Academy for Mathematics and Sciences and Languages East"
    sheet = draw(desk, school)
    assert len(school) >= 100
    assert school in sheet.read()
    assert sheet.codes == []
    assert sheet.drawn.bottom == 210 + 15 * 2


def test_a_field_that_is_left_out_leaves_no_hole(desk):
    sheet = desk.draw("fields", YAML, y=159)
    assert ("Number", 450, 159, 9) in sheet.words
    assert "Grade" not in sheet.read()


def test_a_list_of_labels_with_their_values(desk):
    sheet = draw(desk)
    assert [len(g.items) for g in sheet.groups(Role.LIST)] == [4]
    assert [sheet.read(g.items) for g in sheet.groups(Role.LIST_ITEM)][1] == ["School", "Poppy Hills Middle School"]


def test_a_long_label_wraps_above_its_value(desk):
    yaml = "columns: [{x: 54pt, width: 60pt, fields: [{label: Number of the student, value: A}, {label: B, value: C}]}]"
    sheet = desk.draw("fields", yaml, y=100)
    assert [y for _, _, y, _ in sheet.words] == [100, 112, 127, 148, 163]
