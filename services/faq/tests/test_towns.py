"""Many towns in one service: whose call it is, what is kept apart, who comes and goes."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import grpc
import pytest
import yaml
from okienko.faq.v1 import (
    faq_pb2,
    faq_pb2_grpc,
    learning_pb2,
    learning_pb2_grpc,
    towns_pb2,
    towns_pb2_grpc,
)
from okienko_common import troubles as troubles_module
from okienko_common.capacity import ModelPool
from okienko_common.errors import ServiceError, read_error
from okienko_common.server import start_server
from okienko_common.sharing import SharedRoom
from okienko_faq import towns as towns_module
from okienko_faq.__main__ import main
from okienko_faq.content.contrast import contrast
from okienko_faq.content.loading import validate
from okienko_faq.desk import Desk, place_of
from okienko_faq.publishing import Publisher
from okienko_faq.service import SERVICE_NAME
from okienko_faq.settings import FaqSettings
from okienko_faq.store.connecting import Database, StoreUnavailableError
from okienko_faq.town_service import TownService, by_town
from okienko_faq.towns import LOOKS_UNTIL_CLOSED, Towns, default_town, town_folders

WritePack = Callable[..., Path]
NewTown = Callable[..., Path]
SITE = {
    "hosts": ["okienko.nowe.example"],
    "theme": {"header": "#14421f", "accent": "#ffd23f", "link": "#0b4a8f"},
    "learning": "off",
    "limits": {"questions_per_minute": 30, "content_calls_per_minute": 9000},
}


@pytest.fixture
def new_town(write_pack: WritePack, tmp_path: Path) -> NewTown:
    """Return a function that adds a town's folder: `new_town(id, cost, site)`."""

    def add(town_id: str, cost: str, site: dict[str, Any] | None = None) -> Path:
        def change(town: Any, topics: Any, places: Any, entries: Any) -> None:
            town |= {"id": town_id, "name": town_id.title()} | ({"site": site} if site else {})
            entries["dowod-osobisty"]["pl"]["cost"] = cost

        folder = tmp_path / "towns" / town_id
        folder.parent.mkdir(exist_ok=True)
        written = write_pack(change)
        shutil.move(written, folder)
        return folder

    return add


@dataclass(frozen=True)
class Service:
    towns: Towns
    folder: Path
    channel: grpc.aio.Channel

    async def cost(self, town: str) -> str:
        """Ask a town what an identity card costs."""
        response = await faq_pb2_grpc.FaqServiceStub(self.channel).GetAnswer(
            faq_pb2.GetAnswerRequest(answer_id="dowod-osobisty", language_code="pl"), timeout=10, metadata=named(town)
        )
        cost: str = response.answer.texts[0].cost
        return cost

    async def look(self) -> None:
        await self.towns.look(town_folders(self.folder))


def named(town: str) -> tuple[tuple[str, str], ...]:
    return (("x-okienko-town", town),) if town else ()


@pytest.fixture
async def service(location: str, tmp_path: Path) -> AsyncIterator[Service]:
    settings = FaqSettings(
        port=0,
        towns=tmp_path / "towns",
        content=tmp_path / "towns" / "stare",
        database=location,
        vectors=tmp_path / "vectors.npz",
        retrieval="lexical-only",
        poll_seconds=0.05,
    )
    database = Database(location)
    pool = ModelPool(2, 8)
    room = SharedRoom(pool, 2, 8)
    towns = Towns(
        lambda folder: Desk(settings, place_of(settings, folder, database), room.of(folder.name), None), "stare"
    )

    def register(server: grpc.aio.Server) -> None:
        faq = by_town(faq_pb2.DESCRIPTOR.services_by_name["FaqService"], lambda town: towns.of(town).faq)
        faq_pb2_grpc.add_FaqServiceServicer_to_server(faq, server)
        learning = by_town(
            learning_pb2.DESCRIPTOR.services_by_name["LearningService"], lambda town: towns.of(town).learning
        )
        learning_pb2_grpc.add_LearningServiceServicer_to_server(learning, server)
        towns_pb2_grpc.add_TownServiceServicer_to_server(TownService(towns), server)

    running = await start_server(settings, SERVICE_NAME, register)
    async with grpc.aio.insecure_channel(f"127.0.0.1:{running.port}") as channel:
        yield Service(towns, tmp_path / "towns", channel)
    await running.stop(0, 1)
    await towns.close()
    pool.close()
    database.close()


async def test_each_town_answers_with_its_own(service: Service, new_town: NewTown) -> None:
    new_town("stare", "1 zł")
    new_town("nowe", "2 zł", SITE)
    await service.look()
    assert [await service.cost(town) for town in ("stare", "nowe", "")] == ["1 zł", "2 zł", "1 zł"]
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await service.cost("inne")
    assert read_error(raised.value).reason == "TOWN_NOT_FOUND"
    listed = await towns_pb2_grpc.TownServiceStub(service.channel).ListTowns(towns_pb2.ListTownsRequest(), timeout=10)
    nowe, stare = listed.towns
    assert (nowe.town_id, nowe.name, list(nowe.hosts)) == ("nowe", "Nowe", ["okienko.nowe.example"])
    assert (nowe.theme.header, nowe.limits.questions_per_minute, nowe.limits.sockets) == ("#14421f", 30, 0)
    assert nowe.limits.content_calls_per_minute == 9000
    assert (stare.is_default, nowe.is_default, stare.HasField("theme")) == (True, False, False)


async def test_towns_come_and_go_without_a_restart(service: Service, new_town: NewTown) -> None:
    folder = new_town("stare", "1 zł")
    await service.look()
    following = asyncio.create_task(service.towns.follow(service.folder))
    new_town("nowe", "2 zł")
    async with asyncio.timeout(120):
        while "nowe" not in service.towns.desks:
            await asyncio.sleep(0.05)
    assert await service.cost("nowe") == "2 zł"
    shutil.rmtree(folder)
    async with asyncio.timeout(120):
        while "stare" in service.towns.desks:
            await asyncio.sleep(0.05)
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await service.cost("")
    assert raised.value.code() is grpc.StatusCode.UNAVAILABLE, "the town that is left passed for the default one"
    following.cancel()


async def test_a_town_that_comes_before_the_default_one_takes_nothing_from_it(
    service: Service, new_town: NewTown
) -> None:
    new_town("nowe", "2 zł")
    await service.look()
    assert service.towns.default == "stare", "while it is not served, too"
    new_town("stare", "1 zł")
    new_town("adamowo", "3 zł")
    await service.look()
    assert await service.cost("") == "1 zł"


def test_a_start_is_refused_where_the_town_that_is_named_as_the_default_one_is_not_there(
    new_town: NewTown, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    towns = new_town("nowe", "2 zł").parent
    monkeypatch.setenv("OKIENKO_FAQ_TOWNS", str(towns))
    monkeypatch.setenv("OKIENKO_FAQ_CONTENT", str(towns / "stare"))
    assert main([]) == 1
    assert capsys.readouterr().err == (
        f"OKIENKO_FAQ_CONTENT names the default town stare, and {towns} has no such town. Put its folder there, or let "
        "OKIENKO_FAQ_CONTENT name one of these: nowe.\n"
    )
    new_town("stare", "1 zł")
    assert default_town(FaqSettings(), town_folders(towns)) == "stare"


def test_where_no_default_town_is_named_the_first_is_taken_and_the_log_says_so(
    new_town: NewTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(towns_module, "log", SimpleNamespace(error=lambda _, town: said.append(town)))
    towns = new_town("nowe", "2 zł").parent
    new_town("adamowo", "3 zł")
    assert default_town(FaqSettings(towns=towns), town_folders(towns)) == ""
    assert said == ["adamowo"]
    new_town("miasto-przykladowo", "1 zł")
    assert default_town(FaqSettings(towns=towns), town_folders(towns)) == "miasto-przykladowo"
    assert said == ["adamowo"]


async def test_a_town_whose_folder_is_away_for_a_moment_is_served_on(service: Service, new_town: NewTown) -> None:
    folder = new_town("stare", "1 zł")
    await service.look()
    away = folder.rename(service.folder.parent / "away")
    for _ in range(LOOKS_UNTIL_CLOSED - 1):
        await service.look()
        assert await service.cost("stare") == "1 zł"
    away.rename(folder)
    await service.look()
    shutil.rmtree(folder)
    for _ in range(LOOKS_UNTIL_CLOSED - 1):
        await service.look()
    assert list(service.towns.desks) == ["stare"], "it was there again in between"
    await service.look()
    assert not service.towns.desks


async def test_towns_are_followed_on_after_an_error(
    service: Service, new_town: NewTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter([FileNotFoundError("gone while it was read"), RuntimeError("whatever it was")])

    def failing(root: Path) -> dict[str, Path]:
        for error in failures:
            raise error
        return town_folders(root)

    monkeypatch.setattr(towns_module, "town_folders", failing)
    monkeypatch.setattr(towns_module, "LOOK_SECONDS", 0.01)
    new_town("stare", "1 zł")
    following = asyncio.create_task(service.towns.follow(service.folder))
    async with asyncio.timeout(60):
        while not service.towns.desks:
            await asyncio.sleep(0.02)
    assert await service.cost("stare") == "1 zł"
    following.cancel()


async def test_while_the_folder_of_all_towns_is_away_they_are_served_on_and_the_log_says_so_once(
    service: Service, new_town: NewTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[str] = []
    monkeypatch.setattr(troubles_module, "log", SimpleNamespace(error=lambda _, error, **__: logged.append(error)))
    looks = 0
    seen = towns_module._seen

    def counted(root: Path) -> dict[str, Path]:
        nonlocal looks
        looks += 1
        return seen(root)

    monkeypatch.setattr(towns_module, "_seen", counted)
    monkeypatch.setattr(towns_module, "LOOK_SECONDS", 0.01)
    new_town("stare", "1 zł")
    await service.look()
    away = service.folder.rename(service.folder.parent / "away")
    following = asyncio.create_task(service.towns.follow(service.folder))
    async with asyncio.timeout(60):
        while looks < 2 * LOOKS_UNTIL_CLOSED:
            await asyncio.sleep(0.02)
    assert await service.cost("stare") == "1 zł"
    assert logged == ["FileNotFoundError"]
    away.rename(service.folder)
    new_town("nowe", "2 zł")
    async with asyncio.timeout(60):
        while "nowe" not in service.towns.desks:
            await asyncio.sleep(0.02)
    following.cancel()


async def test_a_town_that_cannot_be_opened_leaves_the_others(
    service: Service, new_town: NewTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_town("nowe", "2 zł")
    new_town("stare", "1 zł")
    add = service.towns.add

    async def failing(folder: Path) -> None:
        if folder.name == "nowe":
            raise OSError("stale handle")
        await add(folder)

    with monkeypatch.context() as patched:
        patched.setattr(service.towns, "add", failing)
        await service.look()
    assert list(service.towns.desks) == ["stare"]
    await service.look()
    assert await service.cost("nowe") == "2 zł"


async def test_why_a_town_cannot_be_opened_is_logged_once_until_it_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away, stale, refused = StoreUnavailableError("The database is away."), OSError("stale handle"), RuntimeError("no")
    outcomes = iter([stale, stale, away, OSError("stale again"), away, refused, None, stale])
    logged: list[str] = []

    def note(_: str, **facts: str) -> None:
        logged.append(facts.get("error") or facts["reason"])

    class FakeDesk:
        town = tmp_path.name

        async def open(self) -> None:
            if error := next(outcomes):
                raise error

        async def close(self) -> None:
            pass

    monkeypatch.setattr(towns_module, "log", SimpleNamespace(error=note, warning=note, info=lambda _, **__: None))
    towns = Towns(lambda _: FakeDesk(), "")  # type: ignore[arg-type,return-value]
    for _ in range(7):
        await towns.look({tmp_path.name: tmp_path})
    assert list(towns.desks) == [tmp_path.name]
    assert logged == ["OSError", "The database is away.", "RuntimeError"]
    for _ in range(LOOKS_UNTIL_CLOSED):
        await towns.look({})
    await towns.look({tmp_path.name: tmp_path})
    assert logged[3:] == ["OSError"], "it was open in between"


async def test_a_faulty_town_leaves_the_others_and_is_served_once_it_is_mended(
    service: Service, new_town: NewTown
) -> None:
    new_town("stare", "1 zł")
    faulty = new_town("nowe", "2 zł") / "town.yaml"
    whole = faulty.read_text(encoding="utf-8")
    faulty.write_text(yaml.safe_dump(yaml.safe_load(whole) | {"office": "nic"}), encoding="utf-8")
    await service.look()
    assert list(service.towns.desks) == ["stare"]
    faulty.write_text(whole + "\n# mended\n", encoding="utf-8")
    await service.look()
    assert await service.cost("nowe") == "2 zł"


async def test_a_town_is_served_once_somebody_has_published_it(
    location: str, tmp_path: Path, new_town: NewTown
) -> None:
    folder = new_town("nowe", "2 zł")
    settings = FaqSettings(
        towns=folder.parent,
        database=location,
        vectors=tmp_path / "vectors.npz",
        retrieval="lexical-only",
        publish_at_start=False,
    )
    database = Database(location)
    pool = ModelPool(2, 8)
    towns = Towns(lambda path: Desk(settings, place_of(settings, path, database), pool, None), "nowe")
    await towns.look(town_folders(folder.parent))
    assert not towns.desks
    Publisher(database.of_town("nowe"), None, tmp_path / "own.npz").publish(folder)
    await towns.look(town_folders(folder.parent))
    assert list(towns.desks) == ["nowe"]
    await towns.close()
    pool.close()
    database.close()


async def test_what_is_learned_stays_in_its_town_and_follows_its_rules(service: Service, new_town: NewTown) -> None:
    for town, site in (("stare", None), ("nowe", {"question_days": 7}), ("ciche", SITE)):
        new_town(town, "1 zł", site)
    await service.look()
    faq, learning = faq_pb2_grpc.FaqServiceStub(service.channel), learning_pb2_grpc.LearningServiceStub(service.channel)
    for town in ("nowe", "nowe", "ciche"):
        await faq.Ask(faq_pb2.AskRequest(text="jak wyrobić dowód"), timeout=10, metadata=named(town))
    counted = {}
    for town in ("stare", "nowe", "ciche"):
        counts = await learning.ListCounts(learning_pb2.ListCountsRequest(), timeout=10, metadata=named(town))
        counted[town] = sum(item.count for item in counts.topics)
    assert counted == {"stare": 0, "nowe": 2, "ciche": 0}
    kept = await learning.GetLearning(learning_pb2.GetLearningRequest(), timeout=10, metadata=named("nowe"))
    assert kept.question_days == 7


async def test_a_context_of_one_town_means_nothing_in_another(service: Service, new_town: NewTown) -> None:
    new_town("stare", "1 zł")
    new_town("nowe", "2 zł")
    await service.look()
    faq = faq_pb2_grpc.FaqServiceStub(service.channel)
    first = await faq.Ask(faq_pb2.AskRequest(text="jak wyrobić dowód osobisty"), timeout=10, metadata=named("stare"))
    for town, state in (("stare", faq_pb2.CONTEXT_STATE_READ), ("nowe", faq_pb2.CONTEXT_STATE_INVALID)):
        asked = faq_pb2.AskRequest(text="a ile to kosztuje?", context=first.context)
        assert (await faq.Ask(asked, timeout=10, metadata=named(town))).context_state == state


class TestSharedRoom:
    """A hundred calls of one town wait; another's single call goes before all but those that run."""

    async def test_a_noisy_town_waits_for_itself(self) -> None:
        pool = ModelPool(1, 200)
        room = SharedRoom(pool, 1, 200)
        done: list[str] = []
        noisy = [asyncio.create_task(room.of("noisy").run(done.append, "noisy")) for _ in range(100)]
        await asyncio.sleep(0)
        quiet = [asyncio.create_task(room.of("quiet").run(done.append, "quiet")) for _ in range(3)]
        await asyncio.gather(*noisy, *quiet)
        assert [place for place, town in enumerate(done) if town == "quiet"] == [2, 4, 6]
        pool.close()

    async def test_a_full_room_refuses_the_noisy_and_hears_the_quiet(self) -> None:
        pool = ModelPool(1, 20)
        room = SharedRoom(pool, 1, 10)
        noisy = [asyncio.create_task(room.of("noisy").run(int)) for _ in range(40)]
        await asyncio.sleep(0)
        assert await room.of("quiet").run(int, "7") == 7
        results = await asyncio.gather(*noisy, return_exceptions=True)
        assert sum(isinstance(result, int) for result in results) == 11
        assert {result.reason for result in results if isinstance(result, ServiceError)} == {"BUSY"}
        pool.close()

    async def test_a_caller_that_goes_away_leaves_its_place(self) -> None:
        pool = ModelPool(1, 20)
        room = SharedRoom(pool, 1, 10)
        gone = [asyncio.create_task(room.of("a").run(int)) for _ in range(5)]
        await asyncio.sleep(0)
        for task in gone[1:]:
            task.cancel()
        assert await room.of("b").run(int, "1") == 1
        await asyncio.gather(*gone, return_exceptions=True)
        assert await asyncio.gather(*(room.of(town).run(int, "2") for town in "abc")) == [2, 2, 2]
        pool.close()


def test_colours_that_cannot_be_read_are_refused(new_town: NewTown) -> None:
    assert contrast("#000000", "#ffffff") == 21
    pale = new_town("blade", "1 zł", {"theme": {"header": "#777777", "accent": "#888888", "link": "#99ccff"}})
    said = [str(problem) for problem in validate(pale)]
    assert len(said) == 3
    assert "#777777 on white has a contrast of 4.5; at least 4.5 is needed" in said[0]
    assert not validate(new_town("ciemne", "1 zł", SITE))
