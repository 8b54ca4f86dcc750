"""The components. The folder is the registry: kind `score-box` is the module `score_box`, found by its name.

Modules whose names begin with `_` are shared by components and are none themselves.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from scorepress.components._props import build_props
from scorepress.model.component import Component

__all__ = ["build_props", "component", "kinds"]


@cache
def kinds() -> tuple[str, ...]:
    """The names of all components, in alphabetical order; no module is imported for it."""
    return tuple(sorted(m.name.replace("_", "-") for m in iter_modules(__path__) if not m.name.startswith("_")))


@cache
def component(kind: str) -> Component | None:
    """The component of that name, or None. Imports its module and no other component's."""
    if kind not in kinds():
        return None
    module = import_module(f"{__name__}.{kind.replace('-', '_')}")
    optional = (getattr(module, name, None) for name in ("APART", "prepare", "remember"))
    return Component(kind, module.Props, module.draw, *optional)
