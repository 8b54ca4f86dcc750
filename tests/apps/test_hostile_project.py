"""Project files that are broken, strange or made to do harm: a diagnostic that names the file, never a traceback."""

import time

import pytest

from scorepress.resources import builtin

REPORT = "summative-alternate-elpac"
LAYOUT, REPORT_FILE, THEME = f"layouts/{REPORT}/page-1.yaml", f"layouts/{REPORT}/report.yaml", "layouts/theme.yaml"
RULES, VOCABULARY = f"rules/{REPORT}/overall.rules", f"rules/{REPORT}/vocabulary.rules"
CATALOGUE, LANGUAGES = f"locales/es/{REPORT}.po", "locales/languages.yaml"
RECORD = "schemas/student-record.schema.json"
FILES = [LAYOUT, REPORT_FILE, THEME, RULES, CATALOGUE, LANGUAGES, RECORD]
CHECK = ("check", "--report", REPORT)


def text_of(path):
    return (builtin() / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES)
def test_bytes_that_are_no_text(scorepress, write, path):
    write(path, bytes(range(256)) * 10)
    done = scorepress(*CHECK, code=1)
    assert f"`{path}` is not UTF-8: byte 0x80 in line 2 cannot be read" in done.stderr
    assert f"--> {path}:2:" in done.stderr


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda data: data.decode().encode("utf-16"), "is not UTF-8"),
        (lambda data: b"\xe9" + data, "is not UTF-8: byte 0xe9 in line 1"),
        (lambda data: data[:200] + b"\0" + data[200:], "error["),
        (lambda _: b"x: y\n" * 5_000_000, "is larger than 20,000,000 bytes"),
    ],
    ids=["utf-16", "latin", "nul", "huge"],
)
def test_bytes_that_are_no_plain_text(scorepress, write, spoil, words):
    path = RULES if words == "error[" else LAYOUT
    write(path, spoil((builtin() / path).read_bytes()))
    done = scorepress(*CHECK, code=1)
    assert words in done.stderr
    assert f"--> {path}:" in done.stderr


@pytest.mark.parametrize("spoil", [lambda b: b.replace(b"\n", b"\r\n"), lambda b: b"\xef\xbb\xbf" + b],
                         ids=["crlf", "bom"])  # fmt: skip
def test_what_editors_of_other_systems_do_is_harmless(scorepress, write, spoil):
    before = scorepress("show", "svg", REPORT, "--language", "es").stdout
    for path in FILES:
        write(path, spoil((builtin() / path).read_bytes()))
    assert "nothing to mend" in scorepress(*CHECK).stderr
    assert scorepress("show", "svg", REPORT, "--language", "es").stdout == before


@pytest.mark.parametrize(
    ("path", "kind"), [*((path, "folder") for path in FILES), (LAYOUT, "loop"), (RULES, "gone"), (CATALOGUE, "gone")]
)
def test_the_builtin_file_never_stands_in_for_one_that_cannot_be_read(scorepress, path, kind):
    place = scorepress.folder / path
    place.parent.mkdir(parents=True)
    if kind == "folder":
        place.mkdir()
    else:
        place.symlink_to(place.name if kind == "loop" else "nowhere")
    done = scorepress(*CHECK, code=1)
    assert f"error[file-not-readable]: `{path}`" in done.stderr
    assert "= hint: " in done.stderr


@pytest.mark.parametrize("path", FILES)
def test_an_empty_file(scorepress, write, path):
    write(path, "")
    done = scorepress(*CHECK, code=0 if path == CATALOGUE else 1)
    assert "[missing-translation]" in done.stderr if path == CATALOGUE else "error[" in done.stderr


DEEP = 100_000


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        (LAYOUT, "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "anchors (`&`) and aliases (`*`) are not used here"),
        (LAYOUT, "!!python/object/apply:os.system [echo]\n", "tags (`!`) are not used here"),
        (LAYOUT, "a: " + "[" * DEEP, "nested deeper than 40 levels"),
        (LAYOUT, "a: " + "{a: " * DEEP, "nested deeper than 40 levels"),
        (LAYOUT, "page: 1\n---\npage: 2\n", "a second document begins here"),
        (LAYOUT, "page: 1\nregions: [\n", "the file stops being YAML here"),
        (LAYOUT, "<<: {page: 1}\n", "no key named `<<` here"),
        (LAYOUT, "- page\n", "the file must hold keys and values"),
        (LAYOUT, "".join(f"k{n}: 1\n" for n in range(9_000)), "error[unknown-key]"),
        (THEME, "page: {width: 1e9in}\n", "error[wrong-value]"),
        (RULES, "message x\n  when " + "(" * DEEP + "y" + ")" * DEEP + ': "z"\n', "nested more than 50 deep"),
        (RULES, "message x\n  when " + "not " * DEEP + 'y: "z"\n', "error[rule-syntax]"),
        (RULES, "x" * 3_000_000, "at most 2,000,000 are read"),
        (RULES, '"' * 50_000, "error[rule-syntax]"),
        (CATALOGUE, 'msgid "' + "x" * 1_000_000, "error[catalogue-syntax]"),
        (CATALOGUE, 'msgid ""\n"x"\n' * 5000, "error[catalogue-syntax]"),
        (RECORD, '{"a":' * DEEP, "the schema is nested too deeply"),
        (RECORD, '{"properties": {"a": {"$ref": "#/$defs/x"}}, "$defs": {"x": {"$ref": "#/$defs/x"}}}',
         "nested more than 20 deep"),
        (RECORD, '{"type": "object", "properties": {"a": {"type": "string", "pattern": "("}}}',
         "`pattern` is no regular expression"),
        (RECORD, '{"type": "object", "properties": {"a": {"type": "integer", "minimum": "x"}}}',
         "`minimum` is not a whole number"),
        (LANGUAGES, "source: en\nlanguages: {}\n", "expected at least 1 entries, found 0"),
    ],
    ids=lambda value: repr(value[:24]) if isinstance(value, str) and "/" not in value else None,
)  # fmt: skip
def test_text_that_is_made_to_do_harm(scorepress, write, path, text, words):
    write(path, text)
    begun = time.monotonic()
    done = scorepress(*CHECK, code=1)
    assert words in done.stderr
    assert f"--> {path}:" in done.stderr
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (REPORT_FILE, "../theme.yaml", "../../../../../../etc/passwd"),
        (REPORT_FILE, "../theme.yaml", "/etc/passwd"),
        (REPORT_FILE, "../theme.yaml", '"a\\0b.yaml"'),
        (REPORT_FILE, "../theme.yaml", "x" * 5000 + ".yaml"),
        (REPORT_FILE, "page-2.yaml", "../../../../etc/passwd"),
        (LAYOUT, "x: column 1", "x: column " + "9" * 5000),
        (LAYOUT, "width: 4 columns", "width: " + "9" * 5000 + " columns"),
        (LAYOUT, "y: 45pt", "y: " + "9" * 5000 + "pt"),
        (LAYOUT, "https://elpac", "javascript:alert(1)//elpac"),
        (RULES, "level that year is 3:", "level that year is " + "9" * 5000 + ":"),
        (RULES, "201-243", "201-" + "9" * 5000),
    ],
)
def test_values_that_are_made_to_do_harm(scorepress, write, path, before, after):
    text = text_of(path)
    assert before in text
    write(path, text.replace(before, after, 1))
    done = scorepress(*CHECK, code=1)
    assert "error[" in done.stderr
    assert "root:" not in done.stderr


def test_a_file_name_that_would_leave_the_folder(scorepress, write, student):
    text = text_of(REPORT_FILE)
    (line,) = (line for line in text.splitlines() if line.startswith("file-name:"))
    for template, name in (
        ("../../{student number}", "1234567890"),
        ("/var/{student number}", "var-1234567890"),
        ("..", "report"),
        ("{school}\\\\x:y|z", "Cedar-Grove-Elementary-School-x-y-z"),
        ("{school} 🌻 é", "Cedar-Grove-Elementary-School"),
    ):
        write(REPORT_FILE, text.replace(line, f'file-name: "{template}"'))
        out = f"out-{name[:4]}-{len(template)}"
        scorepress.render(write("a.jsonl", [student()]), "--format", "svg", "--out", out)
        found = sorted(path.name for path in (scorepress.folder / out).iterdir())
        assert found == [f"{name}-en-page-1.svg", f"{name}-en-page-2.svg"]


def test_a_file_name_that_is_too_long(scorepress, write, student):
    text = text_of(REPORT_FILE)
    (line,) = (line for line in text.splitlines() if line.startswith("file-name:"))
    write(REPORT_FILE, text.replace(line, f'file-name: "{"{school}" * 10}"'))
    done = scorepress.render(write("a.jsonl", [student()]), "--format", "svg", code=4)
    assert "error[file-name]" in done.stderr
    assert "at most 150 are used" in done.stderr


def letters(number):
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def test_ten_thousand_lines_of_rules(scorepress, write):
    extra = "".join(
        f'message extra {letters(n)}\n  when score last year is known: "Text {n} for {{first name}}."\n'
        f'  when score last year is unknown: nothing\n  from draft "x"\n\n'
        for n in range(2000)
    )
    assert extra.count("\n") == 10_000
    write(f"rules/{REPORT}/extra.rules", extra)
    begun = time.monotonic()
    done = scorepress(*CHECK)
    assert "error" not in done.stderr
    assert time.monotonic() - begun < 60


def test_thousands_of_mistakes(scorepress, write):
    write(f"rules/{REPORT}/extra.rules", "mesage foo\n" * 3_000)
    begun = time.monotonic()
    assert "3000 errors; 20 are shown, all with `--format json`" in scorepress(*CHECK, code=1).stderr
    assert time.monotonic() - begun < 30


def test_a_catalogue_of_many_entries(scorepress, write):
    more = "".join(f'\nmsgctxt "c{n}"\nmsgid "s{n}"\nmsgstr "t{n}"\n' for n in range(15_000))
    write(CATALOGUE, text_of(CATALOGUE) + more)
    begun = time.monotonic()
    assert "nothing to mend" in scorepress(*CHECK).stderr
    assert time.monotonic() - begun < 60
