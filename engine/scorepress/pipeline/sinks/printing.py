"""The sink `print`: sets of copies for paper, by school: one PDF to print on both sides, and the order list for it.

How many copies a student has, and in which languages, is the layout's to say (`printing` in report.yaml); so is the
sheet that lies before the sets. The list names no student: it has the number that the file's name has.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from scorepress.model.diagnostic import ScorepressError
from scorepress.model.record import Origin, Record
from scorepress.model.values import Value
from scorepress.noun import Noun, asdict, astuple, names
from scorepress.pipeline.binding import SIDES, Binder, Drawn, draw_once, even
from scorepress.pipeline.press import Press
from scorepress.pipeline.sinks import Bound, Member, Put
from scorepress.pipeline.sinks.printed import Printing, bookmark

COUNTED = ("set.students", "set.copies", "set.pages", "set.sheets")
"""The fields of a separator's record that are counted here."""


class Order(Noun, frozen=True):
    """One student's line of the order list. number: from 1. first_page: in the PDF, from 1. pages: blank ones included.

    languages: of the copies, in order. sheets: printed on both sides.
    """

    number: int
    report: str
    copies: int
    languages: str
    first_page: int
    pages: int
    sheets: int


class PrintOrders:
    """Sets of copies, and what the printer must know of them."""

    name = "print"
    version = 2
    binds = True

    def languages(self, press: Press, record: Record, wanted: tuple[str, ...]) -> tuple[str, ...]:
        """The language of each copy: the first of what is wanted; of the last, the student's own if it is printed."""
        plan = press.template.printing
        copies = plan.copies if plan else 1
        own, _name = press.student_language(record)
        last = own if plan and copies > 1 and own in plan.own_languages else None
        return (*wanted[:1] * (copies - 1), last or wanted[0])

    def adds(self, press: Press) -> object:
        """The plan for printing, the separator with it."""
        return press.template.printing

    def bind(self, press: Press, name: str, members: Iterator[Member], put: Put) -> Bound:
        """Make the PDF and the lists of one set; none when nobody in it can be printed."""
        printing, sets = Printing(), Binder(press)

        def make(some: Sequence[Member]) -> list[Sequence[Drawn] | ScorepressError]:
            wanted = [(member, code) for member in some for code in dict.fromkeys(member.languages)]
            drawn = sets.draw([(member.record, (code,)) for member, code in wanted])
            known = {(member.student, code): one for (member, code), one in zip(wanted, drawn, strict=True)}
            return [copies_of([known[member.student, code] for code in member.languages]) for member in some]

        made = list(printing.each(members, make, lambda copies: sum(copy.pages for copy in copies)))
        if not made:
            return Bound((), (), tuple(printing.refused))
        sheet = separator(press, [member.record.values for member, _ in made], [copies for _, copies in made])
        if sheet is not None:
            sets.add(sheet)
        before, orders = sets.pages, []
        for number, (member, copies) in enumerate(made, 1):
            begin, marks = sets.pages, (bookmark(press, member), *[None] * len(copies))
            pages = sum(sets.add(copy, mark) for copy, mark in zip(copies, marks, strict=False))
            languages = " ".join(member.languages)
            orders.append(Order(number, member.file, len(copies), languages, begin + 1, pages, pages // SIDES))
        with put(f"{name}.pdf") as stream:
            stream.write(sets.finish())
        for ending, text in (("csv", as_csv(orders)), ("json", as_json(press, orders, before))):
            with put(f"{name}.{ending}") as stream:
                stream.write(text.encode())
        files = ((f"{name}.pdf", sets.pages), (f"{name}.csv", 0), (f"{name}.json", 0))
        return Bound(files, tuple(printing.pages), tuple(printing.refused))


def copies_of(drawn: Sequence[Drawn | ScorepressError]) -> Sequence[Drawn] | ScorepressError:
    """The copies of a student, or why there are none."""
    problem = next((one for one in drawn if isinstance(one, ScorepressError)), None)
    return problem or [one for one in drawn if isinstance(one, Drawn)]


def separator(press: Press, students: Sequence[Mapping[str, Value]], copies: Sequence[Sequence[Drawn]]) -> Drawn | None:
    """The sheet before the sets, if the report has one: what all students have in common, and the counts."""
    template = press.template.printing.separator if press.template.printing else None
    if template is None:
        return None
    first = students[0]
    shared = {path: value for path, value in first.items() if all(one.get(path) == value for one in students)}
    sheets = sum(even(copy.pages) for one in copies for copy in one) // SIDES
    counts = (len(students), max(map(len, copies)), SIDES * sheets, sheets)
    known = {**shared, **dict(zip(COUNTED, counts, strict=True))}
    values = {path: value for path, value in known.items() if template.schema.field(path) is not None}
    return draw_once(Press(template), Record(values, Origin("", 0)))


def as_csv(orders: Sequence[Order]) -> str:
    """The order list as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(names(Order))
    writer.writerows(map(astuple, orders))
    return out.getvalue()


def as_json(press: Press, orders: Sequence[Order], before: int) -> str:
    """The order list as JSON, with its sums and the paper that it is for. before: pages of the separator."""
    theme = press.template.theme
    pages = before + sum(order.pages for order in orders)
    told = {
        "report": press.template.name,
        "paper": {"width": theme.width, "height": theme.height, "unit": "pt", "sides": SIDES},
        "students": len(orders),
        "copies": dict(sorted(Counter(code for order in orders for code in order.languages.split()).items())),
        "separator_pages": before,
        "pages": pages,
        "sheets": pages // SIDES,
        "orders": [asdict(order) for order in orders],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


SINK = PrintOrders()
