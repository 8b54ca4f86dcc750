"""A sentence that would tell who somebody is, whatever way round."""

import pytest

from scorepress.model.personal import personal_slots
from scorepress.model.wording import split_wording
from scorepress.pipeline.load import check_report
from scorepress.workspace import Workspace

REPORT = "summative-alternate-elpac"


@pytest.mark.parametrize(("text", "paths"), [
    ("{student number} {school year} {school}", []),
    ("{last name}", ["student.last_name"]),
    ("{student number}-{first name}-{zip code}", ["student.first_name", "student.address.zip"]),
    ("{nothing of that name}", []),
])  # fmt: skip
def test_personal_fields_are_found(samples, text, paths):
    template = samples.press(REPORT).template
    assert [path for _, path in personal_slots(template.book, template.schema, split_wording(text))] == paths


def test_a_message_is_followed_into_its_rows(samples):
    template = samples.press(REPORT).template
    said = {name for name, message in template.book.messages.items() if message.each is None}
    found = {
        name for name in said if list(personal_slots(template.book, template.schema, split_wording(f"{{{name}}}")))
    }
    assert found
    assert found < said


def test_a_layout_cannot_name_files_after_people(root, tmp_path):
    folder = tmp_path / "layouts" / REPORT
    folder.mkdir(parents=True)
    text = (root / "layouts" / REPORT / "report.yaml").read_text(encoding="utf-8")
    changed = text.replace('file-name: "{student number}', 'file-name: "{last name}')
    assert changed != text
    (folder / "report.yaml").write_text(changed, encoding="utf-8")
    found = [d for d in check_report(Workspace(tmp_path), REPORT) if d.code.value == "personal-name"]
    assert [d.message for d in found] == [
        "`last name` is a personal field (`student.last_name`): it cannot be part of a file's name"
    ]
    assert str(found[0].span).startswith(f"layouts/{REPORT}/report.yaml:")
