"""One contract for every storage: a folder, and an S3-compatible server that the test starts."""

import http.server
import logging
import threading
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from moto.server import ThreadedMotoServer
from okienko_signing.clips.frames import ClipFrames
from okienko_signing.clips.history import Source
from okienko_signing.clips.quality import Quality, Span
from okienko_signing.clips.retargeting import Retargeted
from okienko_signing.clips.store import SignClips
from okienko_signing.clips.vocabulary import Vocabulary
from okienko_signing.engine.compiler import SignMotion
from okienko_signing.engine.path import Track
from okienko_signing.lexicon.model import Lexicon
from okienko_signing.recordings import Encoded, Recordings
from okienko_signing.s3_storage import S3Storage
from okienko_signing.shelf import Shelf
from okienko_signing.storage import FolderStorage, ShelfError, Storage, StoreAwayError

S3 = "s3"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


OpenStorage = Callable[[], Storage]


@pytest.fixture(params=["folder", S3])
def open_storage(request: pytest.FixtureRequest, tmp_path: Path) -> OpenStorage:
    """Opens the same place anew, as another copy of the service does."""
    if request.param == "folder":
        return lambda: FolderStorage(tmp_path / "media")
    address: str = request.getfixturevalue("endpoint")
    bucket = "b" + tmp_path.name.replace("_", "-").lower()[-40:].strip("-")
    create = urllib.request.Request(f"{address}/{bucket}", method="PUT")
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(create).close()
    return lambda: S3Storage(f"s3://{bucket}/films/a?endpoint={address}", "key", "secret")


@pytest.fixture
def storage(open_storage: OpenStorage) -> Storage:
    return open_storage()


def test_files_are_kept_read_in_parts_and_removed(storage: Storage) -> None:
    storage.open(clean=True)
    storage.check()
    storage.put("a.webm", b"0123456789")
    assert storage.size("a.webm") == 10
    assert storage.get("a.webm") == b"0123456789"
    assert storage.get("a.webm", 2, 3) == b"234"
    assert storage.get("a.webm", 8, 50) == b"89"
    assert storage.get("a.webm", 10) == b""
    storage.remove("a.webm")
    storage.remove("a.webm")
    assert storage.get("a.webm") is None
    assert storage.size("a.webm") is None
    assert storage.read("a.webm") is None
    assert storage.get("a.webm", 2, 3) is None


def test_keys_are_listed_below_a_prefix(storage: Storage) -> None:
    storage.open(clean=True)
    for key in ("recordings/b/manifest.json", "recordings/a/manifest.json", "index/x.json"):
        storage.put(key, b"{}")
    assert storage.keys("recordings/") == ["recordings/a/manifest.json", "recordings/b/manifest.json"]


def test_only_who_has_seen_the_present_file_may_replace_it(storage: Storage) -> None:
    storage.open(clean=True)
    assert storage.swap("recordings/a/manifest.json", b"1", None)
    assert not storage.swap("recordings/a/manifest.json", b"2", None)
    seen = storage.read("recordings/a/manifest.json")
    assert seen
    assert storage.swap("recordings/a/manifest.json", b"2", seen.tag)
    assert not storage.swap("recordings/a/manifest.json", b"3", seen.tag)
    assert storage.get("recordings/a/manifest.json") == b"2"


def test_many_who_change_the_same_at_once_lose_nothing(storage: Storage) -> None:
    storage.open(clean=True)

    def add(number: int) -> None:
        mark = str(number).encode()
        Recordings(Shelf(storage, 1000)).add(
            "a", Encoded(b"w" + mark, b"m" + mark, b"p" + mark, 50, 25, 640, 480), "", 1
        )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(8)))
    assert [version.number for version in Recordings(Shelf(storage, 1000)).history("a").versions] == list(range(1, 9))


def test_a_recording_lives_in_the_storage(storage: Storage) -> None:
    storage.open(clean=True)
    recordings = Recordings(Shelf(storage, 1000))
    number = recordings.add("dowod", Encoded(b"w", b"m", b"p", 50, 25, 640, 480), "", 1).number
    recordings.publish("dowod", number)
    assert recordings.names() == ["dowod"]
    found = recordings.find("dowod")
    assert found
    assert Shelf(storage, 1000).get(found.video.webm) == b"w"


def test_a_store_that_is_away_is_told_without_its_keys() -> None:
    store = S3Storage("s3://films?endpoint=http://127.0.0.1:9", "the-key", "the-secret")
    with pytest.raises(ShelfError, match="s3://films cannot be used") as caught:
        store.open(clean=True)
    assert "the-key" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "is_away"),
    [(500, True), (503, True), (408, True), (429, True), (403, False), (404, False), (507, False)],
)
def test_only_a_store_that_may_be_back_soon_is_away(status: int, *, is_away: bool) -> None:

    class Broken(http.server.BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Broken) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        store = S3Storage(f"s3://films?endpoint=http://127.0.0.1:{server.server_port}", "key", "secret")
        with pytest.raises(ShelfError) as caught:
            store.put("a.webm", b"film")
        server.shutdown()
    assert isinstance(caught.value, StoreAwayError) == is_away


def test_a_store_that_does_not_answer_is_away() -> None:
    with pytest.raises(StoreAwayError, match="Ask again in a moment"):
        S3Storage("s3://films?endpoint=http://127.0.0.1:9", "key", "secret").get("a.webm")


def test_what_was_lost_is_not_there_and_is_kept_anew_at_once(storage: Storage, open_storage: OpenStorage) -> None:
    storage.open(clean=True)
    shelf = Shelf(storage, 1000)
    name, _ = shelf.put(b"film", "webm", is_published=True)
    assert shelf.size(name) == 4
    open_storage().remove(name)
    shelf.put(b"film", "webm", is_published=True)
    assert Shelf(open_storage(), 1000).get(name) == b"film"
    open_storage().remove(name)
    assert shelf.get(name, 0, 4) is None
    assert shelf.size(name) is None


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://films", "has to look like s3://"),
        ("s3://", "has to look like s3://"),
        ("s3://key:secret@films", "has to look like s3://"),
        ("s3://films?colour=red", "has to look like s3://"),
        ("s3://films?endpoint=store.example", "has to begin with https://"),
    ],
)
def test_a_wrong_address_is_refused_with_a_sentence(url: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        S3Storage(url, "key", "secret")


def test_missing_keys_are_named() -> None:
    with pytest.raises(ValueError, match="STORAGE_SECRET_KEY"):
        S3Storage("s3://films", "key", "")


def test_recorded_signs_are_kept_published_and_removed_in_either_store(storage: Storage, lexicon: Lexicon) -> None:
    storage.open(clean=True)
    recording = ClipFrames(np.arange(5.0), np.zeros((5, 75, 4), np.float32), np.zeros((5, 42, 3), np.float32), 1.5)
    hand = Track(np.zeros((9, 3)), np.repeat(np.eye(3)[None], 9, axis=0), np.zeros((9, 20)))
    quality = Quality(25.0, 1.0, 0.04, 0.05, 0.1)
    made = Retargeted(SignMotion(hand, None), Span(0.0, 1.0), is_left_handed=False, quality=quality)
    clips = SignClips(storage)
    for _ in range(2):
        clips.add("OGRÓDEK", "Zgoda pisemna, teczka 12", Source.WEBCAM, recording, made)
    clips.publish("OGRÓDEK", 1)
    clips.publish("OGRÓDEK", 2)
    assert Vocabulary(lexicon, clips).lexicon().signs["OGRÓDEK"].recorded is not None
    assert np.array_equal(clips.landmarks("OGRÓDEK", 1).times, recording.times)
    clips.withdraw("OGRÓDEK")
    for number in (1, 2):
        clips.delete("OGRÓDEK", number)
    assert [key for key in storage.keys("") if key.endswith(".npz")] == []
