import errno
import fcntl
import hashlib
import os
import shutil
import time
from pathlib import Path

import pytest
from okienko_signing.recording_errors import (
    ChecksumError,
    NoSuchUploadError,
    RecordingError,
    RecordingTooLargeError,
    UploadBusyError,
    UploadIncompleteError,
    UploadsFullError,
    WrongOffsetError,
)
from okienko_signing.uploads import LARGEST_CHUNK, PAUSES, Uploads

CONTENT = os.urandom(1000)
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "uploads", 10_000, 3600)


def test_an_upload_cut_off_goes_on_where_it_was_even_after_a_restart(tmp_path: Path, uploads: Uploads) -> None:
    upload = uploads.start("a", len(CONTENT), SHA256)
    assert uploads.append(upload.upload_id, 0, CONTENT[:900]) == 900
    again = Uploads(tmp_path / "uploads", 10_000, 3600)
    assert again.get(upload.upload_id).offset == 900
    assert again.append(upload.upload_id, 900, CONTENT[900:]) == 1000
    with again.claimed(upload.upload_id) as (claimed, content, work):
        assert again.check(claimed, "") == SHA256
        assert content.read_bytes() == CONTENT
        assert work.is_dir()
    assert not work.exists()


def test_what_was_ordered_is_due_until_it_is_done_and_after_a_crash_again_with_growing_pauses(tmp_path: Path) -> None:
    now = [time.time()]
    uploads = Uploads(tmp_path / "uploads", 10_000, 1_000_000, lambda: now[0])
    upload = uploads.start("a", len(CONTENT), "")
    assert uploads.due() == []
    uploads.append(upload.upload_id, 0, CONTENT)
    uploads.order(uploads.get(upload.upload_id), SHA256)
    for pause in (*PAUSES, None):
        (due,) = uploads.due()
        assert due.sha256 == SHA256
        with uploads.claimed(due.upload_id) as (claimed, _, _):
            uploads.begun(claimed)
            # While the one has it, another sees that it is not due, and a new order leaves it alone.
            assert uploads.due() == []
            uploads.order(claimed, SHA256)
            assert uploads.due() == []
        if pause:
            now[0] += pause - 1
            assert uploads.due() == []
            now[0] += 1
    now[0] += 100_000
    assert uploads.due() == []
    # Whoever asks again gives it four more tries.
    uploads.order(uploads.get(upload.upload_id), "")
    with uploads.claimed(upload.upload_id) as (claimed, _, _):
        uploads.begun(claimed)
        uploads.put_back(claimed)
    (due,) = uploads.due()
    assert due.tries == 0
    with uploads.claimed(upload.upload_id) as (claimed, _, _):
        uploads.done(claimed, 1)
    assert uploads.due() == []


def test_bytes_that_do_not_follow_are_refused_with_the_place_to_go_on(uploads: Uploads) -> None:
    upload = uploads.start("a", len(CONTENT), "")
    uploads.append(upload.upload_id, 0, CONTENT[:100])
    for offset in (0, 99, 101):
        with pytest.raises(WrongOffsetError, match="byte 100") as caught:
            uploads.append(upload.upload_id, offset, b"x")
        assert caught.value.facts == {"offset": 100}
    with pytest.raises(RecordingTooLargeError, match="announced with 1000 bytes"):
        uploads.append(upload.upload_id, 100, CONTENT)
    with pytest.raises(RecordingTooLargeError, match="512 KiB"):
        uploads.append(upload.upload_id, 100, b"x" * (LARGEST_CHUNK + 1))
    assert uploads.get(upload.upload_id).offset == 100


def test_what_is_too_large_empty_or_over_the_quota_is_refused_at_once(uploads: Uploads) -> None:
    with pytest.raises(RecordingTooLargeError, match="at most 500 MB"):
        uploads.start("a", 500_000_001, "")
    for size in (0, -5):
        with pytest.raises(RecordingError, match="empty"):
            uploads.start("a", size, "")
    uploads.start("a", 6000, "")
    with pytest.raises(UploadsFullError, match="quota"):
        uploads.start("b", 6000, "")
    with pytest.raises(RecordingError, match="64 hexadecimal digits"):
        uploads.start("b", 10, "abc")


def test_a_full_disk_keeps_what_was_there_and_the_rest_can_follow(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = uploads.start("a", len(CONTENT), SHA256)
    uploads.append(upload.upload_id, 0, CONTENT[:900])

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(UploadsFullError, match="No space left"):
            uploads.append(upload.upload_id, 900, CONTENT[900:])
        with pytest.raises(UploadsFullError, match="No space left"):
            uploads.start("b", 10, "")
    assert uploads.get(upload.upload_id).offset == 900
    assert uploads.append(upload.upload_id, 900, CONTENT[900:]) == 1000


def test_a_nearly_full_disk_is_noticed_before_the_first_byte(
    tmp_path: Path, uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1_000_000))
    with pytest.raises(UploadsFullError, match="nearly full"):
        uploads.start("a", 1000, "")
    assert list((tmp_path / "uploads").iterdir()) == []


def test_a_wrong_hash_or_missing_bytes_are_noticed(uploads: Uploads) -> None:
    upload = uploads.start("a", len(CONTENT), "")
    uploads.append(upload.upload_id, 0, CONTENT[:999])
    with (
        uploads.claimed(upload.upload_id) as (claimed, _, _),
        pytest.raises(UploadIncompleteError, match="999 of 1000"),
    ):
        uploads.check(claimed, SHA256)
    uploads.append(upload.upload_id, 999, b"?" if CONTENT[999:] != b"?" else b"!")
    with uploads.claimed(upload.upload_id) as (claimed, _, _), pytest.raises(ChecksumError, match="SHA-256 differs"):
        uploads.check(claimed, SHA256)


def test_only_one_works_on_an_upload_at_a_time(tmp_path: Path, uploads: Uploads) -> None:
    upload = uploads.start("a", len(CONTENT), "")
    other = Uploads(tmp_path / "uploads", 10_000, 3600)
    with uploads.claimed(upload.upload_id):
        with pytest.raises(UploadBusyError):
            other.append(upload.upload_id, 0, b"x")
        with pytest.raises(UploadBusyError):
            other.cancel(upload.upload_id)
    other.cancel(upload.upload_id)
    with pytest.raises(NoSuchUploadError):
        uploads.append(upload.upload_id, 0, b"x")
    assert list((tmp_path / "uploads").iterdir()) == []


def test_what_nobody_goes_on_with_expires_and_frees_its_room(tmp_path: Path) -> None:
    now = time.time()
    uploads = Uploads(tmp_path / "uploads", 1500, 3600, lambda: now)
    upload = uploads.start("a", 1000, "")
    interrupted = tmp_path / "uploads" / ("0" * 32)
    interrupted.mkdir()
    os.utime(interrupted, (now - 100, now - 100))
    content = tmp_path / "uploads" / upload.upload_id / "content"
    os.utime(content, (now - 3590, now - 3590))
    assert uploads.get(upload.upload_id)
    os.utime(content, (now - 3610, now - 3610))
    with pytest.raises(NoSuchUploadError):
        uploads.get(upload.upload_id)
    uploads.start("b", 1000, "")
    assert len(list((tmp_path / "uploads").iterdir())) == 1


@pytest.mark.parametrize("error", [NoSuchUploadError(), OSError(errno.ESTALE, "Stale file handle")])
def test_an_upload_that_goes_or_fails_while_it_expires_keeps_nobody_from_a_new_one(
    tmp_path: Path, uploads: Uploads, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    for name in ("a", "b"):
        upload = uploads.start(name, 1000, "")
        os.utime(tmp_path / "uploads" / upload.upload_id / "content", (0, 0))
    removed: list[str] = []

    def failing(content: object, operation: int) -> None:
        if not removed:
            # The folder of the first goes, as when another copy of the service is a moment sooner.
            removed.append("")
            if isinstance(error, OSError):
                raise error
            for folder in (tmp_path / "uploads").iterdir():
                shutil.rmtree(folder)

    monkeypatch.setattr(fcntl, "flock", failing)
    upload = uploads.start("c", 1000, "")
    assert removed
    assert uploads.get(upload.upload_id)
    uploads.expire()
    assert [folder.name for folder in (tmp_path / "uploads").iterdir()] == [upload.upload_id]


def test_a_folder_that_cannot_be_read_is_told_to_whoever_begins(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing() -> int:
        raise OSError(errno.ESTALE, "Stale file handle")

    monkeypatch.setattr(uploads, "expire", failing)
    with pytest.raises(UploadsFullError, match="Stale file handle"):
        uploads.start("a", 1000, "")


@pytest.mark.parametrize("name", ["", "..", "../../etc", "A" * 32, "0" * 32])
def test_names_that_are_no_uploads_are_not_found(uploads: Uploads, name: str) -> None:
    uploads.start("a", 10, "")
    for call in (uploads.get, uploads.cancel):
        with pytest.raises(NoSuchUploadError):
            call(name)


def test_a_finished_upload_remembers_its_version_and_holds_no_bytes(tmp_path: Path, uploads: Uploads) -> None:
    upload = uploads.start("a", len(CONTENT), SHA256)
    uploads.append(upload.upload_id, 0, CONTENT)
    with uploads.claimed(upload.upload_id) as (claimed, content, _):
        uploads.done(claimed, 3)
    assert content.stat().st_size == 0
    finished = uploads.get(upload.upload_id)
    assert (finished.version, finished.offset) == (3, 1000)
