"""What Prometheus is told of films that wait."""

import asyncio
import time

from fake_workshop import FILM, FakeWorkshop
from okienko_signing.production import Script
from okienko_signing.studio import Studio
from prometheus_client import REGISTRY


def figure(name: str) -> float:
    return REGISTRY.get_sample_value(f"okienko_signing_{name}", {"studio": "tried"}) or 0.0


async def test_films_that_wait_and_the_age_of_the_oldest_are_told_while_they_do() -> None:
    workshop = FakeWorkshop(at_once=False)
    studio = Studio(workshop, 1, 4, name="tried")

    async def made(name: str) -> None:
        async for _ in studio.film(name, Script(name, 640, 480, 25), lambda _: None):
            pass

    before, rendered = time.time(), figure("render_seconds_count")
    calls = [asyncio.create_task(made(name)) for name in ("a", "b")]
    while figure("films_waiting") < 2:
        await asyncio.sleep(0.01)
    oldest = figure("oldest_film_timestamp_seconds")
    assert before - 1 <= oldest <= time.time()
    workshop.jobs[0].set_result(FILM)
    await calls[0]
    assert figure("films_waiting") == 1
    assert figure("oldest_film_timestamp_seconds") >= oldest
    while len(workshop.jobs) < 2:
        await asyncio.sleep(0.01)
    workshop.jobs[1].set_exception(ValueError("nothing in it can be shown"))
    await asyncio.gather(calls[1], return_exceptions=True)
    assert figure("films_waiting") == figure("oldest_film_timestamp_seconds") == 0
    assert figure("render_seconds_count") == rendered + 1
