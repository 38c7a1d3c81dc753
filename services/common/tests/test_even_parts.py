from okienko_common.even_parts import REMEMBERED_SECONDS, EvenParts, Places


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_town_alone_takes_every_place_and_another_finds_one_all_the_same() -> None:
    clock = Clock()
    places = Places(8, clock)
    assert sum(places.take("noisy") for _ in range(16)) == 8
    assert places.take("quiet")
    # The spare place is taken, so the next has to wait until one of the noisy town is given back.
    assert not places.take("quiet")
    places.leave("noisy")
    assert not places.take("noisy")
    assert places.take("quiet")


def test_the_quiet_town_is_served_every_time_it_comes() -> None:
    places = Places(8, Clock())
    for _ in range(8):
        places.take("noisy")
    for _ in range(50):
        assert places.take("quiet")
        places.leave("noisy")
        # One of sixteen callers is at the door at once; the town has more than its half.
        has = places.of("noisy")
        assert places.take("noisy") == (has < 4)
        places.leave("quiet")
    assert places.of("noisy") == 4


def test_who_asked_for_room_is_forgotten_and_everything_is_the_others_again() -> None:
    clock = Clock()
    places = Places(4, clock)
    for _ in range(4):
        places.take("noisy")
    assert places.take("quiet")
    places.leave("quiet")
    places.leave("noisy")
    assert not places.take("noisy")
    clock.now += REMEMBERED_SECONDS
    assert places.take("noisy")


def test_something_larger_than_everything_is_let_in_alone() -> None:
    parts = EvenParts(Clock())
    assert parts.allows("a", 5.0, {}, 1.0)
    assert not parts.allows("b", 5.0, {"a": 5.0}, 1.0)
