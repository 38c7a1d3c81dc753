"""From a folder to the answers of a running service."""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from okienko_faq import versions
from okienko_faq.__main__ import main
from okienko_faq.content.loading import PackInvalidError
from okienko_faq.content.model import Pack
from okienko_faq.engines.hashing import HashingEmbedder
from okienko_faq.publishing import Published, Publisher, follow
from okienko_faq.store.connecting import Database
from okienko_faq.store.database import StoreContentError
from sqlalchemy import text

WritePack = Callable[..., Path]


def _cheaper(town: Any, topics: Any, places: Any, entries: Any) -> None:
    entries["dowod-osobisty"]["pl"]["cost"] = "5 zł"


def _faulty(town: Any, topics: Any, places: Any, entries: Any) -> None:
    town["office"] = "nic"


def _cost(published: Published) -> str:
    return published.catalogue.answer("dowod-osobisty", "pl").texts[0].cost


@pytest.fixture
def commanded(monkeypatch: pytest.MonkeyPatch, location: str, write_pack: WritePack, tmp_path: Path) -> None:
    """The commands' settings: a pack, its store, a search by words alone."""
    settings = {"DATABASE": location, "CONTENT": str(write_pack()), "VECTORS": str(tmp_path / "v.npz")}
    for name, value in (settings | {"RETRIEVAL": "lexical-only"}).items():
        monkeypatch.setenv(f"OKIENKO_FAQ_{name}", value)


@pytest.fixture
def publisher(database: Database, tmp_path: Path) -> Publisher:
    return Publisher(database, HashingEmbedder(), tmp_path / "own.npz")


def test_publishes_a_folder_once_and_again_when_it_changed(publisher: Publisher, write_pack: WritePack) -> None:
    published = publisher.publish(write_pack())
    assert published
    assert _cost(published) == _cost(publisher.load()) == "0 zł"
    assert publisher.publish(write_pack()) is None
    assert publisher.publish(write_pack(_cheaper))
    assert _cost(publisher.load()) == "5 zł"


def test_a_faulty_pack_never_replaces_a_good_one(publisher: Publisher, write_pack: WritePack) -> None:
    with pytest.raises(PackInvalidError):
        publisher.open(write_pack(_faulty))
    publisher.publish(write_pack())
    with pytest.raises(PackInvalidError, match="there is no place 'nic'"):
        publisher.publish(write_pack(_faulty))
    assert publisher.open(write_pack(_faulty)).version == 1, "a start answers from what was published before"
    assert publisher.open(None).version == 1


def test_a_start_that_may_not_publish_needs_something_published(publisher: Publisher) -> None:
    with pytest.raises(StoreContentError, match="run `okienko-faq publish`"):
        publisher.open(None)


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(120):
        while not condition():
            await asyncio.sleep(0.01)


async def test_a_replica_takes_up_what_another_publishes(
    publisher: Publisher, location: str, tmp_path: Path, write_pack: WritePack
) -> None:
    first = publisher.publish(write_pack())
    assert first
    # A replica on another machine: its own connection and its own cache, filled from the database.
    database = Database(location)
    replica = Publisher(database, HashingEmbedder(), tmp_path / "replica.npz")
    swapped: list[Published] = []
    following = asyncio.create_task(follow(replica, first, swapped.append, 0.05))
    await asyncio.to_thread(publisher.publish, write_pack(_cheaper))
    await _until(lambda: len(swapped) == 2)
    shown, searched = swapped
    assert [(published.version, _cost(published)) for published in swapped] == [(2, "5 zł"), (2, "5 zł")]
    assert shown.retriever is first.retriever, "the new texts do not wait for the new search"
    assert searched.retriever is not first.retriever
    assert (tmp_path / "replica.npz").read_bytes() == (tmp_path / "own.npz").read_bytes()
    publisher.store.restore(1)
    await _until(lambda: len(swapped) == 4)
    assert (swapped[3].version, _cost(swapped[3])) == (1, "0 zł")
    following.cancel()
    database.close()


async def test_what_cannot_be_read_leaves_the_answers_and_the_next_version_is_taken_up(
    publisher: Publisher, database: Database, write_pack: WritePack
) -> None:
    first = publisher.publish(write_pack())
    assert first
    swapped: list[Published] = []
    following = asyncio.create_task(follow(publisher, first, swapped.append, 0.02))
    publisher.publish(write_pack(_cheaper))
    publisher.store.restore(1)
    with database.write() as connection:
        connection.execute(text("UPDATE documents SET body = '{}' WHERE body LIKE '%5 zł%'"))
        connection.execute(text("UPDATE publication SET version = 2"))
    await _until(lambda: bool(swapped))
    assert all(published.version == 1 for published in swapped)
    await asyncio.to_thread(publisher.publish, write_pack(lambda t, o, p, e: p[0].update(phone="44 111 11 11")))
    await _until(lambda: bool(swapped) and swapped[-1].version == 3)
    following.cancel()


async def test_versions_are_followed_on_after_any_error(
    publisher: Publisher, write_pack: WritePack, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publisher.publish(write_pack())
    assert first
    failures = iter([RuntimeError("whatever it was"), OSError("stale handle")])
    version = publisher.store.version
    swapped: list[Published] = []

    def failing() -> int | None:
        for error in failures:
            raise error
        return version()

    def swap(published: Published) -> None:
        if published.version == 2 and published.retriever is not first.retriever:
            raise ValueError("this version cannot be shown")
        swapped.append(published)

    monkeypatch.setattr(publisher.store, "version", failing)
    following = asyncio.create_task(follow(publisher, first, swap, 0.02))
    await asyncio.to_thread(publisher.publish, write_pack(_cheaper))
    await _until(lambda: bool(swapped) and swapped[-1].version == 1)
    await asyncio.to_thread(publisher.publish, write_pack(lambda t, o, p, e: p[0].update(phone="44 111 11 11")))
    await _until(lambda: swapped[-1].version == 3)
    following.cancel()


async def test_an_answer_that_was_removed_goes_together_with_the_search_that_finds_it(
    publisher: Publisher, write_pack: WritePack
) -> None:
    first = publisher.publish(write_pack())
    assert first
    pack = publisher.store.read().pack
    kept = tuple(entry.model_copy(update={"related": ()}) for entry in pack.entries[:-1])
    fewer = pack.model_copy(update={"entries": kept})
    swapped: list[Published] = []
    following = asyncio.create_task(follow(publisher, first, swapped.append, 0.02))
    await asyncio.to_thread(publisher.store.publish, fewer, "fewer")
    await _until(lambda: bool(swapped))
    following.cancel()
    assert len(swapped) == 1
    assert set(swapped[0].retriever.index.position) == set(swapped[0].catalogue.answer_ids)


@pytest.mark.usefixtures("commanded")
def test_the_commands_publish_list_and_go_back(capsys: pytest.CaptureFixture[str], write_pack: WritePack) -> None:
    assert main(["restore", "1"]) == 1
    assert "There is no version 1" in capsys.readouterr().err
    assert main(["publish"]) == 0
    assert "published, 5 answers, version 1 (lexical-only" in capsys.readouterr().out
    write_pack(_cheaper)
    assert main(["publish"]) == 0
    assert main(["restore", "1"]) == 0
    assert main(["publish"]) == 0
    assert "was published already, 5 answers, version 1" in capsys.readouterr().out
    assert main(["versions"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [("answers" in line.split("|")[4], line.split("|")[1].strip()) for line in lines[-2:]] == [
        (False, "2"),
        (True, "1"),
    ]


@pytest.mark.usefixtures("commanded")
def test_a_routine_publishes_what_has_changed_and_been_left_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], write_pack: WritePack
) -> None:
    def run() -> str:
        assert main(["publish", "--changed"]) == 0
        return capsys.readouterr().out

    monkeypatch.setattr(versions, "REST_SECONDS", 3600)
    assert "has just been changed; it is published once nobody has touched it for 3600 s" in run()
    monkeypatch.setattr(versions, "REST_SECONDS", 0)
    assert "published, 5 answers, version 1" in run()
    assert run() == ""
    write_pack(_cheaper)
    assert "published, 5 answers, version 2" in run()


def test_a_new_town_is_published_without_embedding_again_what_others_have(
    monkeypatch: pytest.MonkeyPatch, location: str, write_pack: WritePack, tmp_path: Path
) -> None:
    embedded: list[str] = []

    class Counting(HashingEmbedder):
        def embed_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
            embedded.extend(texts)
            return super().embed_passages(texts)

    monkeypatch.setattr(versions, "choose_embedder", lambda _: Counting())
    monkeypatch.setattr(versions, "REST_SECONDS", 0)
    towns = tmp_path / "towns"
    towns.mkdir()
    monkeypatch.setenv("OKIENKO_FAQ_TOWNS", str(towns))
    monkeypatch.setenv("OKIENKO_FAQ_DATABASE", location)
    counts = []
    for job, town in enumerate(("stare", "nowe")):
        # Each Job has an empty folder of its own for what it embeds.
        monkeypatch.setenv("OKIENKO_FAQ_VECTORS", str(tmp_path / f"job-{job}" / "vectors.npz"))
        shutil.move(write_pack(lambda about, t, p, e, town=town: about.update(id=town)), towns / town)
        assert main(["publish", "--changed"]) == 0
        counts.append(len(embedded))
    assert counts[0] > 0
    assert counts[1] == counts[0]


def test_a_publisher_that_is_killed_leaves_a_whole_store(location: str, pack: Pack, tmp_path: Path) -> None:
    """Five of the 200 kills of `python -m okienko_faq.trial`, in a process of its own, because it forks."""
    file = tmp_path / "pack.json"
    file.write_text(pack.model_dump_json())
    done = subprocess.run([sys.executable, "-c", _KILLS, location, file], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["5", "0"], done.stderr


_KILLS = """
import sys
from okienko_faq.content.model import Pack
from okienko_faq.store.killing import kill_publishers

kills = kill_publishers(sys.argv[1], Pack.model_validate_json(open(sys.argv[2]).read()), 5)
print(kills.tries, kills.torn)
"""
