import itertools
import json
import random
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import av
import pytest
from okienko_signing.__main__ import main
from okienko_signing.caption_reading import read_webvtt
from okienko_signing.captions import Cue
from okienko_signing.recording_errors import NoSuchRecordingError, RecordingError, WrongStateError
from okienko_signing.recording_film import probe, re_encode
from okienko_signing.recording_history import Happening
from okienko_signing.recordings import Encoded, Recordings, add_file
from okienko_signing.shelf import Shelf
from okienko_signing.storage import FolderStorage, ShelfError
from okienko_signing.takes import State
from recorded_films import pictures, turned, uneven, video, write_video


def encoded(mark: bytes = b"a") -> Encoded:
    return Encoded(b"webm" + mark, b"mp4" + mark, b"webp" + mark, 50, 25, 640, 480)


@pytest.fixture
def media(tmp_path: Path) -> Path:
    return tmp_path / "media"


@pytest.fixture
def recordings(media: Path) -> Recordings:
    shelf = Shelf(media, 1_000_000)
    shelf.open(clean=True)
    clock = itertools.count(1000)
    return Recordings(shelf, lambda: float(next(clock)))


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file() and path.name != ".lock"}


def test_a_recording_is_re_encoded_and_found_once_published(tmp_path: Path, recordings: Recordings) -> None:
    version = add_file(recordings, "dowod-osobisty", write_video(tmp_path / "a.mp4"))
    assert version.state is State.READY
    assert recordings.find("dowod-osobisty") is None
    recordings.publish("dowod-osobisty", version.number)
    found = recordings.find("dowod-osobisty")
    assert found
    assert (found.video.width, found.video.height, found.video.frame_rate) == (320, 240, 25.0)
    assert found.video.seconds == pytest.approx(1.6)
    assert recordings.find("inny") is None


def test_a_newer_version_replaces_the_older_which_can_come_back_and_all_is_told(recordings: Recordings) -> None:
    for mark in (b"a", b"b"):
        recordings.publish("a", recordings.add("a", encoded(mark), "0" * 64, 5).number)
    history = recordings.publish("a", 1)
    assert [(version.number, version.state) for version in history.versions] == [
        (1, State.PUBLISHED),
        (2, State.REPLACED),
    ]
    assert [event.kind for event in history.versions[0].events] == [
        Happening.ADDED, Happening.PUBLISHED, Happening.REPLACED, Happening.PUBLISHED
    ]  # fmt: skip
    assert [event.time for event in history.versions[1].events] == sorted(e.time for e in history.versions[1].events)
    assert recordings.withdraw("a").versions[0].state is State.WITHDRAWN
    assert recordings.find("a") is None
    with pytest.raises(WrongStateError, match="none can be withdrawn"):
        recordings.withdraw("a")


def test_a_step_that_somebody_else_overtook_is_taken_again(
    recordings: Recordings, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = FolderStorage.swap
    overtaken: list[str] = []

    def swap(self: FolderStorage, key: str, content: bytes, tag: str | None) -> bool:
        if not overtaken:
            overtaken.append(key)
            recordings.add("a", encoded(b"other"), "1" * 64, 5)
        return real(self, key, content, tag)

    monkeypatch.setattr(FolderStorage, "swap", swap)
    assert recordings.add("a", encoded(), "2" * 64, 5).number == 2
    assert [version.source_sha256[0] for version in recordings.history("a").versions] == ["1", "2"]


def test_deleting_keeps_the_story_and_what_others_need(media: Path, recordings: Recordings) -> None:
    recordings.add("a", encoded(b"own"), "0" * 64, 5)
    recordings.add("a", encoded(b"shared"), "0" * 64, 5)
    recordings.publish("b", recordings.add("b", encoded(b"shared"), "0" * 64, 5).number)
    recordings.caption("a", 1, "pl", (Cue(0.0, 1.0, "Hej"),))
    kept = files(media)
    for number in (1, 2):
        recordings.delete("a", number)
    assert len(kept - files(media)) == 4
    assert recordings.find("b")
    assert [version.state for version in recordings.history("a").versions] == [State.DELETED] * 2
    with pytest.raises(WrongStateError, match="removed"):
        recordings.publish("a", 1)
    with pytest.raises(WrongStateError, match="published"):
        recordings.delete("b", 1)


def test_edited_captions_are_kept_by_language(media: Path, recordings: Recordings) -> None:
    number = recordings.add("a", encoded(), "0" * 64, 5).number
    recordings.caption("a", number, "pl", (Cue(0.0, 1.0, "  Dzień\n dobry "), Cue(1.0, 2.05, "Złóż <wniosek>")))
    recordings.publish("a", number)
    found = recordings.find("a")
    assert found
    assert found.captions["pl"].cues == (Cue(0.0, 1.0, "Dzień\ndobry"), Cue(1.0, 2.0, "Złóż <wniosek>"))
    assert read_webvtt((media / found.captions["pl"].file).read_text()) == found.captions["pl"].cues
    assert not recordings.caption("a", number, "pl", ()).captions


@pytest.mark.parametrize(
    ("cues", "message"),
    [
        ((Cue(0.0, 0.0, "a"),), "Cue 1 has to begin"),
        ((Cue(0.0, 1.0, "a"), Cue(0.5, 2.0, "b")), "Cue 2 has to begin"),
        ((Cue(-1.0, 1.0, "a"),), "Cue 1 has to begin"),
        ((Cue(float("nan"), 1.0, "a"),), "Cue 1 has to begin"),
        ((Cue(0.0, 3.0, "a"),), "after the video's 2.000"),
        ((Cue(0.0, 1.0, " \n "),), "needs text"),
        ((Cue(0.0, 1.0, "x" * 201),), "needs text"),
        ((Cue(0.0, 1.0, "a\nb\nc\nd"),), "three lines|3 lines"),
        (tuple(Cue(n / 1000, (n + 1) / 1000, "a") for n in range(501)), "At most 500"),
    ],
)
def test_cues_that_no_player_can_show_are_refused(recordings: Recordings, cues: tuple[Cue, ...], message: str) -> None:
    number = recordings.add("a", encoded(), "0" * 64, 5).number
    with pytest.raises(RecordingError, match=message) as caught:
        recordings.caption("a", number, "pl", cues)
    assert caught.value.pl


def test_a_manifest_from_before_there_were_versions_is_still_served(media: Path, recordings: Recordings) -> None:
    published = recordings.add("a", encoded(), "0" * 64, 5).video
    assert published
    (media / "recordings/a/manifest.json").write_text(json.dumps(asdict(published)))
    found = recordings.find("a")
    assert found
    assert found.video == published
    assert recordings.publish("a", recordings.add("a", encoded(b"new"), "0" * 64, 5).number).published


def test_a_damaged_manifest_serves_nothing_and_is_told(media: Path, recordings: Recordings) -> None:
    recordings.add("a", encoded(), "0" * 64, 5)
    (media / "recordings/a/manifest.json").write_text("[1")
    assert recordings.find("a") is None
    with pytest.raises(RecordingError, match="damaged; restore it"):
        recordings.history("a")


def test_a_full_disk_leaves_what_was_published_and_nothing_half(
    media: Path, recordings: Recordings, monkeypatch: pytest.MonkeyPatch
) -> None:
    recordings.publish("a", recordings.add("a", encoded(), "0" * 64, 5).number)
    before = files(media)
    real = FolderStorage.put

    def put(self: FolderStorage, key: str, content: bytes) -> None:
        if key.endswith("webp"):
            raise ShelfError("The media folder cannot be used (No space left on device).")
        real(self, key, content)

    monkeypatch.setattr(FolderStorage, "put", put)
    with pytest.raises(ShelfError, match="No space left"):
        recordings.add("a", encoded(b"b"), "0" * 64, 5)
    assert files(media) == before
    assert recordings.find("a")


def test_a_large_recording_is_shrunk(tmp_path: Path) -> None:
    made = re_encode(write_video(tmp_path / "a.mp4", count=26, width=1920, height=1080), lambda _: None)
    assert (made.width, made.height) == (1280, 720)


def test_a_recording_of_an_upright_telephone_stands_upright(tmp_path: Path) -> None:
    source = tmp_path / "a.mp4"
    source.write_bytes(turned(video(count=30)))
    made = re_encode(source, lambda _: None)
    assert (made.width, made.height) == (240, 320)
    (tmp_path / "b.mp4").write_bytes(made.mp4)
    with av.open(str(tmp_path / "b.mp4")) as container:
        picture = next(container.decode(video=0)).to_ndarray(format="rgb24")
    # The block at the top left of the lying picture is at the top right after a quarter turn clockwise.
    assert abs(int(picture[30, 240 - 65, 2]) - 120) < 30
    assert abs(int(next(pictures(1))[65, 30, 2]) - 120) < 1


def test_uneven_times_of_a_browsers_recording_become_steady_without_changing_its_length(tmp_path: Path) -> None:
    source = tmp_path / "a.webm"
    times = [at for second in range(3) for at in range(second * 1000, second * 1000 + 1000, 25 if second % 2 else 50)]
    source.write_bytes(uneven(times))
    shares: list[float] = []
    made = re_encode(source, shares.append)
    assert made.frame_rate == round(probe(source).frame_rate)
    assert made.frames / made.frame_rate == pytest.approx(times[-1] / 1000, abs=0.1)
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"width": 160, "height": 120}, "160x120; signing needs at least 320x240"),
        ({"width": 100, "height": 100}, "100x100; signing needs"),
        ({"rate": 10}, "10.0 frames a second; signing needs at least 20"),
        ({"count": 5}, "less than a second"),
        ({"width": 4400, "height": 240, "count": 26}, "at most 4096x2304"),
    ],
)
def test_what_viewers_could_not_read_is_refused(
    tmp_path: Path, recordings: Recordings, changes: dict[str, int], message: str
) -> None:
    with pytest.raises(RecordingError, match=message) as caught:
        add_file(recordings, "a", write_video(tmp_path / "a.mp4", **changes))
    assert caught.value.pl
    with pytest.raises(NoSuchRecordingError):
        recordings.history("a")


WHOLE = video(count=60)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no video in MP4"),
        (b"<html>", "no video in MP4"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "no video in MP4"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "no video in MP4"),
        (WHOLE[: len(WHOLE) // 2], "damaged|cut off"),
        (WHOLE[: len(WHOLE) * 9 // 10], "damaged|cut off"),
        (WHOLE[-900:], "no video in MP4"),
        (b"\0\0\0\x20ftypisom" + b"\xff" * 4000, "damaged"),
        (b"\x1aE\xdf\xa3" + b"\0" * 4000, "damaged"),
    ],
)
def test_a_hostile_broken_or_cut_file_is_refused_and_the_old_recording_stays(
    tmp_path: Path, recordings: Recordings, content: bytes, message: str
) -> None:
    recordings.publish("a", recordings.add("a", encoded(), "0" * 64, 5).number)
    broken = tmp_path / "film.mp4"
    broken.write_bytes(content)
    with pytest.raises(RecordingError, match=message):
        add_file(recordings, "a", broken)
    assert recordings.find("a")


def test_titles_in_an_old_encoding_do_not_matter(tmp_path: Path) -> None:
    source = tmp_path / "a.webm"
    whole = uneven(list(range(0, 1600, 40)))
    assert b"Lavf" in whole
    source.write_bytes(whole.replace(b"Lavf", b"\xb3\xb6\xbf\xbc"))
    assert re_encode(source, lambda _: None).frames


def test_damage_anywhere_ends_in_a_film_or_a_sentence(tmp_path: Path) -> None:
    chance = random.Random(5)
    told: list[str] = []
    source = tmp_path / "secret-place.mp4"
    for number, whole in enumerate([WHOLE, uneven(list(range(0, 1600, 40)))] * 10):
        damaged = bytearray(whole)
        for _ in range(chance.choice([1, 10, 300])):
            damaged[chance.randrange(12, len(damaged))] = chance.randrange(256)
        source.write_bytes(damaged[: chance.randrange(20, len(damaged))] if number % 3 == 0 else damaged)
        try:
            probe(source)
        except RecordingError as error:
            told.append(str(error))
    assert told
    assert not any("secret-place" in sentence for sentence in told)


def test_a_film_cut_by_a_browser_that_announces_its_length_is_noticed(tmp_path: Path) -> None:
    from okienko_signing.rendering import film

    webm, _ = film.webm_of(pictures(250), 25)
    source = tmp_path / "a.webm"
    source.write_bytes(webm[: len(webm) // 2])
    with pytest.raises(RecordingError, match="cut off"):
        probe(source)


@pytest.mark.parametrize("name", ["", "../x", "Dowód", "a/b", "a" * 151, "a\n"])
def test_names_that_are_no_identifiers_are_refused(recordings: Recordings, name: str) -> None:
    with pytest.raises(RecordingError, match="no identifier"):
        recordings.add(name, encoded(), "0" * 64, 5)
    assert recordings.find(name) is None


def test_webvtt_made_elsewhere_is_read() -> None:
    content = (
        "\ufeffWEBVTT - pl\r\nX-A: b\r\n\r\nNOTE hej\r\n\r\n1\r\n00:01.000 --> 00:02.500 line:0\r\n<b>Dzień</b>\r\ndobry"
        "\r\n\r\n01:00:00.000 --> 01:00:01.000\r\na &lt; b"
    )
    assert read_webvtt(content) == (Cue(1.0, 2.5, "Dzień\ndobry"), Cue(3600.0, 3601.0, "a < b"))
    for wrong in ("1\n00:00:00,000 --> 00:00:01,000\nHej", "WEBVTT\n\nHej", "WEBVTTX\n"):
        with pytest.raises(RecordingError, match=r"WEBVTT|no cue"):
            read_webvtt(wrong)


def test_the_commands_publish_list_and_withdraw_and_say_what_went_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OKIENKO_SIGNING_MEDIA", str(tmp_path / "media"))
    captions = tmp_path / "a.vtt"
    captions.write_text("WEBVTT\n\n00:00.000 --> 00:09.000\nHej", encoding="utf-8")
    source = str(write_video(tmp_path / "a.mp4"))
    assert main(["add-recording", "a", str(tmp_path / "none.mp4")]) == 1
    assert "There is no file" in capsys.readouterr().err
    assert main(["add-recording", "a", source, "--captions", str(captions)]) == 1
    assert "after the video's" in capsys.readouterr().err
    assert main(["add-recording", "a", source]) == 0
    assert "version 2 published, 320x240, 25/s" in capsys.readouterr().out
    assert main(["list-recordings"]) == 0
    assert [line.split()[:3] for line in capsys.readouterr().out.splitlines()] == [
        ["a", "1", "deleted"],
        ["a", "2", "published"],
    ]
    assert main(["withdraw-recording", "a"]) == 0
    assert main(["withdraw-recording", "a"]) == 1
    assert "none can be withdrawn" in capsys.readouterr().err


def test_the_service_never_loads_the_gpl_encoders() -> None:
    script = "import sys, okienko_signing.__main__; sys.exit('av' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
