from scorepress.model.memory import make_room


def test_the_older_half_is_forgotten_when_it_is_full_and_nothing_before():
    known = dict.fromkeys(range(9))
    make_room(known, 10)
    assert list(known) == list(range(9))
    known[9] = None
    make_room(known, 10)
    assert list(known) == [5, 6, 7, 8, 9]
