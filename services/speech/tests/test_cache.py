import os
from collections.abc import Callable
from pathlib import Path

import pytest
from okienko_speech.cache import Cache, DiskCache, MemoryCache, cache_key
from okienko_speech.recording import Format, Mark, Recording, Sound

RECORDING = Recording(Format(8_000, "pl-fake"), bytes(range(200)) * 100, (Mark(0, 5, 0.1), Mark(6, 9, 0.9)))


@pytest.fixture(params=["disk", "memory"])
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> Cache:
    return DiskCache(tmp_path, 10**6) if request.param == "disk" else MemoryCache(10**6)


def test_gives_back_what_it_was_given(cache: Cache) -> None:
    cache.put("ab12", RECORDING)
    assert cache.get("ab12") == RECORDING
    assert cache.get("ab13") is None


def test_forgets_the_least_recently_used(cache: Cache, tmp_path: Path) -> None:
    large = Recording(RECORDING.format, bytes(240_000), ())
    for index, key in enumerate(("aa", "bb", "cc", "dd")):
        cache.put(key, large)
        for path in tmp_path.glob(f"*/{key}.speech"):
            os.utime(path, (index, index))
    assert cache.get("aa")
    cache.put("ee", large)
    assert cache.get("aa")
    assert cache.get("bb") is None
    assert cache.get("ee")


@pytest.mark.parametrize(
    "damage", [lambda c: c[:-1], lambda c: c[:12], lambda c: b"", lambda c: b"x" + c, lambda c: c[:13] + b"{" * 40]
)
def test_damaged_file_counts_as_missing_and_goes(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    cache = DiskCache(tmp_path, 10**6)
    cache.put("ab12", RECORDING)
    path = next(tmp_path.glob("*/*.speech"))
    path.write_bytes(damage(path.read_bytes()))
    assert cache.get("ab12") is None
    assert not path.exists()


def test_disk_that_refuses_does_not_stop_the_speech(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    cache = DiskCache(blocked, 10**6)
    cache.put("ab12", RECORDING)
    assert cache.get("ab12") is None


def test_no_half_written_file_is_left(tmp_path: Path) -> None:
    DiskCache(tmp_path, 10**6).put("ab12", RECORDING)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["ab12.speech"]


def test_key_depends_on_everything_that_is_heard_and_hides_the_text() -> None:
    keys = {
        cache_key("Dzień dobry", "pl", "voice-1", 1.0),
        cache_key("Dobry wieczór", "pl", "voice-1", 1.0),
        cache_key("Dzień dobry", "en", "voice-1", 1.0),
        cache_key("Dzień dobry", "pl", "voice-2", 1.0),
        cache_key("Dzień dobry", "pl", "voice-1", 1.5),
    }
    assert len(keys) == 5
    assert all(len(key) == 64 and "Dzie" not in key for key in keys)


def test_replayed_marks_come_before_the_sound_they_belong_to() -> None:
    pieces = list(RECORDING.pieces())
    assert pieces[0] == RECORDING.format
    assert b"".join(piece.pcm for piece in pieces if isinstance(piece, Sound)) == RECORDING.pcm
    heard = 0.0
    for piece in pieces[1:]:
        if isinstance(piece, Sound):
            heard += len(piece.pcm) / 2 / 8_000
        elif isinstance(piece, Mark):
            assert piece.seconds >= heard
