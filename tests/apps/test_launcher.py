"""`./scorepress`: one set-up, redone when it must be, safe to call twice at once, clear about what is missing.

The launcher runs with a Python of cardboard: it writes down what is asked of it and makes an environment of the same
cardboard. What a real machine does with it is in `.ci/chroot`.
"""

import shutil
import subprocess
import time

import pytest

PYTHON = """#!/bin/sh
# `python`: is it new enough, has it cairo, make an environment, run pip
case "$*" in
    *version_info\\ \\<*) exit {old} ;;
    *ensurepip*) exit {bare} ;;
    *version_info*) echo python3.12-venv ;;
    -V) echo Python 3.12.0 ;;
    "-m venv "*)
        echo venv >>"$LOG"
        mkdir -p "$3/bin"
        cp "$0" "$3/bin/python"
        for tool in scorepress pytest; do
            printf '#!/bin/sh\\necho %s "$@" in "$PWD"\\n' $tool >"$3/bin/$tool"
            chmod +x "$3/bin/$tool"
        done ;;
    *pip*install*)
        echo "pip ${{*##*/}}" >>"$LOG"
        sleep "${{SLOWLY:-0}}"
        exit "${{PIP_FAILS:-0}}" ;;
    -) if grep -q perf_counter; then echo {takes}; else exit {cairoless}; fi ;;
    *) echo "unexpected: $*" >>"$LOG" ;;
esac
"""


TOOLS = ("sh", "cat", "chmod", "cksum", "cp", "grep", "id", "mkdir", "mv", "readlink", "rm", "sleep", "tail")
"""All that the launcher may use (chmod and cp are for the cardboard)."""


class Clone:
    """A copy of the launcher with a cardboard Python, and a machine whose only tools are those of this test."""

    def __init__(self, root, folder):
        self.folder = folder / "a clone"
        self.folder.mkdir()
        shutil.copy(root / "scorepress", self.folder)
        for lock in ("requirements.lock", "requirements-dev.lock"):
            self.write(lock, "lark==1.0 \\\n    --hash=sha256:0\n")
        self.write("pyproject.toml", "[project]\n")
        self.bin = folder / "bin"
        self.bin.mkdir()
        for tool in TOOLS:
            self.bin.joinpath(tool).symlink_to(shutil.which(tool))
        self.python()

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")

    def tool(self, name, script):
        path = self.bin / name
        path.unlink(missing_ok=True)
        path.write_text(script, encoding="utf-8")
        path.chmod(0o755)

    def python(self, name="python3", **flaws):
        """takes: microseconds for some sums."""
        self.tool(name, PYTHON.format(**{"old": 0, "bare": 0, "cairoless": 0, "takes": 9000} | flaws))

    def environment(self, **more):
        return {"PATH": str(self.bin), "LOG": str(self.folder / "log")} | more

    def __call__(self, *arguments, code=0, **environment):
        done = subprocess.run(
            [self.folder / "scorepress", *arguments],
            cwd=self.bin,
            env=self.environment(**environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def start(self, **environment):
        """A call that is still running, and has begun to install."""
        started = subprocess.Popen(
            [self.folder / "scorepress", "--help"], env=self.environment(**environment), stderr=subprocess.DEVNULL
        )
        log = self.folder / "log"
        for _ in range(1000):
            if log.exists() and "pip" in log.read_text(encoding="utf-8"):
                return started
            time.sleep(0.02)
        raise TimeoutError

    @property
    def log(self):
        """What was asked of Python since the last look."""
        log = self.folder / "log"
        text = log.read_text(encoding="utf-8") if log.exists() else ""
        log.unlink(missing_ok=True)
        return text.splitlines()


RUN = ["pip requirements.lock", "pip a clone"]
DEV = ["pip requirements-dev.lock", "pip a clone"]


@pytest.fixture
def clone(root, tmp_path):
    return Clone(root, tmp_path)


def test_first_call_sets_up_and_the_second_does_not(clone):
    first = clone("render", "a b")
    assert first.stdout == f"scorepress render a b in {clone.bin}\n"
    assert first.stderr.splitlines() == [
        "scorepress: making .venv with Python 3.12.0 …",
        "scorepress: installing 1 locked packages …",
        "scorepress: ready",
    ]
    assert clone.log == ["venv", *RUN]
    assert clone("--help").stderr == ""
    assert clone.log == []
    assert not (clone.folder / ".venv.lock").exists()


def test_tests_run_in_the_clone_with_the_developers_requirements(clone):
    assert clone("test", "-k", "x").stdout == f"pytest --numprocesses auto --dist worksteal -k x in {clone.folder}\n"
    assert clone.log == ["venv", *DEV]
    clone("test")
    clone("--help")
    assert clone.log == []


def test_dev_runs_a_tool_of_the_environment_where_one_is(clone):
    assert clone("dev", "pytest", "-q").stdout == f"pytest -q in {clone.bin}\n"
    assert "name a tool" in clone("dev", code=3).stderr


def test_tests_after_a_run_add_to_the_same_environment(clone):
    clone("--help")
    clone("test")
    assert clone.log == ["venv", *RUN, *DEV]


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_change_is_installed(clone, name):
    clone("--help")
    clone.write(name, "lark==2.0\n")
    clone("--help")
    clone("--help")
    assert clone.log == ["venv", *RUN, *RUN]


def test_developers_lock_matters_to_developers_alone(clone):
    clone("test")
    clone.write("requirements-dev.lock", "lark==2.0\n")
    clone("--help")
    assert clone.log == ["venv", *DEV]
    clone("test")
    assert clone.log == DEV


def test_a_moved_clone_is_set_up_anew(clone):
    clone("--help")
    clone.folder = clone.folder.rename(clone.folder.with_name("moved"))
    clone("--help")
    assert clone.log == ["venv", *RUN, "venv", RUN[0], "pip moved"]


def test_another_python_is_set_up_anew(clone):
    clone("--help")
    clone.python("other")
    clone("--help", SCOREPRESS_PYTHON="other")
    clone("--help", SCOREPRESS_PYTHON="other")
    clone("--help")
    assert clone.log == ["venv", *RUN] * 2


def test_environment_may_be_elsewhere(clone, tmp_path):
    clone("--help", SCOREPRESS_VENV=str(tmp_path / "deep" / "down"))
    assert (tmp_path / "deep" / "down" / "bin" / "scorepress").exists()
    assert not (clone.folder / ".venv").exists()


def test_called_through_a_link(clone, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(clone.folder / "scorepress")
    subprocess.run([link, "--help"], env=clone.environment(), check=True, capture_output=True)
    assert (clone.folder / ".venv").exists()


def test_a_failed_set_up_is_said_and_redone(clone):
    failed = clone("--help", code=3, PIP_FAILS="1")
    assert failed.stderr.endswith("scorepress: installing requirements.lock failed; its last lines are above\n")
    assert not (clone.folder / ".venv.lock").exists()
    clone("--help")
    assert clone.log == ["venv", RUN[0], "venv", *RUN]


def test_a_killed_set_up_is_redone(clone):
    started = clone.start(SLOWLY="5")
    started.kill()
    started.wait()
    assert (clone.folder / ".venv.lock").exists()
    clone("--help")
    assert clone.log == ["venv", RUN[0], "venv", *RUN]


def test_an_interrupted_set_up_leaves_no_lock(clone):
    started = clone.start(SLOWLY="1")
    started.terminate()
    assert started.wait() == 143
    assert not (clone.folder / ".venv.lock").exists()


def test_two_calls_at_once_set_up_once(clone):
    calls = [
        subprocess.Popen(
            [clone.folder / "scorepress", "--help"],
            env=clone.environment(SLOWLY="0.5"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    printed = [call.communicate(timeout=60) for call in calls]
    assert [call.returncode for call in calls] == [0, 0, 0]
    assert clone.log == ["venv", *RUN]
    assert sum("waiting for another set-up" in stderr for _stdout, stderr in printed) == 2


# --- what is missing --------------------------------------------------------------------------------------------------


def test_no_python_at_all(clone):
    clone.python(old=1)
    assert clone("--help", code=3).stderr.splitlines()[0] == (
        "scorepress: Python 3.11 or newer is needed, and none was found"
    )


def test_no_python_on_debian(clone):
    clone.python(old=1)
    clone.tool("apt-get", "#!/bin/sh\n")
    assert clone("--help", code=3).stderr.endswith(
        "type:  sudo apt-get install -y --no-install-recommends python3 python3-venv libcairo2\n"
    )


def test_the_named_python_is_too_old(clone):
    clone.python("old", old=1)
    printed = clone("--help", code=3, SCOREPRESS_PYTHON="old").stderr
    assert printed == "scorepress: SCOREPRESS_PYTHON is 'old', which is not Python 3.11 or newer\n"


def test_a_newer_python_is_found_beside_an_old_one(clone):
    clone.python(old=1)
    clone.python("python3.12")
    clone("--help")
    assert clone.log == ["venv", *RUN]


@pytest.mark.parametrize(
    ("flaws", "taken"),
    [
        ({"takes": 4500}, "faster"),
        ({"takes": 8000}, "first"),  # not by far
        ({"takes": 4500, "old": 1}, "first"),
        ({"takes": 4500, "bare": 1}, "first"),  # would have to be completed first
        ({"takes": "; exit 1"}, "first"),
    ],
)
def test_a_python_that_is_faster_by_far_is_taken(clone, flaws, taken):
    shutil.copytree(clone.bin, clone.folder / "more tools", symlinks=True)
    more = clone.folder / "more tools"
    clone.python("more", **flaws)
    (clone.bin / "more").replace(more / "python3")
    said = clone("--help", PATH=f"{clone.bin}:{clone.folder / 'nothing here'}:{more}").stderr.splitlines()[0]
    why = f", as {more}/python3 is faster by far than {clone.bin}/python3" if taken == "faster" else ""
    assert said == f"scorepress: making .venv with Python 3.12.0{why} …"
    used = (clone.folder / ".venv" / "bin" / "python").read_text(encoding="utf-8")
    assert used == (more if taken == "faster" else clone.bin).joinpath("python3").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("flaws", "packages"),
    [
        ({"cairoless": 1}, "libcairo2"),
        ({"bare": 1}, "python3.12-venv"),
        ({"bare": 1, "cairoless": 1}, "python3.12-venv libcairo2"),
    ],
)
def test_what_debian_lacks(clone, flaws, packages):
    clone.python(**flaws)
    clone.tool("apt-get", '#!/bin/sh\necho "apt-get $*" >>"$LOG"\n')
    clone.tool("id", "#!/bin/sh\necho 1000\n")
    printed = clone("--help", code=3).stderr
    command = f"apt-get install -y --no-install-recommends {packages}"
    assert printed == f"scorepress: this machine lacks {packages}; type:  sudo {command}\n"
    assert clone.log == []

    clone.tool("id", "#!/bin/sh\necho 0\n")
    assert f"scorepress: installing {packages} …" in clone("--help").stderr
    assert clone.log == [command, "venv", *RUN]


def test_package_lists_are_fetched_if_the_package_is_not_found(clone):
    clone.python(cairoless=1)
    clone.tool("id", "#!/bin/sh\necho 0\n")
    fails_once = '#!/bin/sh\necho "apt-get $1" >>"$LOG"\n[ "$1" = update ] && : >"$LOG.new"\n[ -e "$LOG.new" ]\n'
    clone.tool("apt-get", fails_once)
    clone("--help")
    assert clone.log[:3] == ["apt-get install", "apt-get update", "apt-get install"]


@pytest.mark.parametrize(
    ("manager", "words"),
    [("brew", "brew install cairo"), ("dnf", "sudo dnf install -y cairo"), ("none", "your system's package manager")],
)
def test_no_cairo_elsewhere(clone, manager, words):
    clone.python(cairoless=1)
    clone.tool(manager, "#!/bin/sh\n")
    assert words in clone("--help", code=3).stderr


def test_a_place_that_cannot_be_written(clone):
    place = clone.folder / "pyproject.toml" / "environment"
    printed = clone("--help", code=3, SCOREPRESS_VENV=str(place)).stderr
    assert printed == (
        f"scorepress: cannot write in {place.parent}; set SCOREPRESS_VENV to a folder that may be made\n"
    )
