import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from okienko_signing.__main__ import main
from okienko_signing.recordings import RecordingError, Recordings
from okienko_signing.rendering import film
from okienko_signing.rendering.canvas import Bytes
from okienko_signing.shelf import Shelf


def pictures(count: int, width: int = 320, height: int = 240) -> Iterator[Bytes]:
    for number in range(count):
        picture = np.full((height, width, 3), 200, np.uint8)
        picture[40:90, 5 + number : 60 + number] = (220, 150, 120)
        yield picture


def video(path: Path, *, count: int = 40, rate: int = 25, width: int = 320, height: int = 240) -> Path:
    path.write_bytes(film.mp4_of(film.webm_of(pictures(count, width, height), rate)[0]))
    return path


@pytest.fixture
def recordings(tmp_path: Path) -> Recordings:
    media = tmp_path / "media"
    shelf = Shelf(media, 1_000_000)
    shelf.open(clean=True)
    return Recordings(media, shelf)


def test_a_recording_is_re_encoded_and_found_under_its_name(tmp_path: Path, recordings: Recordings) -> None:
    added = recordings.add(
        "dowod-osobisty", video(tmp_path / "a.mp4"), captions="WEBVTT\n\n00:00.000 --> 00:01.000\nHej"
    )
    found = recordings.find("dowod-osobisty")
    assert found == added
    assert (added.video.width, added.video.height, added.video.frame_rate) == (320, 240, 25.0)
    assert added.video.seconds == pytest.approx(1.6)
    assert added.captions.endswith(".vtt")
    assert recordings.find("inny") is None


def test_a_newer_recording_replaces_the_older_and_can_be_withdrawn(tmp_path: Path, recordings: Recordings) -> None:
    recordings.add("a", video(tmp_path / "a.mp4"))
    newer = recordings.add("a", video(tmp_path / "b.mp4", count=60))
    assert recordings.find("a") == newer
    assert recordings.withdraw("a")
    assert recordings.find("a") is None
    assert not recordings.withdraw("a")


def test_a_large_recording_is_shrunk(tmp_path: Path, recordings: Recordings) -> None:
    added = recordings.add("a", video(tmp_path / "a.mp4", count=26, width=1920, height=1080))
    assert (added.video.width, added.video.height) == (1280, 720)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"width": 160, "height": 120}, "160x120; signing needs at least 320x240"),
        ({"rate": 10}, "10.0 frames a second; signing needs at least 20"),
        ({"count": 5}, "less than a second"),
    ],
)
def test_what_viewers_could_not_read_is_refused(
    tmp_path: Path, recordings: Recordings, changes: dict[str, int], message: str
) -> None:
    with pytest.raises(RecordingError, match=message):
        recordings.add("a", video(tmp_path / "a.mp4", **changes))
    assert recordings.find("a") is None


def test_a_broken_or_cut_file_is_refused_and_the_old_recording_stays(tmp_path: Path, recordings: Recordings) -> None:
    kept = recordings.add("a", video(tmp_path / "a.mp4"))
    whole = video(tmp_path / "b.mp4", count=60).read_bytes()
    for number, content in enumerate((b"", b"<html>", whole[: len(whole) // 2], whole[-900:])):
        broken = tmp_path / f"broken{number}.mp4"
        broken.write_bytes(content)
        with pytest.raises(RecordingError, match=r"damaged|less than a second|no video"):
            recordings.add("a", broken)
    assert recordings.find("a") == kept


@pytest.mark.parametrize("name", ["", "../x", "Dowód", "a/b", "a" * 81])
def test_names_that_are_no_identifiers_are_refused(tmp_path: Path, recordings: Recordings, name: str) -> None:
    with pytest.raises(RecordingError, match="no identifier"):
        recordings.add(name, video(tmp_path / "a.mp4"))
    assert recordings.find(name) is None


def test_captions_that_are_no_webvtt_are_refused(tmp_path: Path, recordings: Recordings) -> None:
    with pytest.raises(RecordingError, match="WEBVTT"):
        recordings.add("a", video(tmp_path / "a.mp4"), captions="1\n00:00:00,000 --> 00:00:01,000\nHej")


def test_the_command_says_what_went_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OKIENKO_SIGNING_MEDIA", str(tmp_path / "media"))
    assert main(["add-recording", "a", str(tmp_path / "none.mp4")]) == 1
    assert "There is no file" in capsys.readouterr().err
    assert main(["add-recording", "a", str(video(tmp_path / "a.mp4"))]) == 0
    assert "320x240, 25/s" in capsys.readouterr().out


def test_the_service_never_loads_the_gpl_encoders() -> None:
    script = "import sys, okienko_signing.__main__; sys.exit('av' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
