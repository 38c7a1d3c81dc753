import asyncio
from collections.abc import Callable

import pytest
from fake_workshop import FILM, FakeWorkshop
from okienko_signing import backroom as backroom_module
from okienko_signing.backroom import Backroom
from okienko_signing.production import Film, Script
from okienko_signing.sizes import Size, drawn_for, further_sizes
from okienko_signing.studio import Studio

FIRST = Size(640, 480, 25)


def script(gloss: str) -> Script:
    return Script(gloss, 960, 720, 50)


async def until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0.01)


async def test_films_are_made_one_after_the_other_and_each_once() -> None:
    workshop = FakeWorkshop(at_once=False)
    backroom = Backroom(Studio(workshop, 1, 4), quiet_seconds=0.0)
    kept: list[str] = []
    for name in ("a", "b", "a"):
        backroom.later(name, script(name.upper()), lambda _, name=name: kept.append(name))  # type: ignore[misc]
    await until(lambda: len(workshop.jobs) == 1)
    await asyncio.sleep(0.05)
    assert [made.glosses for made in workshop.scripts] == ["A"]
    workshop.jobs[0].set_result(FILM)
    await until(lambda: len(workshop.jobs) == 2)
    workshop.jobs[1].set_result(FILM)
    await until(lambda: kept == ["a", "b"])
    assert [made.glosses for made in workshop.scripts] == ["A", "B"]
    backroom.close()


class Clock:
    """A clock that stands still until a test moves it, and counts who looks at it."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.looks = 0

    def monotonic(self) -> float:
        self.looks += 1
        return self.now


async def test_nothing_begins_until_nobody_has_asked_for_a_film_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(backroom_module, "time", clock)
    workshop = FakeWorkshop()
    backroom = Backroom(Studio(workshop, 1, 4), quiet_seconds=0.03)
    backroom.disturb()
    backroom.later("a", script("A"), lambda _: None)
    for _ in range(3):
        clock.now += 0.02
        backroom.disturb()
        looks = clock.looks
        await until(lambda looks=looks: clock.looks > looks)  # type: ignore[misc]
    assert workshop.scripts == []
    clock.now += 0.03
    await until(lambda: len(workshop.scripts) == 1)
    backroom.close()


async def test_a_film_that_cannot_be_made_is_given_up_and_the_others_follow() -> None:
    workshop = FakeWorkshop()
    backroom = Backroom(Studio(workshop, 1, 4), quiet_seconds=0.0)
    kept: list[Film] = []

    def fail(_: Film) -> None:
        message = "cannot be kept"
        raise ValueError(message)

    backroom.later("a", script("A"), fail)
    backroom.later("b", script("B"), kept.append)
    await until(lambda: kept == [FILM])
    backroom.later("a", script("A"), kept.append)
    backroom.later("c", script("C"), kept.append)
    await until(lambda: len(kept) == 2)
    assert [made.glosses for made in workshop.scripts] == ["A", "B", "C"]
    backroom.close()


async def test_a_film_that_is_there_when_its_turn_comes_is_not_made_again() -> None:
    workshop = FakeWorkshop()
    backroom = Backroom(Studio(workshop, 1, 4), quiet_seconds=0.0)
    kept: list[Film] = []
    for _ in range(2):
        backroom.later("a", script("A"), kept.append, lacks=lambda: not kept)
        await until(lambda: not backroom._listed)
    assert [made.glosses for made in workshop.scripts] == ["A"]
    backroom.close()


async def test_a_studio_tells_when_there_is_work() -> None:
    told: list[bool] = []
    workshop = FakeWorkshop(at_once=False)
    studio = Studio(workshop, 2, 4, told.append)
    calls = [asyncio.create_task(_made(studio, name)) for name in ("a", "b")]
    await until(lambda: len(workshop.jobs) == 2)
    assert told == [True]
    workshop.jobs[0].set_result(FILM)
    await calls[0]
    assert told == [True]
    workshop.jobs[1].set_result(FILM)
    await calls[1]
    assert told == [True, False]


async def _made(studio: Studio, name: str) -> None:
    async for _ in studio.film(name, script(name), lambda _: None):
        pass


def test_further_sizes_have_the_shape_of_the_first_which_is_left_out() -> None:
    sizes = further_sizes("480p25 480p50 720p25 720p50 720p50", FIRST)
    assert sizes == (Size(640, 480, 50), Size(960, 720, 25), Size(960, 720, 50))
    assert drawn_for(sizes) == Size(960, 720, 50)
    assert further_sizes("720p25", Size(854, 480, 25)) == (Size(1280, 720, 25),)
    assert further_sizes("  ", FIRST) == ()


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("720", "'720' is no size; write an even height"),
        ("4000p50", "'4000p50' is no size"),
        ("481p25", "'481p25' is no size"),
        ("720p50 480p30", "30 frames a second cannot be taken out of 50"),
    ],
)
def test_a_size_that_cannot_be_made_is_refused_with_a_sentence(written: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        further_sizes(written, FIRST)
