"""`scorepress verify`, through the command: folders, manifests, archives, samples, records, several processes."""

import hashlib
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

OF = ("--report", "summative-alternate-elpac")
STUDENTS = Path(__file__).parent.parent / "data" / "students" / "summative-alternate-elpac.jsonl"


@pytest.fixture(scope="session")
def finished(tmp_path_factory, cache):
    """A folder of finished reports, to be copied."""
    from click.testing import CliRunner

    from scorepress.apps.cli import group

    folder = tmp_path_factory.mktemp("finished")
    arguments = ["render", str(STUDENTS), "--report", "summative-alternate-elpac", "--out", str(folder / "out"), "-q"]
    assert CliRunner(env=cache).invoke(group, arguments, catch_exceptions=False).exit_code == 0
    return {path.name: path.read_bytes() for path in sorted((folder / "out").glob("*.pdf"))}


@pytest.fixture
def reports(finished, tmp_path):
    """Three of them in a folder."""
    folder = tmp_path / "out"
    folder.mkdir()
    for name in list(finished)[:3]:
        (folder / name).write_bytes(finished[name])
    return folder


@pytest.fixture
def bag(reports, tmp_path):
    """The same in the form of a batch."""
    folder = tmp_path / "bag"
    data = folder / "data"
    data.mkdir(parents=True)
    lines, sums = [], []
    for path in sorted(reports.iterdir()):
        (data / path.name).write_bytes(path.read_bytes())
        sums.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  data/{path.name}\n")
        student = f"{path.name.partition('-')[0]} 2025-26 summative-alternate-elpac"
        entry = {"student": student, "path": f"data/{path.name}", "set": None, "languages": ["en"], "pages": 2}
        lines.append(json.dumps(entry) + "\n")
    (folder / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", encoding="utf-8")
    (folder / "manifest-sha256.txt").write_text("".join(sums), encoding="utf-8")
    (folder / "manifest.jsonl").write_text("".join(lines), encoding="utf-8")
    vouch(folder)
    return folder


def vouch(folder):
    """Let the manifest of the manifests be of what they are now."""
    names = [name for name in ("bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest.jsonl")
             if (folder / name).is_file()]  # fmt: skip
    sums = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / "tagmanifest-sha256.txt").write_text("".join(sums), encoding="utf-8")


def found(done):
    """Code and file of each finding."""
    return [(one["code"], Path(one["file"]).name) for one in json.loads(done.stdout)["found"]]


def test_a_good_folder(scorepress, reports):
    done = scorepress("verify", reports)
    assert done.stderr == "opened 3 of 3 files: 6 pages, 6 gauges; 0 findings\n" or "; 0 findings" in done.stderr
    told = json.loads(scorepress("verify", reports, *OF, "--records", STUDENTS, "--some", "--json").stdout)
    assert (told["files"], told["opened"], told["pages"], told["findings"], told["found"]) == (3, 3, 6, 0, [])


def test_a_finding_tells_file_page_and_row(scorepress, reports, write, lines):
    rows = [row | {"overall": row["overall"] | {"score": 244 + 0 * row["overall"]["score"]}} for row in lines(STUDENTS)]
    done = scorepress("verify", reports, *OF, "--records", write("other.jsonl", rows), code=1)
    assert "error[page-disagrees]: `score this year` is " in done.stderr
    assert ".pdf:2:1" in done.stderr
    assert "rules/summative-alternate-elpac/overall.rules:" in done.stderr
    assert "findings" in done.stderr


def test_records_of_others(scorepress, reports, write, lines):
    done = scorepress("verify", reports, "--records", write("none.jsonl", lines(STUDENTS)[-1:]), "--json", code=1)
    assert {code for code, _ in found(done)} == {"page-student"}


def test_the_last_record_of_a_student_counts_in_a_batch(scorepress, reports, bag, write, lines):
    rows = lines(STUDENTS)
    older = [row | {"school": row["school"] | {"name": "Another School"}} for row in rows]
    data = write("twice.jsonl", [*rows, *older])
    asked = ("--records", data, "--some", "--json")
    assert json.loads(scorepress("verify", reports, *OF, *asked).stdout)["findings"] == 0
    assert json.loads(scorepress("verify", bag, *OF, *asked, code=1).stdout)["codes"] == {"page-disagrees": 3}


# --- nobody is forgotten ----------------------------------------------------------------------------------------------


def test_a_student_without_a_file_is_found(scorepress, finished, tmp_path):
    folder = tmp_path / "all"
    folder.mkdir()
    for name, data in finished.items():
        (folder / name).write_bytes(data)
    assert "; 0 findings" in scorepress("verify", folder, "--records", STUDENTS).stderr
    first, second, *_ = sorted(folder.iterdir())
    first.unlink()
    second.unlink()
    for more in ((), OF, ("--jobs", "2")):
        done = scorepress("verify", folder, "--records", STUDENTS, *more, code=1)
        assert done.stderr.count("error[student-missing]: no file is of the student of this row") == 2
        assert f"{STUDENTS}:" in done.stderr
    assert "; 0 findings" in scorepress("verify", folder, "--records", STUDENTS, "--some").stderr
    assert "; 0 findings" in scorepress("verify", folder, "--records", STUDENTS, "--sample", "2").stderr


def test_a_student_whose_last_row_gives_no_report_needs_no_file(scorepress, student, write):
    """As in a batch: the row before it is superseded."""
    rows = [student(), student(**{"student.ssid": "2000000000"}), student(**{"overall.participation": "none"})]
    del rows[2]["overall"]["score"], rows[2]["overall"]["level"]
    data = write("late.jsonl", rows)
    scorepress("batch", data, *OF, "--out", "late", "--jobs", "1", "-q")
    assert "; 0 findings" in scorepress("verify", "late", "--records", data).stderr


def test_a_file_that_cannot_be_read_may_be_of_anybody(scorepress, reports):
    min(reports.iterdir()).write_bytes(b"%PDF-1.7 and no more")
    told = json.loads(scorepress("verify", reports, *OF, "--records", STUDENTS, "--json", code=1).stdout)
    assert told["codes"] == {"file-not-readable": 1}


def test_a_folder_without_reports(scorepress, tmp_path):
    done = scorepress("verify", tmp_path, code=1)
    assert "error[file-not-found]: there is no report in the folder" in done.stderr
    assert "opened 0 of 0 files" in done.stderr


# --- manifests --------------------------------------------------------------------------------------------------------


def test_a_good_batch(scorepress, bag):
    told = json.loads(scorepress("verify", bag, *OF, "--json").stdout)
    assert (told["opened"], told["sums"], told["findings"]) == (3, 6, 0)


def test_flipped_bytes_are_found(scorepress, bag):
    path = sorted((bag / "data").iterdir())[1]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    assert ("checksum", path.name) in found(scorepress("verify", bag, *OF, "--json", code=1))


def test_a_missing_file_is_found(scorepress, bag):
    path = min((bag / "data").iterdir())
    path.unlink()
    assert found(scorepress("verify", bag, *OF, "--json", code=1)) == [("file-not-found", path.name)]


def test_a_file_too_many_is_found(scorepress, bag, finished):
    (bag / "data" / "more.txt").write_text("x", encoding="utf-8")
    assert found(scorepress("verify", bag, *OF, "--json", code=1)) == [("file-extra", "more.txt")]


def test_a_file_under_another_students_name_is_found(scorepress, bag, reports):
    first, second, _third = sorted((bag / "data").iterdir())
    first.write_bytes(second.read_bytes())
    assert found(scorepress("verify", bag, *OF, "--json", code=1)) == [
        ("checksum", first.name),
        ("page-student", first.name),
    ]
    (reports / first.name).write_bytes(second.read_bytes())
    assert found(scorepress("verify", reports, "--json", code=1)) == [("page-student", first.name)]


def test_languages_and_pages_of_the_manifest(scorepress, bag):
    manifest = bag / "manifest.jsonl"
    good = manifest.read_text(encoding="utf-8")
    for old, new, code in (('["en"]', '["en", "es"]', "page-language"), ('"pages": 2', '"pages": 4', "page-count")):
        manifest.write_text(good.replace(old, new), encoding="utf-8")
        vouch(bag)
        assert {one for one, _ in found(scorepress("verify", bag, *OF, "--json", code=1))} == {code}


@pytest.mark.parametrize("line", ["nonsense", f"{'0' * 64}  ../../etc/passwd", f"{'0' * 64}  /etc/passwd"])
def test_a_manifest_that_leads_astray(scorepress, bag, line):
    with (bag / "manifest-sha256.txt").open("a", encoding="utf-8") as manifest:
        manifest.write(line + "\n")
    vouch(bag)
    assert found(scorepress("verify", bag, *OF, "--json", code=1)) == [("checksum", "manifest-sha256.txt")]


def test_a_batch_without_its_manifests(scorepress, bag):
    (bag / "manifest-sha256.txt").unlink()
    vouch(bag)
    assert found(scorepress("verify", bag, *OF, "--json", code=1)) == [("file-not-found", "manifest-sha256.txt")]
    (bag / "manifest.jsonl").write_text("{}\nnonsense\n", encoding="utf-8")
    vouch(bag)
    assert found(scorepress("verify", bag, *OF, "--json", code=1))[1:] == [("file-not-readable", "manifest.jsonl")] * 2


def test_a_batch_without_the_manifest_of_its_manifests(scorepress, bag):
    (bag / "tagmanifest-sha256.txt").unlink()
    assert found(scorepress("verify", bag, *OF, "--json", code=1)) == [("file-not-found", "tagmanifest-sha256.txt")]
    (bag / "tagmanifest-sha256.txt").touch()
    assert found(scorepress("verify", bag, *OF, "--json", code=1)) == [
        ("file-extra", "manifest-sha256.txt"),
        ("file-extra", "manifest.jsonl"),
    ]


def test_a_batch_without_its_declaration(scorepress, bag):
    (bag / "bagit.txt").unlink()
    assert found(scorepress("verify", bag, *OF, "--json", code=1)) == [("file-not-found", "bagit.txt")]


def test_an_empty_manifest_vouches_for_nothing(scorepress, bag):
    (bag / "manifest-sha256.txt").write_bytes(b"")
    vouch(bag)
    done = scorepress("verify", bag, *OF, "--json", code=1)
    assert found(done) == [("file-extra", path.name) for path in sorted((bag / "data").iterdir())]


def test_a_report_that_only_the_lines_tell_of(scorepress, bag):
    path = min((bag / "data").iterdir())
    path.unlink()
    manifest = bag / "manifest-sha256.txt"
    kept = [line for line in manifest.read_text(encoding="utf-8").splitlines(keepends=True) if path.name not in line]
    manifest.write_text("".join(kept), encoding="utf-8")
    vouch(bag)
    assert found(scorepress("verify", bag, *OF, "--json", code=1)) == [("file-not-found", path.name)]


def test_the_weight_of_the_payload(scorepress, bag):
    files = list((bag / "data").iterdir())
    right = f"{sum(path.stat().st_size for path in files)}.{len(files)}"
    for oxum, code in ((right, 0), ("12.3", 1), (f"{right}0", 1), ("none", 1)):
        (bag / "bag-info.txt").write_text(f"Bagging-Date: 2026-11-22\nPayload-Oxum: {oxum}\n", encoding="utf-8")
        vouch(bag)
        expected = [("checksum", "bag-info.txt")] if code else []
        assert found(scorepress("verify", bag, *OF, "--json", code=code)) == expected


@pytest.mark.parametrize("name", ["manifest.jsonl", "manifest-sha256.txt", "tagmanifest-sha256.txt"])
def test_manifests_that_cannot_be_read_are_findings(scorepress, bag, name):
    with (bag / name).open("ab") as stream:
        stream.write(b"caf\xe9\n")
    assert ("not-utf8", name) in found(scorepress("verify", bag, *OF, "--json", code=1))
    (bag / name).unlink()
    (bag / name).mkdir()
    assert ("file-not-readable", name) in found(scorepress("verify", bag, *OF, "--json", code=1))


@pytest.mark.parametrize(
    "line", ["[" * 100_000, '{"path": "../../x.pdf", "student": "1", "languages": [], "pages": 2}']
)
def test_lines_that_lead_astray(scorepress, bag, line):
    with (bag / "manifest.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")
    vouch(bag)
    assert found(scorepress("verify", bag, *OF, "--json", code=1)) == [("file-not-readable", "manifest.jsonl")]


def test_what_helps_is_told(scorepress, bag):
    first, second, _third = sorted((bag / "data").iterdir())
    first.write_bytes(first.read_bytes()[::-1])
    second.unlink()
    told = scorepress("verify", bag, *OF, code=1).stderr
    assert told.count("hint: delete the file, then run the same `scorepress batch`") == 1
    assert told.count("hint: run the same `scorepress batch`") == 1


@pytest.mark.parametrize(("key", "what"), [("student", "student"), ("path", "file")])
def test_a_manifest_that_tells_twice(scorepress, bag, key, what):
    manifest = bag / "manifest.jsonl"
    first, second, third = map(json.loads, manifest.read_text(encoding="utf-8").splitlines())
    third |= {key: first[key]}
    manifest.write_text("".join(json.dumps(line) + "\n" for line in (first, second, third)), encoding="utf-8")
    vouch(bag)
    done = scorepress("verify", bag, *OF, code=1)
    assert f"error[duplicate-report]: line 3 of the manifest tells of a {what} again" in done.stderr


@pytest.mark.parametrize("jobs", [(), ("--jobs", "2")])
def test_two_files_of_one_student(scorepress, reports, jobs):
    first, second, _third = sorted(reports.iterdir())
    second.write_bytes(first.read_bytes())
    again = second.rename(reports / "zzz.pdf")
    done = scorepress("verify", reports, *OF, *jobs, "--json", code=1)
    assert found(done) == [("duplicate-report", again.name)]
    assert first.name in json.loads(done.stdout)["found"][0]["about"][0]


def test_a_student_in_two_files_of_different_languages(scorepress, lines, write):
    data = write("one.jsonl", lines(STUDENTS)[:1])
    for language in ("en", "es"):
        scorepress.render(data, "--language", language)
    assert "opened 2 of 2 files" in scorepress("verify", "out").stderr


# --- what is opened ---------------------------------------------------------------------------------------------------


def test_archives_are_looked_into(scorepress, reports, finished):
    with zipfile.ZipFile(reports / "school.zip", "w") as archive:
        for name, data in list(finished.items())[3:5]:
            archive.writestr(f"inner/{name}", data)
    assert json.loads(scorepress("verify", reports, "--json").stdout)["opened"] == 5
    (reports / "school.zip").write_bytes(b"PK nothing")
    assert found(scorepress("verify", reports, "--json", code=1)) == [("file-not-readable", "school.zip")]


def test_hidden_files_are_opened(scorepress, bag, finished):
    name, data = list(finished.items())[3]
    (bag / "data" / ".hidden").mkdir()
    (bag / "data" / ".hidden" / f".{name}").write_bytes(data)
    (bag / "data" / ".hid.pdf").write_bytes(b"%PDF")
    done = scorepress("verify", bag, *OF, "--json", code=1)
    assert json.loads(done.stdout)["opened"] == 5
    assert set(found(done)) == {
        ("file-extra", ".hid.pdf"), ("file-extra", f".{name}"), ("file-not-readable", ".hid.pdf")
    }  # fmt: skip


def test_what_nobody_looks_into_is_told(scorepress, bag, reports):
    (bag / "data" / "more").symlink_to(reports)
    (reports / "lost.pdf").symlink_to("nowhere.pdf")
    (reports / "folder.pdf").mkdir()
    os.mkfifo(reports / "pipe.pdf")
    assert found(scorepress("verify", bag, *OF, "--json", code=1)) == [("file-not-readable", "more")]
    done = scorepress("verify", reports, *OF, "--json", code=1)
    assert sorted(found(done)) == [("file-not-readable", "lost.pdf"), ("file-not-readable", "pipe.pdf")]
    assert json.loads(done.stdout)["opened"] == 3


def test_a_folder_that_may_not_be_looked_into_is_told(scorepress, bag, forbid):
    (bag / "data" / "closed").mkdir()
    forbid("closed")
    assert found(scorepress("verify", bag, *OF, "--json", code=1)) == [("file-not-readable", "closed")]


def test_a_sample_is_the_same_every_time(scorepress, reports, finished):
    for name, data in finished.items():
        (reports / name).write_bytes(data)
    opened: dict[str, Any] = {}
    for share in ("50%", "50%", "2"):
        told = json.loads(scorepress("verify", reports, *OF, "--sample", share, "--json").stdout)
        assert opened.setdefault(share, told) == told
    assert 0 < opened["50%"]["opened"] < opened["50%"]["files"] == len(finished)
    assert opened["2"]["opened"] == 2


@pytest.mark.parametrize("share", ["0%", "101%", "-1", "many", "nan%"])
def test_a_share_that_is_none(scorepress, reports, share):
    assert "no share" in scorepress("verify", reports, "--sample", share, code=2).stderr


def test_two_processes_find_the_same(scorepress, reports, monkeypatch):
    path = min(reports.iterdir())
    path.write_bytes(path.read_bytes()[:2000])
    monkeypatch.setattr("scorepress.apps.verify.CHUNK", 1)
    alone = scorepress("verify", reports, *OF, "--json", "--jobs", "1", code=1).stdout
    assert scorepress("verify", reports, *OF, "--json", "--jobs", "2", code=1).stdout == alone


def test_no_folder(scorepress):
    assert "no folder named `nowhere`" in scorepress("verify", "nowhere", code=1).stderr


def test_history_belongs_to_records(scorepress, reports):
    assert "--records" in scorepress("verify", reports, "--history", "x.csv", code=2).stderr


def test_a_report_of_another_kind_is_recognised(scorepress, sampled, write):
    data = write("initial.jsonl", sampled(count=3, report="initial-alternate-elpac"))
    scorepress.render(data, report="initial-alternate-elpac")
    assert json.loads(scorepress("verify", "out", "--json").stdout)["findings"] == 0
    told = json.loads(scorepress("verify", "out", "--report", "summative-alternate-elpac", "--json", code=1).stdout)
    assert told["findings"] > 10


@pytest.mark.parametrize("sink", ["files", "zip", "merged", "print"])
def test_reports_in_the_place_of_another_school_are_found(scorepress, tmp_path, lines, write, sink):
    schools = ("Alder School", "Birch School")
    rows = [row | {"school": row["school"] | {"name": name}}
            for row, name in zip(lines(STUDENTS)[:2], schools, strict=True)]  # fmt: skip
    data = write("two.jsonl", rows)
    scorepress("batch", data, *OF, "--sink", sink, "--name", "{school}/all" if sink != "files" else "{school}/{ssid}",
               "--out", "out")  # fmt: skip
    asked = ("verify", "out", "--records", data)
    assert "; 0 findings" in scorepress(*asked).stderr
    out = tmp_path / "out"
    exchange(out, "Alder-School", "Birch-School")
    done = scorepress(*asked, code=1)
    assert set(json.loads(scorepress(*asked, "--json", code=1).stdout)["codes"]) == {"page-student"}
    assert "error[page-student]: the report lies at `Birch-School/" in done.stderr
    assert "and the record belongs to `Alder-School/" in done.stderr
    info = out / "bag-info.txt"
    info.write_text(info.read_text("utf-8").replace("{school}", "{shool}"), encoding="utf-8")
    vouch(out)
    assert (
        "`Scorepress-Name` in bag-info.txt does not fit the project: no word `shool`"
        in scorepress(*asked, code=1).stderr
    )
    assert "; 0 findings" in scorepress("verify", "out").stderr


def exchange(out, first, second):
    """Let two folders of a bag change their names, and everything that tells of them agree."""
    (out / "data" / first).rename(out / "data" / "third")
    (out / "data" / second).rename(out / "data" / first)
    (out / "data" / "third").rename(out / "data" / second)
    for name in ("manifest-sha256.txt", "manifest.jsonl"):
        text = (out / name).read_text("utf-8")
        text = text.replace(first, "third").replace(second, first).replace("third", second)
        (out / name).write_text(text, encoding="utf-8")
    vouch(out)


def test_a_folder_without_a_report_has_forgotten_everybody(scorepress, lines, write):
    """The folder of a batch says whose reports it has, also where none is of a student in the data."""
    one, other = lines(STUDENTS)[:2]
    scorepress("batch", write("a.jsonl", [one]), *OF, "--out", "out")
    done = scorepress("verify", "out", "--records", write("b.jsonl", [other]), "--json", code=1)
    assert json.loads(done.stdout)["codes"] == {"page-student": 1, "student-missing": 1}


def test_reports_that_are_kept_lie_where_an_earlier_pattern_put_them(scorepress, lines, write):
    one, other = lines(STUDENTS)[:2]
    for name, row in (("{school}/{ssid}", one), ("{lea}/{ssid}", other)):
        scorepress("batch", write("a.jsonl", [row]), *OF, "--name", name, "--out", "out")
    asked = ("verify", "out", "--records", write("both.jsonl", [one, other]))
    assert "; 0 findings" in scorepress(*asked).stderr
