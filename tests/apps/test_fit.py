"""`scorepress fit`, and what `check` says of a text that does not fit."""

import json

import pytest

REPORT = "summative-alternate-elpac"
CATALOGUE = f"locales/vi/{REPORT}.po"


@pytest.fixture
def vietnamese(root, tmp_path):
    """A project with one Vietnamese label, a point too wide for the gauges of the score history."""
    target = tmp_path / CATALOGUE
    target.parent.mkdir(parents=True)
    text = (root / CATALOGUE).read_text(encoding="utf-8")
    assert text.count('"Mức 3"') == 1
    target.write_text(text.replace('"Mức 3"', '"Mức 3 trên"'), encoding="utf-8")
    return tmp_path


def test_the_tightest_place_of_each_language(scorepress):
    lines = scorepress("fit", REPORT).stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["language", "en", "es", "vi", "zh-Hant", "fil"]
    assert all(" pt  " in line for line in lines[1:])
    assert not any("… …" in line for line in lines), "names are squeezed: they leave what the longest one leaves"


def test_all_regions(scorepress):
    lines = scorepress("fit", REPORT, "--all").stdout.splitlines()
    regions = [line.split()[2] for line in lines if line.startswith("vi ")]
    assert {"header", "overall-score", "score-history", "asterisk", "footer"} <= set(regions)
    assert sum(line.startswith("vi ") and "(the whole page)" in line for line in lines) == 2


def test_for_programs(scorepress):
    made = json.loads(scorepress("fit", REPORT, "--json").stdout)
    assert made["fits"] is True
    assert {place["language"] for place in made["places"]} == {"en", "es", "vi", "zh-Hant", "fil"}
    assert all(place["left"] >= 0 for place in made["places"])
    named = [place for place in made["places"] if place["message"]]
    assert all(place["row"].startswith("rules/") and place["place"].startswith("layouts/") for place in named)


def test_a_page_that_is_too_long_names_the_highest_text_of_a_layout_too(scorepress, root, tmp_path):
    layout = f"layouts/{REPORT}/page-1.yaml"
    text = (root / layout).read_text(encoding="utf-8")
    target = tmp_path / layout
    target.parent.mkdir(parents=True)
    target.write_text(text.replace("Questions? Ask", 40 * "It is good to ask. " + "Questions? Ask"), encoding="utf-8")
    done = scorepress("check", "--report", REPORT, "--format", "json", code=1)
    errors = [d for d in json.loads(done.stdout)["diagnostics"] if d["code"] == "does-not-fit"]
    assert errors
    lines = target.read_text(encoding="utf-8").splitlines()
    for error in errors:
        assert "the highest is text of the layout in region `additional-resources`" in error["message"]
        (label,) = error["labels"]
        assert "- kind: text" in lines[label["line"] - 1]
        assert any("It is good to ask." in line for line in lines[label["line"] - 1 :][:8])


def test_planted_text_that_overflows_by_1_pt_in_vietnamese_only(scorepress, vietnamese):
    done = scorepress("check", "--report", REPORT, "--format", "json", "--counterexamples", "shown", code=1)
    errors = [d for d in json.loads(done.stdout)["diagnostics"] if d["severity"] == "error"]
    assert {d["code"] for d in errors} == {"does-not-fit"}
    assert (
        "the longest `level label this year` is 0.9 pt too wide in region `score-history` of page 2 (language `vi`)"
        in [d["message"] for d in errors]
    )
    assert all("(language `vi`)" in d["message"] for d in errors)
    # the page is shown
    files = sorted(path.name for path in (vietnamese / "shown").iterdir())
    assert "02-does-not-fit-level-label-this-year-vi.json" in files
    assert "02-does-not-fit-level-label-this-year-vi.pdf" in files
    assert "02-does-not-fit-level-label-this-year-vi-page-2.png" in files
    record = json.loads((vietnamese / "shown" / "02-does-not-fit-level-label-this-year-vi.json").read_text("utf-8"))
    assert any(year["participation"] != "none" for year in record["history"].values())  # the gauges are on the page
    # the record is one that is read again, and its page fails in the same place
    (vietnamese / "one.jsonl").write_text(json.dumps(record) + "\n")
    done = scorepress.render("one.jsonl", "--language", "vi", code=4)
    assert "a word is 0.9 pt wider" in done.stderr or "the text is 12.0 pt too high" in done.stderr


def test_the_sheet_before_the_sets_is_measured(scorepress, root, tmp_path):
    """Each time a file of it changes, though that it fitted is remembered."""
    page = "layouts/sheets/separator/page-1.yaml"
    text = (root / page).read_text(encoding="utf-8")
    assert text.count("Sets for Printing") == 1
    (tmp_path / page).parent.mkdir(parents=True)
    (tmp_path / page).write_text(text, encoding="utf-8")
    scorepress("check", "--report", REPORT)
    (tmp_path / page).write_text(
        text.replace("Sets for Printing", "Incomprehensible Sets for Printing"), encoding="utf-8"
    )
    done = scorepress("check", "--report", REPORT, "--format", "json", "--counterexamples", "shown", code=1)
    (found,) = json.loads(done.stdout)["diagnostics"]
    assert (found["code"], found["severity"], found["path"]) == ("does-not-fit", "error", page)
    assert sorted(path.suffix for path in (tmp_path / "shown").iterdir()) == [".json", ".pdf", ".png"]


def test_the_command_fails_where_a_text_does_not_fit(scorepress, vietnamese):
    done = scorepress("fit", REPORT, code=1)
    assert "-0.9 pt  wide  Mức 3 trên" in done.stdout
    assert "error[does-not-fit]" in done.stderr
    assert CATALOGUE in done.stderr
