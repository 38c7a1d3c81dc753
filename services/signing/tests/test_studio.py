"""Who is filmed when: turns of the towns, refusals by measured cost, and what is no longer wanted."""

import asyncio
from concurrent.futures import Future
from contextlib import aclosing

import pytest
from fake_workshop import FILM, FakeWorkshop
from okienko_common.deadlines import deadline_in
from okienko_signing import studio as studio_module
from okienko_signing.production import Film, Script
from okienko_signing.studio import BusyError, Studio, StudioLostError


class PacedWorkshop(FakeWorkshop):
    """Takes a while for every film."""

    def __init__(self, seconds: float) -> None:
        super().__init__(at_once=False)
        self.seconds = seconds

    def submit(self, script: Script, slot: int) -> "Future[Film]":
        job = super().submit(script, slot)
        asyncio.get_running_loop().call_later(self.seconds, job.set_result, FILM)
        return job


async def film(studio: Studio, glosses: str, town: str = "", signs: float = 1.0) -> None:
    script = Script(glosses, 640, 480, 25)
    async with aclosing(studio.film(glosses, script, lambda _: None, town=town, signs=signs)) as steps:
        async for _ in steps:
            pass


async def begun(workshop: FakeWorkshop, count: int = 1) -> None:
    while len(workshop.jobs) < count:
        await asyncio.sleep(0.002)


def glosses(workshop: FakeWorkshop) -> list[str]:
    return [script.glosses for script in workshop.scripts]


async def test_towns_take_turns_by_the_signs_that_each_has_had() -> None:
    workshop = PacedWorkshop(0.01)
    studio = Studio(workshop, 1, 100)
    noisy = [asyncio.create_task(film(studio, f"N{number}", "noisy", 10)) for number in range(10)]
    await begun(workshop)
    quiet = [asyncio.create_task(film(studio, f"Q{number}", "quiet", 5)) for number in range(3)]
    await asyncio.gather(*quiet)
    # The first ran alone; then whoever has had less: a film of ten signs is as much as two of five.
    assert glosses(workshop)[:5] == ["N0", "N1", "Q0", "Q1", "N2"]
    await asyncio.gather(*noisy)


async def test_a_flood_of_one_town_leaves_every_film_of_another_made_and_alone_it_has_every_place() -> None:
    workshop = PacedWorkshop(0.005)
    studio = Studio(workshop, 2, 6)
    refused = 0

    async def flood(caller: int) -> None:
        nonlocal refused
        for number in range(10_000):
            try:
                await film(studio, f"N{caller}-{number}", "noisy")
            except BusyError:
                refused += 1
                await asyncio.sleep(0.005)

    callers = [asyncio.create_task(flood(number)) for number in range(16)]
    await begun(workshop, 8)
    assert refused >= 8
    for number in range(10):
        await film(studio, f"Q{number}", "quiet")
    for caller in callers:
        caller.cancel()
    await asyncio.wait(callers)


async def test_a_film_that_nobody_waits_for_is_not_begun_and_one_that_was_is_finished() -> None:
    workshop = FakeWorkshop(at_once=False)
    studio = Studio(workshop, 1, 10)
    kept: list[Film] = []

    async def first() -> None:
        async for _ in studio.film("A", Script("A", 640, 480, 25), kept.append):
            pass

    running, gone = asyncio.create_task(first()), asyncio.create_task(film(studio, "B"))
    stays = [asyncio.create_task(film(studio, "C")) for _ in range(2)]
    await begun(workshop)
    for task in (running, gone, stays[0]):
        task.cancel()
    await asyncio.wait({running, gone, stays[0]})
    assert (studio.is_making("A"), studio.is_making("B"), studio.is_making("C")) == (True, False, True)
    workshop.jobs[0].set_result(FILM)
    await begun(workshop, 2)
    assert glosses(workshop) == ["A", "C"]
    assert kept == [FILM]
    workshop.jobs[1].set_result(FILM)
    await stays[1]


async def test_what_would_wait_too_long_by_what_a_sign_has_cost_is_refused_with_that_wait() -> None:
    workshop = FakeWorkshop(at_once=False)
    studio = Studio(workshop, 1, 100, longest_wait_seconds=60.0)
    calls = [asyncio.create_task(film(studio, f"F{number}", signs=20)) for number in range(10)]
    await asyncio.sleep(0.02)
    refused = [call.exception() for call in calls if call.done()]
    # Of the first 15 signs are left, a second each; those behind it wait for 15, 35, 55 and, too long, 75 s.
    assert len(calls) - len(refused) == 4
    assert {error.retry_after_seconds for error in refused if isinstance(error, BusyError)} == {75.0}
    with deadline_in(30.0), pytest.raises(BusyError):
        await film(studio, "HURRIED", "")
    # Another town's turn comes after the running film, of which 15 s are left, and one as far.
    hurried = asyncio.create_task(film(studio, "QUIET", "another"))
    await asyncio.sleep(0.01)
    assert not hurried.done()
    studio.close()
    assert {type(error) for error in await asyncio.gather(*calls, hurried, return_exceptions=True)} == {
        BusyError,
        StudioLostError,
    }


async def test_who_waits_for_a_film_that_stands_still_hears_of_it_from_time_to_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(studio_module, "HEARTBEAT_SECONDS", 0.0)
    studio = Studio(FakeWorkshop(at_once=False), 1, 10)
    async with aclosing(studio.film("A", Script("A", 640, 480, 25), lambda _: None)) as steps:
        assert [await anext(steps) for _ in range(3)] == [0.25] * 3


async def test_a_film_that_two_towns_want_has_the_place_of_the_one_with_the_shorter_line() -> None:
    workshop = PacedWorkshop(0.01)
    studio = Studio(workshop, 1, 100)
    calls = [asyncio.create_task(film(studio, name, "noisy")) for name in ("A", "B", "C", "D", "BOTH")]
    await begun(workshop)
    await film(studio, "BOTH", "quiet")
    assert glosses(workshop).index("BOTH") == 2
    await asyncio.gather(*calls)
    assert glosses(workshop) == ["A", "B", "BOTH", "C", "D"]
