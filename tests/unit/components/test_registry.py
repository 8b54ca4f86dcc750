"""The folder is the registry."""

import subprocess
import sys

import pytest

from scorepress.components import component, kinds


def test_a_kind_is_a_module_and_a_fragment(root):
    fragments = {p.name.removesuffix(".schema.json") for p in (root / "schemas/components").glob("*.schema.json")}
    assert set(kinds()) == fragments


def test_kinds_are_in_order_and_spelled_as_in_layouts():
    assert kinds() == tuple(sorted(kinds()))
    assert "score-box" in kinds()
    assert not any("_" in kind for kind in kinds())


@pytest.mark.parametrize("kind", ["guage", "score_box", "-props", "_props", "", "os", "..text"])
def test_there_is_no_component_of_another_name(kind):
    assert component(kind) is None


def test_every_kind_has_props_and_draws():
    for kind in kinds():
        found = component(kind)
        assert found is not None
        assert (found.kind, found.props.__name__) == (kind, "Props")
        assert callable(found.draw)


def test_only_the_module_that_is_asked_for_is_imported():
    code = (
        "import sys; from scorepress.components import component, kinds; kinds(); component('divider')\n"
        "print(sorted(m for m in sys.modules if m in ('segno', 'PIL') or m.startswith('scorepress.components.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "segno" not in done.stdout
    assert "PIL" not in done.stdout
    assert "scorepress.components.gauge" not in done.stdout
    assert "scorepress.components.divider" in done.stdout
