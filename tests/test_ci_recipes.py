"""The recipes of docs/how-to/ci.md: their YAML is read, and their commands are commands."""

import re
import shlex

import click
import pytest
import yaml

from scorepress.apps.cli import group


@pytest.fixture
def recipes(root):
    text = (root / "docs/how-to/ci.md").read_text(encoding="utf-8")
    return [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)]


def lines(noun):
    """Every text in a recipe."""
    if isinstance(noun, str):
        yield from noun.splitlines()
    elif isinstance(noun, dict):
        for inner in noun.values():
            yield from lines(inner)
    elif isinstance(noun, list):
        for inner in noun:
            yield from lines(inner)


def parsed(line):
    """What the command line of the program makes of a line, less what belongs to the shell."""
    words = shlex.split(re.split(r"\s(?:>|\|\|)\s", line)[0])
    assert words[0] == "./scorepress"
    command = group.get_command(click.Context(group), words[1])
    assert command is not None, line
    return command.make_context(words[1], words[2:]).params


def test_every_command_is_understood(recipes):
    commands = [line for recipe in recipes for line in lines(recipe) if line.startswith("./scorepress")]
    found = [parsed(line) for line in commands]
    reviews = [one for one in found if "fail_on" in one]
    assert len(commands) == 4
    assert [one["format_"] for one in reviews] == ["github", "junit"]
    assert [one["fail_on"] for one in reviews] == [("fit",), None]
    assert all(one["html"].name == "review.html" and one["markdown"].name == "review.md" for one in reviews)


def test_the_workflow_keeps_and_posts_what_the_review_writes(recipes):
    workflow, job, hooks = recipes
    steps = workflow["jobs"]["review"]["steps"]
    assert workflow[True] == "pull_request"  # YAML reads `on` so, and GitHub knows
    assert steps[0]["with"]["fetch-depth"] == 0
    assert [step["with"]["path"] for step in steps if "upload" in step.get("uses", "")] == ["review.html"]
    assert any("--body-file review.md" in line for line in lines(steps))
    assert job["review"]["artifacts"]["paths"] == ["review.html"]
    assert job["review"]["artifacts"]["reports"]["junit"] == "review.xml"
    assert any("body@review.md" in line for line in lines(job))
    assert len(hooks["repos"][0]["hooks"]) == 2


def test_hooks_that_are_offered_exist(root, recipes):
    offered = yaml.safe_load((root / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {hook["id"] for hook in offered} == {hook["id"] for hook in recipes[2]["repos"][0]["hooks"]}
    own = yaml.safe_load((root / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    known = {hook["id"]: hook for hook in own["repos"][0]["hooks"]}
    for hook in offered:
        assert known[hook["id"]]["entry"] == f"./{hook['entry']}"
        assert known[hook["id"]]["files"] == hook["files"]
        assert hook["entry"].split()[1] in group.list_commands(click.Context(group))
