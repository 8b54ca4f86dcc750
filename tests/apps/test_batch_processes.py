"""A batch with worker processes, here and at a Dask scheduler: killed for real, and with a worker killed.

SCOREPRESS_KILLS=50 kills at fifty moments (`make kills`); the suite kills at two.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import scorepress as package

REPORT = "summative-alternate-elpac"
KILLS = int(os.environ.get("SCOREPRESS_KILLS", "2"))
STUDENTS = 400
"""Four chunks: the files of a chunk appear together."""

PATIENCE = 60

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc for processes")


def parents():
    """Every living process, with its parent."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (entry / "stat").read_text("utf-8").rpartition(")")[2].split()[:2]
        except (OSError, ValueError):
            continue
        if state != "Z":
            found[int(entry.name)] = int(parent)
    return found


def descendants(pid):
    family, tree = {pid}, parents()
    while more := {child for child, parent in tree.items() if parent in family} - family:
        family |= more
    return family - {pid}


def leaves(pid):
    """Descendants that have no children: the workers, once there are some."""
    tree = parents()
    return [one for one in descendants(pid) if one not in tree.values()]


def wait_for(what, *, patience=PATIENCE):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.02)
    pytest.fail("waited in vain")


def reports(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.joinpath("data").rglob("*.pdf")}


@pytest.fixture(scope="module")
def whole(tmp_path_factory, sampled, cache):
    """The data, and the folder of a run that nobody disturbed."""
    folder = tmp_path_factory.mktemp("whole")
    data = folder / "students.csv"
    data.write_text(sampled("toms", STUDENTS), encoding="utf-8", newline="")
    arguments = ["batch", data, "--report", REPORT, "--out", folder / "out", "--jobs", "1", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "scorepress", *map(str, arguments)],
        env=os.environ | cache | {"PYTHONPATH": str(Path(package.__file__).parent.parent)},
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    return data, folder / "out", json.loads(done.stdout)


@pytest.fixture
def begun(scorepress, whole):
    """A batch with two workers that has begun to write."""
    with scorepress.start("batch", whole[0], "--report", REPORT, "--out", "out", "--jobs", "2", "--json") as run:
        yield run
        run.kill()


SUMS = ("read", "rendered", "unchanged", "skipped", "quarantined", "superseded", "files", "bytes")


@pytest.mark.parametrize("seed", range(KILLS))
def test_killed_and_gone_on_with(scorepress, whole, begun, tmp_path, seed):
    _, undisturbed, summary = whole
    out = tmp_path / "out"
    wait_for(lambda: begun.poll() is not None or leaves(begun.pid))
    time.sleep(random.Random(seed).random() * summary["seconds"] / 2)
    workers = descendants(begun.pid)
    begun.send_signal(signal.SIGKILL)
    begun.wait()
    wait_for(lambda: not workers & set(parents()), patience=20)
    done = scorepress("batch", "--resume", "--out", "out", "--jobs", "1", "--json", code=None)
    if "came to its end" in done.output:
        pytest.skip("it was quicker than the kill")
    assert done.exit_code == 0
    resumed = json.loads(done.stdout)
    assert {k: resumed[k] for k in SUMS} == {k: summary[k] for k in SUMS}
    assert reports(out) == reports(undisturbed)
    for name in ("manifest-sha256.txt", "manifest.jsonl", "skipped.jsonl"):
        assert (out / name).read_bytes() == (undisturbed / name).read_bytes()
    assert not [left for left in (out / ".scorepress/part").rglob("*") if left.is_file()]


def test_a_worker_is_killed(whole, begun, tmp_path):
    """Its share is done again by another one, and nothing is there twice."""
    _, undisturbed, summary = whole
    out = tmp_path / "out"
    os.kill(max(wait_for(lambda: leaves(begun.pid))), signal.SIGKILL)
    said, errors = begun.communicate(timeout=PATIENCE)
    assert begun.returncode == 0, errors
    assert {k: json.loads(said)[k] for k in SUMS} == {k: summary[k] for k in SUMS}
    assert reports(out) == reports(undisturbed)


CLUSTER = """
from distributed import LocalCluster
import sys
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        print(cluster.scheduler_address, *(worker.pid for worker in cluster.workers.values()), flush=True)
        sys.stdin.read()
"""


@pytest.fixture
def cluster(scorepress, tmp_path):
    """A scheduler with two worker processes: its address, and theirs."""
    pytest.importorskip("distributed")
    (tmp_path / "cluster.py").write_text(CLUSTER, encoding="utf-8")
    with scorepress.start(program=("cluster.py",), stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
        address, *workers = running.stdout.readline().split()
        yield address, [int(pid) for pid in workers]
        running.stdin.close()
        running.wait(PATIENCE)


@pytest.mark.thorough
def test_a_dask_worker_is_killed(scorepress, whole, cluster, tmp_path):
    data, undisturbed, summary = whole
    address, workers = cluster
    out = tmp_path / "out"
    arguments = ("batch", data, "--report", REPORT, "--out", "out", "--dask", address, "--json")
    with scorepress.start(*arguments) as run:
        wait_for(lambda: list(out.glob("data/*/*/*.pdf")))
        os.kill(workers[0], signal.SIGKILL)
        said, errors = run.communicate(timeout=PATIENCE)
    assert run.returncode == 0, errors
    assert {k: json.loads(said)[k] for k in SUMS} == {k: summary[k] for k in SUMS}
    assert reports(out) == reports(undisturbed)


def test_an_address_that_is_none_is_told_at_once(scorepress, whole):
    pytest.importorskip("distributed")
    run = scorepress.start("batch", whole[0], "--report", REPORT, "--out", "out", "--dask", "x")
    _, errors = run.communicate(timeout=15)
    assert run.returncode == 1
    assert "error[batch]: no scheduler answers at `x`" in errors
    assert "Traceback" not in errors


@pytest.mark.thorough
def test_nobody_answers(scorepress, whole):
    pytest.importorskip("distributed")
    arguments = ("batch", whole[0], "--report", REPORT, "--out", "out", "--dask", "tcp://127.0.0.1:9")
    run = scorepress.start(*arguments)
    _, errors = run.communicate(timeout=PATIENCE)
    assert run.returncode == 1
    assert "error[batch]: no scheduler answers at `tcp://127.0.0.1:9`" in errors
