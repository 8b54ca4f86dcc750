"""Text: a paragraph, a heading, a note, a link or decoration."""

from scorepress.model.color import Color
from scorepress.model.component import Drawn, Pen, Place
from scorepress.model.report import Phrase
from scorepress.model.scene import Group, Item, Role, Semantics
from scorepress.model.style import Style
from scorepress.noun import Noun

_ROLES = {"paragraph": Role.PARAGRAPH, "heading": Role.HEADING, "note": Role.NOTE, "artifact": Role.ARTIFACT}


class Props(Noun, frozen=True):
    """The properties of schemas/components/text.schema.json."""

    text: Phrase
    style: Style
    color: Color
    role: str
    align: str
    anchor: str
    balance: bool
    lines: int | None
    height: float | None
    id: str | None
    link: str | None


def draw(props: Props, place: Place, pen: Pen) -> Drawn:
    """Set the text from place.y on; with `anchor: middle` place.y is the mean of its first and last baseline."""
    setting = pen.fit(props.text.text, props.style, place.width, lines=props.lines, height=props.height,
                      overflow=place.overflow, balance=props.balance, span=place.span)  # fmt: skip
    leading = setting.style.leading
    leads = (len(setting.lines) - 1) * leading
    first = place.y - leads / 2 if props.anchor == "middle" else place.y
    words = pen.paragraph(place.x, first, setting, props.color, phrase=props.text, width=place.width, align=props.align)
    return Drawn((_meant(words, props),), first + leads, first + leads + leading)


def _meant(words: Group, props: Props) -> Group:
    """The words with their role; a link is a link inside of it."""
    name, _, level = props.role.partition(" ")
    role = Semantics(_ROLES[name], int(level) if level else None, lang=words.semantics.lang, id=props.id)
    items: tuple[Item, ...] = words.items
    if props.link is not None:
        items = (Group(Semantics(Role.LINK, href=props.link), items, text=words.text, style=words.style),)
    return Group(role, items, words.region, words.rule, words.source, words.text, words.style)
