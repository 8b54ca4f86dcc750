"""Diagrams: what they hold, count and choose is what trying every product of cells gives."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorepress.check import proof_diagrams
from scorepress.check.proof_diagrams import NO, YES, Diagrams, TooManyCasesError
from scorepress.check.proof_order import components

SIZES = (2, 3, 2, 4)
PRODUCTS = list(itertools.product(*map(range, SIZES)))

simple = st.integers(0, len(SIZES) - 1).flatmap(
    lambda variable: st.tuples(st.just(variable), st.frozensets(st.integers(0, SIZES[variable] - 1)))
)
formulas = st.recursive(
    simple.map(lambda pair: ("among", *pair)),
    lambda parts: st.one_of(
        st.tuples(st.just("both"), parts, parts),
        st.tuples(st.just("either"), parts, parts),
        st.tuples(st.just("deny"), parts),
    ),
    max_leaves=8,
)


def build(diagrams, formula):
    match formula:
        case ("among", variable, cells):
            return diagrams.among(variable, cells)
        case ("deny", part):
            return diagrams.deny(build(diagrams, part))
        case (join, one, other):
            return getattr(diagrams, join)(build(diagrams, one), build(diagrams, other))


def meant(formula):
    match formula:
        case ("among", variable, cells):
            return {p for p in PRODUCTS if p[variable] in cells}
        case ("deny", part):
            return set(PRODUCTS) - meant(part)
        case ("both", one, other):
            return meant(one) & meant(other)
        case (_, one, other):
            return meant(one) | meant(other)


def held(diagrams, node):
    return {p for p in PRODUCTS if diagrams.holds(node, dict(enumerate(p)))}


@given(formulas, formulas)
def test_sets(formula, other):
    diagrams = Diagrams(SIZES)
    node = build(diagrams, formula)
    assert held(diagrams, node) == meant(formula)
    assert (node == build(diagrams, other)) == (meant(formula) == meant(other))  # equal sets are one number
    assert (node == NO) == (not meant(formula))
    assert diagrams.count(node, {v: [1] * size for v, size in enumerate(SIZES)}) == len(meant(formula))
    assert held(diagrams, diagrams.but_not(node, build(diagrams, other))) == meant(formula) - meant(other)
    asked = {v for v in range(4) if any((*p[:v], c, *p[v + 1 :]) not in meant(formula) for p in meant(formula)
                                        for c in range(SIZES[v]))}  # fmt: skip
    assert diagrams.support(node) == asked


@given(formulas, st.frozensets(st.integers(0, 3)))
def test_fields_that_are_left_out(formula, gone):
    diagrams = Diagrams(SIZES)
    node = diagrams.without(build(diagrams, formula), gone)
    kept = {tuple(c for v, c in enumerate(p) if v not in gone) for p in meant(formula)}
    assert {tuple(c for v, c in enumerate(p) if v not in gone) for p in held(diagrams, node)} == kept
    assert not diagrams.support(node) & gone


@given(formulas)
def test_cells_that_are_alike(formula):
    diagrams = Diagrams(SIZES)
    classes = {1: (0, 1, 1), 3: (0, 0, 1, 2)}
    node = diagrams.blurred(build(diagrams, formula), classes)
    name = lambda p: (p[0], classes[1][p[1]], p[2], classes[3][p[3]])  # noqa: E731
    names = {name(p) for p in meant(formula)}
    assert {name(p) for p in held(diagrams, node)} == names
    weights = {0: (1, 1), 1: (1, 1, 0), 2: (1, 1), 3: (1, 0, 1, 1)}
    assert diagrams.count(node, weights) == len(names)


@given(formulas, st.lists(st.integers(0, 9), min_size=7, max_size=7))
def test_the_cheapest(formula, prices):
    diagrams = Diagrams(SIZES)
    price = iter(prices)
    costs = {v: [0, *(next(price) for _ in range(size - 1))] for v, size in enumerate(SIZES)}
    chosen = diagrams.cheapest(build(diagrams, formula), costs)
    if chosen is None:
        assert not meant(formula)
        return
    whole = {v: chosen.get(v, 0) for v in range(4)}
    assert tuple(whole[v] for v in range(4)) in meant(formula)
    least = min(sum(costs[v][c] for v, c in enumerate(p)) for p in meant(formula))
    assert sum(costs[v][c] for v, c in whole.items()) == least


def test_constants():
    diagrams = Diagrams(SIZES)
    assert diagrams.among(0, [0, 1]) == YES
    assert diagrams.among(0, []) == NO
    assert diagrams.all_of([]) == YES
    assert diagrams.any_of([]) == NO
    assert diagrams.cheapest(NO, {}) is None
    assert diagrams.cheapest(YES, {}) == {}


def test_a_question_is_given_up(monkeypatch):
    monkeypatch.setattr(proof_diagrams, "MAX_STEPS", 500)
    diagrams = Diagrams([2] * 40)
    pairs = [diagrams.both(diagrams.among(i, [1]), diagrams.among(i + 20, [1])) for i in range(20)]
    with pytest.raises(TooManyCasesError):  # each of the first twenty must be remembered until its partner is asked
        diagrams.any_of(pairs)
    diagrams.steps = 0
    assert diagrams.both(pairs[0], pairs[1]) != NO


def test_fields_that_hang_together_through_one_stand_in_blocks():
    years = [frozenset({"year", f"{n} {leaf}", f"{n} grade"}) for n in "abc" for leaf in ("score", "level")]
    (order,) = components(years)
    blocks = [name for name, _ in itertools.groupby(path[0] for path in order if path != "year")]
    assert sorted(blocks) == ["a", "b", "c"]  # no block is taken up again
    assert order.index("year") < 3


def test_parts_without_a_group_in_common():
    assert sorted(map(sorted, components([frozenset("ab"), frozenset("cd"), frozenset("e")]))) == [
        ["a", "b"], ["c", "d"], ["e"],
    ]  # fmt: skip
    assert components([]) == ()
