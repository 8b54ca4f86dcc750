"""Looking a student's values up in many tables at once."""

from hypothesis import given
from hypothesis import strategies as st

from scorepress.evaluate.combinations import lookup, values_key

PATHS = ("a", "b.c", "d'\"e", "f{0}")


class Given(dict[str, object]):
    """Values; what is absent is None."""

    def __missing__(self, path: str) -> None:
        return None


fields = st.lists(st.sampled_from(PATHS), max_size=3, unique=True).map(tuple)
students = st.dictionaries(st.sampled_from(PATHS), st.integers(0, 1) | st.sampled_from("xy")).map(Given)


@given(st.lists(fields, max_size=5), st.lists(students), students)
def test_it_is_looked_up_as_it_is_kept(tables, known, student):
    kept = [{values_key(paths)(one): at for at, one in enumerate(known)} for paths in tables]
    wanted = [table.get(values_key(paths)(student), "none") for paths, table in zip(tables, kept, strict=True)]
    assert lookup(list(zip(tables, kept, strict=True)), "none")(student) == wanted


def test_what_is_learned_later_is_found():
    table: dict[object, str] = {}
    look = lookup([(("a", "b"), table), (("a",), table), ((), table)])
    assert look({"a": 1}) == [None, None, None]
    table |= {(1, None): "both", 1: "one", None: "nothing"}
    assert look({"a": 1}) == ["both", "one", "nothing"]


def test_of_some_fields_it_counts_only_whether_they_are_there():
    look = lookup([(("a", "b"), {(True, 2): "there", (None, 2): "absent"})], there=("a",))
    for known in ({"a": 0}, {"a": "x"}):
        assert look({**known, "b": 2}) == ["there"]
    assert look({"b": 2}) == ["absent"]
