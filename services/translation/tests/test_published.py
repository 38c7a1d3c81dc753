"""What is kept on the disk of published texts, and what is made of damaged files."""

import os
from pathlib import Path

import pytest
from okienko_translation.engines.fake import FakeEngine
from okienko_translation.glossary.entry import Entry
from okienko_translation.glossary.glossary import Glossary
from okienko_translation.languages import Pair
from okienko_translation.machine import Machine
from okienko_translation.outcomes import Outcome, Sentence
from okienko_translation.published import PublishedCache
from okienko_translation.reasons import Reason

PL_EN: Pair = ("pl", "en")
SENTENCE = Sentence("Gdzie jest kasa?", PL_EN, ())
OUTCOME = Outcome("Where is the cash desk?", 0.9)


def machine(folder: Path, *, glossary: Glossary | None = None) -> Machine:
    engine = FakeEngine({PL_EN: {SENTENCE.text: OUTCOME.text}})
    return Machine(engine, glossary=lambda: glossary or Glossary(), published=PublishedCache(folder, 100))


def test_another_replica_finds_what_one_kept(tmp_path: Path) -> None:
    first = machine(tmp_path)
    first.translate([SENTENCE])
    assert not list(tmp_path.iterdir())
    first.publish([SENTENCE])
    assert machine(tmp_path).recall(SENTENCE, is_published=True) == OUTCOME


def test_for_what_a_resident_wrote_the_disk_is_not_even_looked_at(tmp_path: Path) -> None:
    PublishedCache(tmp_path, 1).put("a", OUTCOME)
    first = machine(tmp_path)
    first.translate([SENTENCE])
    first.publish([SENTENCE])
    assert machine(tmp_path).recall(SENTENCE) is None


def test_another_glossary_or_wording_is_another_entry(tmp_path: Path) -> None:
    first = machine(tmp_path)
    first.translate([SENTENCE])
    first.publish([SENTENCE])
    other = Glossary([Entry(("kasa",), ("till",))], "2")
    assert machine(tmp_path, glossary=other).recall(SENTENCE, is_published=True) is None
    phrased = Sentence(SENTENCE.text, PL_EN, ("kasa",))
    assert machine(tmp_path).recall(phrased, is_published=True) is None


@pytest.mark.parametrize("outcome", [OUTCOME, Outcome("Ż", None), Outcome("", None, Reason.NUMBERS)])
def test_comes_back_as_it_was(tmp_path: Path, outcome: Outcome) -> None:
    PublishedCache(tmp_path, 10).put(("key", 1), outcome)
    assert PublishedCache(tmp_path, 10).get(("key", 1)) == outcome
    assert PublishedCache(tmp_path, 10).get(("key", 2)) is None


@pytest.mark.parametrize("size", [0, 1, 60, -1])
def test_a_file_cut_short_is_taken_for_missing_and_written_anew(tmp_path: Path, size: int) -> None:
    cache = PublishedCache(tmp_path, 10)
    cache.put("key", OUTCOME)
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:size])
    assert cache.get("key") is None
    cache.put("key", OUTCOME)
    assert cache.get("key") == OUTCOME


def test_a_changed_translation_is_not_believed(tmp_path: Path) -> None:
    cache = PublishedCache(tmp_path, 10)
    cache.put("key", OUTCOME)
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes().replace(b"cash desk", b"cash pile"))
    assert cache.get("key") is None


def test_the_oldest_are_forgotten(tmp_path: Path) -> None:
    cache = PublishedCache(tmp_path, 3)
    for number in range(6):
        cache.put(number, Outcome(str(number), 1.0))
        for path in tmp_path.iterdir():
            # A tenth of a second older at each step, whatever the clock of the disk.
            state = path.stat()
            os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns - 100_000_000))
    kept = [number for number in range(6) if cache.get(number)]
    assert kept == [3, 4, 5]
    assert len(list(tmp_path.iterdir())) == 3


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = PublishedCache(tmp_path / "file", 10)
    cache.put("key", OUTCOME)
    assert cache.get("key") is None


def test_without_capacity_nothing_is_kept(tmp_path: Path) -> None:
    PublishedCache(tmp_path, 0).put("key", OUTCOME)
    assert not list(tmp_path.iterdir())
