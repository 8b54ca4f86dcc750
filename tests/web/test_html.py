"""HTML reports in a browser: nothing scrolls sideways, no type is small, axe-core finds nothing, nothing is asked for.

`make axe` looks at every student of both reports in all languages; the suite at one of each, others in each language.
"""

from itertools import count

import pytest

from scorepress.components import kinds
from scorepress.noun import replace

NARROWEST = 320
"""CSS pixels: a wide screen at four times its size (WCAG 2.1, 1.4.10)."""

WIDTHS = (360, 768, 1280)
SMALLEST = 12.0
"""Of any type, in CSS pixels; 9 points on paper."""


@pytest.fixture(scope="module")
def documents(samples, all_students):
    """Name -> HTML: reports, a bilingual one of each, one in the reader's own fonts, and the gallery."""
    found, turn = {}, count()
    for report in samples.reports:
        press, students = samples.press(report), range(len(samples.students(report)))
        for language in samples.languages:
            for student in students if all_students else [next(turn) % len(students)]:
                pages = samples.pages(report, student, language)
                found[f"{report} {student + 1} {language}"] = press.html(pages, pages[0].title, embed_fonts=True)
        for student in students if all_students else [0]:
            pages = samples.pages(report, student, "en") + samples.pages(report, student, "vi")
            found[f"{report} {student + 1} en-vi"] = press.html(pages, pages[0].title)
    gallery = [replace(samples.gallery(kind)[1], number=number) for number, kind in enumerate(kinds(), 1)]
    found["gallery"] = samples.press(samples.reports[0]).html(gallery, "Gallery", embed_fonts=True)
    return found


@pytest.fixture(scope="module")
def answers(documents, browser, tmp_path_factory):
    """Name -> what the browser says."""
    folder, jobs = tmp_path_factory.mktemp("html"), []
    for number, html in enumerate(documents.values()):
        file = folder / f"{number}.html"
        file.write_text(html, encoding="utf-8")
        jobs.append({"file": str(file), "width": WIDTHS[0], "measure": (NARROWEST, *WIDTHS), "axe": True})
    return dict(zip(documents, browser(jobs), strict=True))


PARTS = ("page-has-heading-one", "heading-order")
"""Rules that do not hold for the gallery: its pages show one component each."""


def test_axe_finds_nothing(answers):
    assert all(answer["axe"]["passes"] > 10 for answer in answers.values())
    violations = [
        f"{name}: {line}" for name, answer in answers.items() for line in answer["axe"]["violations"]
        if not (name == "gallery" and line.startswith(PARTS))
    ]  # fmt: skip
    assert violations == []


def measured(answers):
    return [(name, width, found) for name, answer in answers.items() for width, found in answer["measure"].items()]


def test_nothing_scrolls_sideways(answers):
    assert [(name, width, m["wide"]) for name, width, m in measured(answers) if m["scroll"] or m["wide"]] == []


def test_no_type_is_small(answers):
    found = [(name, width, m) for name, width, m in measured(answers) if int(width) in WIDTHS]
    assert [(name, width, m["small"]) for name, width, m in found if m["small"]] == []
    assert min(m["smallest"] for _, _, m in found) >= SMALLEST


def test_the_policy_holds_and_nothing_is_asked_for(answers):
    """The browser's console is empty: the style sheet has the hash that the policy names, and no request is made."""
    assert {name: answer["errors"] for name, answer in answers.items() if answer["errors"]} == {}


# --- planted defects, each of which must be found ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def defects(samples, browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("defects")
    pages = samples.pages(samples.reports[-1], 0, "en")
    html = samples.press(samples.reports[-1]).html(pages, pages[0].title)
    planted = {
        "heading": html.replace("<h2", "<h4").replace("</h2>", "</h4>"),
        "figure": html.replace('role="img" aria-label="', 'role="img" data-was="'),
        "language": html.replace('<html lang="en"', '<html lang="xx-nonsense"'),
        "scope": html.replace('scope="col"', 'scope="colum"'),
        "script": html.replace("</main>", '<script>document.title = "changed"</script></main>'),
        "style": html.replace("<style>", "<style> "),
        "elsewhere": html.replace("</main>", '<img src="https://example.org/x.png" alt="x"></main>'),
        "wide": html.replace("</main>", f"<p>{'wide' * 99}</p></main>").replace("overflow-wrap:break-word;", ""),
    }
    files = {name: folder / f"{name}.html" for name in planted}
    for name, file in files.items():
        assert planted[name] != html, name
        file.write_text(planted[name], encoding="utf-8")
    jobs = [{"file": str(file), "width": 360, "measure": [360], "axe": True} for file in files.values()]
    return dict(zip(planted, browser(jobs), strict=True))


@pytest.mark.parametrize(
    ("defect", "rule"),
    [
        ("heading", "heading-order"),
        ("figure", "svg-img-alt"),
        ("language", "html-lang-valid"),
        ("scope", "scope-attr-valid"),
    ],
)
def test_axe_finds_a_planted_defect(defects, defect, rule):
    assert [line for line in defects[defect]["axe"]["violations"] if line.startswith(f"{rule}: ")]


@pytest.mark.parametrize("defect", ["script", "style", "elsewhere"])
def test_the_policy_stops_what_is_planted(defects, defect):
    assert any("Content Security Policy" in line for line in defects[defect]["errors"])


def test_a_page_that_scrolls_is_found(defects):
    assert defects["wide"]["measure"]["360"]["scroll"] > 0
