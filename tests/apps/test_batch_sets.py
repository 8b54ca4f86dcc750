"""`scorepress batch --sink zip|merged|print`: which files, and which of them are made again."""

import csv
import json
import shutil
import zipfile

import pypdfium2  # type: ignore[import-untyped]
import pytest

REPORT = "summative-alternate-elpac"
DISTRICT = "Sequoia-Valley-Unified-School-District"


@pytest.fixture
def batch(scorepress):
    """`scorepress batch` into `out`, in this process; gives the summary."""

    def run(*arguments, code=0, jobs=1):
        done = scorepress("batch", *arguments, "--report", REPORT, "--out", "out", "--jobs", jobs, "--json", code=code)
        return json.loads(done.stdout.splitlines()[-1])

    return run


@pytest.fixture
def school(student):
    """Students of a school: `school("Cedar", 2, 10)`, numbered from 10 on."""

    def make(name, count, first, **values):
        here = {"school.name": f"{name} School", "lea.name": DISTRICT.replace("-", " "), **values}
        return [student(**{"student.ssid": f"10000000{first + n}", **here}) for n in range(count)]

    return make


@pytest.fixture
def made(tmp_path):
    """Files of the output by path, each with what tells whether it was written again: `made()`."""

    def look():
        data = tmp_path / "out" / "data"
        return {p.relative_to(data).as_posix(): p.stat().st_ino for p in data.rglob("*") if p.is_file()}

    return look


def again(before, after):
    """The files that are new, or were written again."""
    return {path for path, stamp in after.items() if before.get(path) != stamp}


def pages(path):
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(path)]


def test_the_plan_tells_sets_that_are_not_whole(scorepress, batch, school, write, made, tmp_path):
    data = write("a.jsonl", [*school("Cedar", 2, 10), *school("Alder", 1, 20)])
    batch(data, "--sink", "zip")
    (lost,) = (path for path in made() if "Cedar" in path)
    (tmp_path / "out/data" / lost).unlink()
    plan = json.loads(scorepress("plan", "--out", "out", "--json").stdout)
    assert (plan["unchanged"], plan["sets"]) == (3, [lost.removesuffix(".zip")])
    assert f"the set {plan['sets'][0]} is bound again" in scorepress("plan", "--out", "out").stdout
    batch(data, "--sink", "zip")
    assert json.loads(scorepress("plan", "--out", "out", "--json").stdout)["sets"] == []


def test_a_zip_a_school(batch, school, write, made, tmp_path):
    data = write("a.jsonl", [*school("Cedar", 2, 10), *school("Alder", 1, 20)])
    summary = batch(data, "--sink", "zip")
    assert (summary["read"], summary["rendered"]) == (3, 3)
    assert set(made()) == {f"{DISTRICT}/Cedar-School.zip", f"{DISTRICT}/Alder-School.zip"}
    with zipfile.ZipFile(tmp_path / "out/data" / DISTRICT / "Cedar-School.zip") as archive:
        assert [name[:10] for name in archive.namelist()] == ["1000000010", "1000000011"]


@pytest.mark.parametrize(
    ("others", "left"),
    [
        ({"school.code": "12999990000001"}, 3),
        ({"lea.code": "12999990000009"}, 3),
        ({"school.name": "Cédar School", "school.code": None}, 3),
        ({"school.name": "Cédar School"}, 4),  # one code is one school
        ({"school.name": "CEDAR SCHOOL"}, 1),  # which comes first
    ],
)
def test_a_zip_is_of_one_school(scorepress, batch, school, write, made, tmp_path, others, left):
    """Who has the same name only, but for what no file's name can hold, is set aside."""
    same = {"school.code": "12999990000000", "lea.code": "12999990000000"}
    unsaid = school("Cedar", 1, 15)
    for record in unsaid:
        record["school"].pop("code", None)
    rows = [*school("Cedar", 2, 10, **same), *unsaid, *school("Cedar", 1, 20, **same | others)]
    for name in ("a.jsonl", "b.jsonl"):  # and again: nobody slips in
        if name == "b.jsonl":
            plan = json.loads(scorepress("plan", write(name, rows), "--out", "out", "--json").stdout)
            assert (plan["unchanged"], plan["quarantined"], plan["new"], plan["sets"]) == (left, 4 - left, 0, [])
        summary = batch(write(name, rows), "--sink", "zip", code=4 if left < 4 else 0)
        assert (summary["rendered"] + summary["unchanged"], summary["quarantined"]) == (left, 4 - left)
        (path,) = made()
        with zipfile.ZipFile(tmp_path / "out/data" / path) as archive:
            assert len(archive.namelist()) == left
        kept = tmp_path / "out/quarantine.jsonl"
        told = kept.read_text(encoding="utf-8") if left < 4 else ""
        assert told.count("give `--name` a word that tells them apart") == 4 - left
    if any(path.endswith("code") for path in others):
        batch(write("c.jsonl", rows), "--sink", "zip", "--name", "{lea}-{lea.code}/{school}-{school.code}", code=0)


def test_a_school_whose_name_is_spelled_otherwise_stays_one(batch, school, write, made):
    """A student who is not in the rows does not keep the others out of their set."""
    code = {"school.code": "12999990000000"}
    batch(write("a.jsonl", school("Cedar", 3, 10, **code)), "--sink", "zip", "--name", "{school}")
    rows = school("Cedar", 2, 10, **code, **{"school.name": "Cedar School."})
    summary = batch(write("b.jsonl", rows), "--sink", "zip", "--name", "{school}")
    assert (summary["rendered"], summary["quarantined"], summary["kept"]) == (2, 0, 1)
    assert set(made()) == {"Cedar-School.zip"}


@pytest.mark.parametrize("sink", ["zip", "merged", "print"])
def test_a_student_whose_school_has_another_code_today_is_set_aside(scorepress, batch, school, write, made, sink):
    """Nothing on the pages tells it, and the set has the same name."""
    rows = school("Cedar", 3, 10, **{"school.code": "12999990000001"})
    batch(write("a.jsonl", rows), "--sink", sink, "--name", "{school}")
    moved = write("b.jsonl", [*rows[:2], *school("Cedar", 1, 12, **{"school.code": "12999990000002"})])
    plan = json.loads(scorepress("plan", moved, "--out", "out", "--json").stdout)
    assert (plan["unchanged"], plan["withdrawn"], plan["sets"]) == (2, 1, ["Cedar-School"])
    assert batch(moved, "--sink", sink, "--name", "{school}", code=4)["quarantined"] == 1
    told = scorepress("verify", "out", "--records", write("c.jsonl", rows[:2])).stderr
    assert "; 0 findings" in told


def test_the_plan_tells_the_sets_that_are_bound_again(scorepress, batch, school, write, root, tmp_path):
    """Also the one that a student leaves, and all when a word of their separator sheet changes."""
    rows = [*school("Cedar", 2, 10), *school("Alder", 2, 20), *school("Birch", 1, 30)]
    batch(write("a.jsonl", rows), "--sink", "print", "--name", "{school}")
    moved = [rows[0], *school("Alder", 1, 11), *rows[2:3], *school("Alder", 1, 21, **GONE), rows[4]]
    plan = json.loads(scorepress("plan", write("b.jsonl", moved), "--out", "out", "--json").stdout)
    assert (plan["again"], plan["withdrawn"], plan["sets"]) == (1, 1, ["Alder-School", "Cedar-School"])
    scorepress("new", "mine")
    shutil.copytree(root / "layouts/sheets", tmp_path / "mine/layouts/sheets")
    sheet = tmp_path / "mine/layouts/sheets/separator/page-1.yaml"
    text = sheet.read_text("utf-8")
    assert "Pages after" in text
    sheet.write_text(text.replace("Pages after", "Pages behind"), encoding="utf-8")
    asked = ("plan", "a.jsonl", "--out", "out", "--project", "mine", "--json")
    assert json.loads(scorepress(*asked).stdout)["sets"] == ["Alder-School", "Birch-School", "Cedar-School"]
    assert json.loads(scorepress("plan", "a.jsonl", "--out", "out", "--json").stdout)["sets"] == []


GONE = {"overall.participation": "none", "overall.score": None, "overall.level": None}


def test_names_are_sorted_by_their_letters(batch, school, write, tmp_path):
    names = ["Abad", "Đặng", "Dao", "d’Arc", "Łukasz", "Mora", "O’Brien", "O'Bryan", "Ohana", "ʻOkana", "Øster",
             "Zamora"]  # fmt: skip
    rows = [row for n, name in enumerate(reversed(names))
            for row in school("Cedar", 1, 10 + n, **{"student.last_name": name})]  # fmt: skip
    batch(write("a.jsonl", rows), "--sink", "print", "--name", "{school}")
    with (tmp_path / "out/data/Cedar-School.csv").open(encoding="utf-8", newline="") as stream:
        numbers = [line["report"][:10] for line in csv.DictReader(stream)]
    told = {row["student"]["ssid"]: row["student"]["last_name"] for row in rows}
    assert [told[number] for number in numbers] == names


def test_a_pdf_a_school_and_grade_in_order_of_names(batch, school, write, made, tmp_path):
    named = [{"student.last_name": name} for name in ("Zamora", "Abad")]
    rows = [row for n, name in enumerate(named) for row in school("Cedar", 1, 10 + n, **name)]
    data = write("a.jsonl", [*rows, *school("Cedar", 1, 30, **{"overall.grade": "07", "overall.level": 1,
                                                               "overall.score": 610})])  # fmt: skip
    batch(data, "--sink", "merged")
    assert set(made()) == {f"{DISTRICT}/Cedar-School/06.pdf", f"{DISTRICT}/Cedar-School/07.pdf"}
    read = pages(tmp_path / "out/data" / DISTRICT / "Cedar-School" / "06.pdf")
    assert [word for page in read[::2] for word in ("Abad", "Zamora") if word in page] == ["Abad", "Zamora"]


def test_a_set_begins_with_kindergarten(batch, school, write, tmp_path):
    grades = [("12", 870), ("01", 370), ("KN", 270)]
    rows = [row for n, (grade, score) in enumerate(grades)
            for row in school("Cedar", 1, 10 + n, **{"overall.grade": grade, "overall.level": 3,
                                                     "overall.score": score})]  # fmt: skip
    batch(write("a.jsonl", rows), "--sink", "print")
    with (tmp_path / "out/data" / DISTRICT / "Cedar-School.csv").open(encoding="utf-8", newline="") as stream:
        orders = list(csv.DictReader(stream))
    assert [order["report"][:10] for order in orders] == ["1000000012", "1000000011", "1000000010"]


def test_print_orders(scorepress, batch, school, write, made, tmp_path):
    speaks = [{"student.primary_language": code} for code in ("spa", "yue", "kor", "eng")]
    rows = [row for n, one in enumerate(speaks) for row in school("Cedar", 1, 10 + n, **one)]
    batch(write("a.jsonl", rows), "--sink", "print")
    assert set(made()) == {f"{DISTRICT}/Cedar-School.{ending}" for ending in ("pdf", "csv", "json")}
    folder = tmp_path / "out/data" / DISTRICT
    with (folder / "Cedar-School.csv").open(encoding="utf-8", newline="") as stream:
        orders = list(csv.DictReader(stream))
    assert [order["languages"] for order in orders] == ["en es", "en zh-Hant", "en en", "en en"]
    assert json.loads((folder / "Cedar-School.json").read_text(encoding="utf-8"))["copies"] == {
        "en": 6,
        "es": 1,
        "zh-Hant": 1,
    }
    read = pages(folder / "Cedar-School.pdf")
    assert len(read) == 2 + 4 * 4
    assert "Cedar School" in read[0]
    told = json.loads(scorepress("verify", "out", "--records", "a.jsonl", "--json").stdout)
    assert (told["opened"], told["pages"], told["findings"]) == (1, 16, 0)


@pytest.mark.parametrize("sink", ["zip", "print"])
def test_a_set_is_made_again_when_a_member_changes(batch, school, write, made, sink):
    cedar, alder = school("Cedar", 2, 10), school("Alder", 1, 20)
    batch(write("a.jsonl", [*cedar, *alder]), "--sink", sink)
    first = made()
    batch(write("a.jsonl", [*cedar, *alder]), "--sink", sink)
    assert again(first, made()) == set()
    cedar[0]["student"]["first_name"] = "Xaviera"
    summary = batch(write("a.jsonl", [*cedar, *alder]), "--sink", sink)
    assert (summary["rendered"], summary["unchanged"]) == (1, 2)
    assert {path.rsplit("/", 1)[1].split(".")[0] for path in again(first, made())} == {"Cedar-School"}


def test_who_stands_there_twice_keeps_the_pages(batch, school, write, made, tmp_path):
    (bea,) = school("Cedar", 1, 10, **{"student.first_name": "Bea"})
    batch(write("a.jsonl", [bea]), "--sink", "merged")
    before = made()
    batch(write("b.jsonl", [*school("Cedar", 1, 10, **{"student.first_name": "Ana"}), bea]), "--sink", "merged")
    (line,) = (json.loads(one) for one in (tmp_path / "out/manifest.jsonl").read_text("utf-8").splitlines())
    assert (line["pages"], line["row"], again(before, made())) == (2, 2, set())


def test_why_a_set_has_gone_is_told(batch, school, write, tmp_path):
    batch(write("a.jsonl", [*school("Cedar", 1, 10), *school("Alder", 1, 20)]), "--sink", "merged")
    batch(write("b.jsonl", [*school("Cedar", 1, 10), *school("Cedar", 1, 20)]), "--sink", "merged")
    gone = [json.loads(line) for line in (tmp_path / "out/withdrawn.jsonl").read_text("utf-8").splitlines()]
    assert [(line["path"].split("/")[-2], line["reason"]) for line in gone] == [
        ("Alder-School", "the set has no students any more")
    ]


def test_a_student_who_moves_leaves_one_set_for_the_other(batch, school, write, made, tmp_path):
    data = write("a.jsonl", [*school("Cedar", 2, 10), *school("Alder", 1, 20)])
    batch(data, "--sink", "zip")
    moved = [*school("Cedar", 1, 10), *school("Alder", 1, 11), *school("Alder", 1, 20)]
    batch(write("a.jsonl", moved), "--sink", "zip")
    found = {}
    for path in made():
        with zipfile.ZipFile(tmp_path / "out/data" / path) as archive:
            found[path.rsplit("/", 1)[1]] = [name[:10] for name in archive.namelist()]
    assert found == {"Cedar-School.zip": ["1000000010"], "Alder-School.zip": ["1000000011", "1000000020"]}


def test_a_file_that_is_gone_is_made_again(batch, school, write, made, tmp_path):
    data = write("a.jsonl", [*school("Cedar", 1, 10), *school("Alder", 1, 20)])
    batch(data, "--sink", "print")
    before = {path: (tmp_path / "out/data" / path).read_bytes() for path in made()}
    (tmp_path / "out/data" / DISTRICT / "Cedar-School.csv").unlink()
    first = made()
    batch(data, "--sink", "print")
    assert {path: (tmp_path / "out/data" / path).read_bytes() for path in made()} == before
    assert {path.rsplit("/", 1)[1].split(".")[0] for path in again(first, made())} == {"Cedar-School"}


def test_an_edit_of_the_separator_makes_print_orders_again(batch, school, write, made, root, tmp_path):
    for part in ("layouts", "rules", "locales", "schemas"):
        shutil.copytree(root / part, tmp_path / "project" / part)
    data, here = write("a.jsonl", school("Cedar", 1, 10)), ("--project", "project")
    batch(data, "--sink", "print", *here)
    first = made()
    page = tmp_path / "project/layouts/sheets/separator/page-1.yaml"
    page.write_text(page.read_text(encoding="utf-8").replace("Sets for Printing", "Printing"), encoding="utf-8")
    summary = batch(data, "--sink", "print", *here)
    assert (summary["rendered"], summary["unchanged"]) == (0, 1)
    assert f"{DISTRICT}/Cedar-School.pdf" in again(first, made())


def test_who_stays_in_a_set_is_noted_as_printed(batch, school, write, root, tmp_path):
    """Also when the wording changed, and the student stands in none of the rows."""
    for part in ("layouts", "rules", "locales", "schemas"):
        shutil.copytree(root / part, tmp_path / "project" / part)
    cedar, here = school("Cedar", 2, 10), ("--project", "project", "--sink", "zip")

    def noted():
        lines = map(json.loads, (tmp_path / "out/manifest.jsonl").read_text("utf-8").splitlines())
        return {line["student"][:10]: [line[name] for name in ("content", "rules", "run")] for line in lines}

    batch(write("a.jsonl", cedar), *here)
    before = noted()
    rules = tmp_path / "project/rules" / REPORT / "overall.rules"
    rules.write_text(
        "# a line more\n" + rules.read_text("utf-8").replace("may need frequent", "may often need"), "utf-8"
    )
    batch(write("b.jsonl", cedar[:1]), *here)
    after = noted()
    shutil.rmtree(tmp_path / "out")
    batch(write("c.jsonl", cedar), *here)
    assert {student: [*told[:2], 2] for student, told in noted().items()} == after
    assert [before[student][:2] != after[student][:2] for student in before] == [True, True]


@pytest.mark.parametrize("sink", ["zip", "merged", "print"])
def test_a_name_that_cannot_be_printed_does_not_make_the_set_anew_each_night(batch, school, write, made, sink):
    """What has a new date is what has to be printed again."""
    rows = school("Cedar", 3, 10)
    rows[2]["student"]["first_name"] = "ทดสอบ"
    data = write("a.jsonl", rows)
    batch(data, "--sink", sink, code=4)
    before = made()
    batch(data, "--sink", sink, code=4)
    assert before
    assert again(before, made()) == set()


# --- who stands in none of the rows -----------------------------------------------------------------------------------


@pytest.fixture
def inside(tmp_path):
    """The numbers of the students in each archive: `inside()`."""

    def look():
        found = {}
        for path in (tmp_path / "out/data").rglob("*.zip"):
            with zipfile.ZipFile(path) as archive:
                found[path.stem] = sorted(name[:10] for name in archive.namelist())
        return found

    return look


def told(tmp_path, name):
    path = tmp_path / "out" / name
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else None


def test_who_stays_in_a_set_may_have_a_field_that_is_no_more(batch, school, write, root, tmp_path, inside):
    for part in ("layouts", "rules", "locales", "schemas"):
        shutil.copytree(root / part, tmp_path / "project" / part)
    here, cedar = ("--project", "project", "--sink", "zip"), school("Cedar", 2, 10, **{"student.local_id": "77"})
    batch(write("a.jsonl", cedar), *here)
    for path in ("student-record.schema.json", "formats/toms-elpac.yaml"):
        file = tmp_path / "project/schemas" / path
        lines = file.read_text("utf-8").splitlines(keepends=True)
        file.write_text("".join(line for line in lines if "local_id" not in line), "utf-8")
    batch(write("b.jsonl", school("Cedar", 1, 10, **{"student.first_name": "Xaviera"})), *here)
    assert inside() == {"Cedar-School": ["1000000010", "1000000011"]}


def test_who_stays_in_a_set_does_not_give_way_to_another_pattern(batch, school, write, inside):
    rows = [*school("Cedar", 2, 10), *school("Alder", 1, 20)]
    batch(write("a.jsonl", rows), "--sink", "zip", "--name", "{lea}")
    summary = batch(write("b.jsonl", rows[:1]), "--sink", "zip")
    assert inside() == {DISTRICT: ["1000000011", "1000000020"], "Cedar-School": ["1000000010"]}
    assert (summary["kept"], summary["lost"]) == (2, 0)


def test_who_stays_in_a_set_does_not_give_way_to_a_school_of_the_same_name(
    batch, school, write, inside, lines, tmp_path
):
    batch(write("a.jsonl", school("Same", 1, 10, **{"school.code": "12999990000011"})), "--sink", "zip")
    others = write("b.jsonl", school("Same", 3, 20, **{"school.code": "12999990000012"}))
    summary = batch(others, "--sink", "zip", code=4)
    assert inside() == {"Same-School": ["1000000010"]}
    assert (summary["quarantined"], summary["kept"], summary["lost"]) == (3, 1, 0)
    assert [line["row"] for line in told(tmp_path, "quarantine.jsonl")] == [1, 2, 3]


def test_who_can_stay_in_no_set_is_told(batch, school, write, inside, root, tmp_path):
    """By the rules as they are now the level is another."""
    for part in ("layouts", "rules", "locales", "schemas"):
        shutil.copytree(root / part, tmp_path / "project" / part)
    here, cedar = ("--project", "project", "--sink", "zip"), school("Cedar", 2, 10)
    cedar[1]["overall"] |= {"grade": "12", "score": 850}
    batch(write("a.jsonl", cedar), *here)
    rules = tmp_path / "project/rules" / REPORT / "overall.rules"
    old, new = '"12"    801-843   844-859   860-899', '"12"    801-843   844-849   850-899'
    text = rules.read_text("utf-8").replace(old, new)
    rules.write_text(text, "utf-8")
    cedar[0]["student"]["first_name"] = "Xaviera"
    summary = batch(write("b.jsonl", cedar[:1]), *here, code=4)
    assert inside() == {"Cedar-School": ["1000000010"]}
    (line,) = told(tmp_path, "lost.jsonl")
    assert (line["student"][:10], line["set"]) == ("1000000011", f"{DISTRICT}/Cedar-School")
    assert (summary["quarantined"], summary["lost"], summary["kept"]) == (0, 1, 0)
    assert told(tmp_path, "quarantine.jsonl") is None
    assert batch(write("b.jsonl", cedar[:1]), *here)["lost"] == 0
    assert told(tmp_path, "lost.jsonl") is None


def test_the_plan_knows_the_names_of_sets_and_of_their_members(scorepress, batch, school, write):
    data = write("a.jsonl", school("Cedar", 2, 10))
    batch(data, "--sink", "print")
    plan = json.loads(scorepress("plan", data, "--out", "out", "--name", "{school}", "--json").stdout)
    assert plan["again"] == 2
    assert batch(data, "--sink", "print", "--name", "{school}")["rendered"] == 2


def test_a_row_that_comes_to_nothing_behind_an_unchanged_one_is_told_by_its_place(batch, school, write, tmp_path):
    (first,) = school("Same", 1, 10, **{"school.code": "12999990000011"})
    batch(write("a.jsonl", [first]), "--sink", "zip")
    others = school("Same", 3, 20, **{"school.code": "12999990000012"})
    batch(write("b.jsonl", [*others, first]), "--sink", "zip", code=4)
    (line,) = told(tmp_path, "quarantine.jsonl")
    assert (line["input"].rpartition("/")[2], line["row"]) == ("b.jsonl", 4)


def test_two_processes_make_the_same_files(batch, school, write, made, tmp_path):
    data = write("a.jsonl", [*school("Cedar", 2, 10), *school("Alder", 2, 20)])
    batch(data, "--sink", "merged")
    one = {path: (tmp_path / "out/data" / path).read_bytes() for path in made()}
    shutil.rmtree(tmp_path / "out")
    batch(data, "--sink", "merged", jobs=2)
    assert {path: (tmp_path / "out/data" / path).read_bytes() for path in made()} == one
    assert len(one) == 2


def test_a_misspelt_separator_is_told(scorepress, root, tmp_path):
    for part in ("layouts", "rules", "locales", "schemas"):
        shutil.copytree(root / part, tmp_path / "project" / part)
    head = tmp_path / "project/layouts" / REPORT / "report.yaml"
    text = head.read_text(encoding="utf-8")
    head.write_text(text.replace("sheets/separator", "sheets/seperator").replace("vi, ", "xx, "), encoding="utf-8")
    said = scorepress("check", "project", code=1).output
    assert "no language `xx` in `locales/languages.yaml`" in said
    head.write_text(text.replace("sheets/separator", "sheets/seperator"), encoding="utf-8")
    said = scorepress("check", "project", code=1).output
    assert "no report in the folder `layouts/sheets/seperator`" in said
