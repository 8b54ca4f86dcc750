"""Struct -> Props."""

import pytest

from scorepress.components import build_props
from scorepress.model.source import Span
from scorepress.model.style import Style
from scorepress.model.template import Struct
from scorepress.noun import Noun

SPAN = Span("page.yaml", 3)
BODY = Style("body", 11, 15, 400)


class Inner(Noun, frozen=True):
    first_name: str


class Props(Noun, frozen=True):
    style: Style
    one: Inner | None
    all: tuple[Inner, ...]
    maybe: float | None


def struct(**pairs):
    return Struct(tuple((key.replace("_", "-"), value) for key, value in pairs.items()), SPAN)


def test_kebab_becomes_snake_and_structs_become_nouns():
    made = build_props(
        Props, struct(style=BODY, one=struct(first_name="Ana"), all=(struct(first_name="Bo"),), maybe=3.0)
    )
    assert made == Props(BODY, Inner("Ana"), (Inner("Bo"),), 3.0)


def test_what_is_missing_is_none_or_empty():
    assert build_props(Props, struct(style=BODY)) == Props(BODY, None, (), None)


def test_items_whose_condition_does_not_hold_are_left_out():
    made = build_props(Props, struct(style=BODY, one=None, all=(None, struct(first_name="Bo"), None)))
    assert made.one is None
    assert made.all == (Inner("Bo"),)


def test_a_key_that_the_module_does_not_know_is_our_mistake():
    with pytest.raises(TypeError, match=r"Props has no colour"):
        build_props(Props, struct(style=BODY, colour="ink"))
