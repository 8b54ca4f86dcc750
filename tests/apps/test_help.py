"""Help, completion and the reference: a person who knows no Python finds out what to type."""

import json
import re
from pathlib import Path

import click
import pytest

from scorepress.apps.cli import COMMANDS, group
from scorepress.diagnostics.explain import sections
from scorepress.model.diagnostic import Code

REFERENCE = Path(__file__).parent.parent.parent / "docs/reference/command-line.md"


def commands(command=group, name=""):
    """Every command that does something, with its full name."""
    if not isinstance(command, click.Group):
        return [(name, command)]
    context = click.Context(command)
    found = [(inner, command.get_command(context, inner)) for inner in command.list_commands(context)]
    return [one for inner, sub in found for one in commands(sub, f"{name} {inner}".strip())]


ALL = [pytest.param(*each, id=each[0]) for each in commands()]
CALLED = {"check", "render", "show", "messages extract", "messages status", "sample", "new", "demo", "completion"}


def test_the_list_says_what_the_commands_say(scorepress):
    printed = scorepress("--help").stdout
    assert all(name in printed for name in COMMANDS)
    assert "Begin with `scorepress demo`" in printed
    assert "Exit codes" in printed
    assert scorepress("-h").stdout == printed


@pytest.mark.parametrize(("name", "command"), ALL)
def test_help_of_each_command(scorepress, name, command):
    printed = scorepress(*name.split(), "--help").stdout
    assert printed.startswith(f"Usage: scorepress {name}")
    assert max(map(len, printed.splitlines())) <= 80
    for option in (p for p in command.params if isinstance(p, click.Option)):
        assert option.help, option.name
        assert option.help.endswith((".", ")")), option.help
    for jargon in ("INTEGER", "TEXT", "stdout", "stderr"):
        assert jargon not in printed


def section(name):
    text = REFERENCE.read_text(encoding="utf-8")
    found = re.search(rf"^## `scorepress {name}`$\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, name
    return found[1]


@pytest.mark.parametrize(("name", "command"), ALL)
def test_the_reference_has_every_option_as_it_is(name, command):
    """Names, placeholders and defaults, compared both ways."""
    rows = re.findall(r"^\| `(--[a-z-]+)(?: ([A-Z]+))?`(?:, `(-[a-z])`)? \| (.*?) \|", section(name), re.MULTILINE)
    told = {option: (metavar, short, default) for option, metavar, short, default in rows}
    options = [p for p in command.params if isinstance(p, click.Option)]
    assert set(told) == {o for p in options for o in p.opts if o.startswith("--")}
    for option in options:
        long = next(o for o in option.opts if o.startswith("--"))
        metavar, short, default = told[long]
        assert short == next((o for o in option.opts if not o.startswith("--")), "")
        assert bool(metavar) is not bool(option.is_flag), long
        if metavar and option.metavar:
            assert metavar == option.metavar.strip("[]"), long
        if option.required:
            assert default == "required"
        elif isinstance(option.default, (str, int)) and not option.is_flag:
            assert default == f"`{option.default}`", long


@pytest.mark.parametrize(("name", "command"), [each for each in ALL if each.id in CALLED])
def test_the_reference_shows_how_each_command_is_called(name, command):
    (usage, *_) = re.findall(rf"^    scorepress {name}(.*)$", section(name), re.MULTILINE)
    for argument in (p for p in command.params if isinstance(p, click.Argument)):
        word = (argument.metavar or argument.name).upper()
        assert (f"[{word.strip('[]')}]" if not argument.required else word) in usage


def test_the_reference_has_every_exit_code(scorepress):
    table = REFERENCE.read_text(encoding="utf-8").split("## Exit codes")[1].split("##")[0]
    assert re.findall(r"^\| (\d) \|", table, re.MULTILINE) == ["0", "1", "2", "3", "4"]
    told = scorepress("--help").stdout.split("Exit codes")[1]
    assert re.findall(r"\b(\d)\s", told)[:5] == ["0", "1", "2", "3", "4"]


def test_the_reference_has_every_key_of_the_summary(scorepress, student, write):
    done = scorepress.render(write("a.jsonl", [student()]), "--format", "svg", "--json")
    table = section("render").split("| key of `--json`")[1]
    keys = [key for cell in re.findall(r"^\| (`.*?`) \|", table, re.MULTILINE) for key in re.findall(r"`(\w+)`", cell)]
    assert keys == list(json.loads(done.stdout))


def test_version(scorepress):
    assert re.fullmatch(r"scorepress, version \S+\n", scorepress("--version").stdout)


def test_a_misspelt_command_or_option(scorepress):
    assert "Did you mean 'render'?" in scorepress("rendr", code=2).stderr
    assert "No such command 'xyz'." in scorepress("xyz", code=2).stderr
    assert "--project" in scorepress("show", "svg", "x", "--projct", ".", code=2).stderr
    assert "Missing argument 'INPUT…'" in scorepress("render", "--report", "x", "--out", "y", code=2).stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(scorepress, shell):
    assert "_SCOREPRESS_COMPLETE" in scorepress("completion", shell).stdout


def test_completion_of_commands(scorepress):
    asking = {"_SCOREPRESS_COMPLETE": "bash_complete", "COMP_WORDS": "scorepress re", "COMP_CWORD": "1"}
    running = scorepress.start(env=asking)
    printed, _ = running.communicate()
    assert "plain,render" in printed


def test_explain_lists_every_code_and_prints_each(scorepress):
    assert scorepress("explain").stdout.split() == list(sections())
    assert {code.value for code in Code} <= set(scorepress("explain").stdout.split())
    assert "**Mend:**" in scorepress("explain", "unused-file").stdout
    assert "**Mend:**" in scorepress("explain", "[File-Name]").stdout
    assert "did you mean `unknown-key`?" in scorepress("explain", "unkown-key", code=2).stderr
    assert "lists them all" in scorepress("explain", "zzz", code=2).stderr


def test_a_fault_of_the_program_is_said_to_be_one(scorepress, write):
    """What is no diagnostic is no traceback either."""
    broken = "import sys\nimport scorepress.pipeline.project as p\np.report_names = lambda w: 1 / 0\n"
    broken += "from scorepress.apps.cli import main\nsys.argv = ['scorepress', 'messages', 'status']\nmain()\n"
    program = write("broken.py", broken)
    for debug, words in (("", "scorepress failed: ZeroDivisionError. This is a fault of the program"), ("1", "Trace")):
        running = scorepress.start(program=[program], env={"SCOREPRESS_DEBUG": debug})
        _, printed = running.communicate()
        assert running.returncode == 1
        assert words in printed
        assert ("Traceback" in printed) is bool(debug)
