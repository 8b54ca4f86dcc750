"""The rule between sections."""

from scorepress.model.scene import Role


def test_a_rule_over_the_block_is_decoration(desk):
    sheet = desk.draw("divider", "thickness: 1.5pt", x=54, y=111, width=504)
    (group,) = sheet.drawn.items
    (line,) = sheet.lines
    assert group.semantics.role is Role.ARTIFACT
    assert (line.x1, line.y1, line.x2, line.y2) == (54, 111, 558, 111)
    assert (line.stroke.width, line.stroke.color) == (1.5, desk.theme.colors["ink"])


def test_what_follows_has_its_baseline_24_below(desk):
    drawn = desk.draw("divider", "{}", y=111).drawn
    assert (drawn.bottom, drawn.next) == (111, 135)
