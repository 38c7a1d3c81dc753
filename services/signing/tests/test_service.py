import asyncio
import errno
import hashlib
import os
import shutil
from collections.abc import AsyncIterator
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import grpc
import pytest
from fake_workshop import FILM, FakeWorkshop
from okienko.signing.v1 import signing_pb2, signing_pb2_grpc
from okienko_common.errors import read_error
from okienko_common.interceptors import CallInterceptor
from okienko_common.towns import METADATA
from okienko_signing.backroom import Backroom
from okienko_signing.lexicon.model import Lexicon
from okienko_signing.library import Library
from okienko_signing.recordings import Recording, Recordings
from okienko_signing.service import CHUNK_BYTES, SigningService
from okienko_signing.shelf import Shelf, StoredVideo
from okienko_signing.sizes import Size
from okienko_signing.storage import StoreAwayError
from okienko_signing.studio import Studio
from prometheus_client import REGISTRY

FURTHER = (Size(640, 480, 50), Size(960, 720, 25), Size(960, 720, 50))


class Bench(NamedTuple):
    stub: "signing_pb2_grpc.SigningServiceAsyncStub"
    workshop: FakeWorkshop
    shelf: Shelf
    media: Path
    behind: FakeWorkshop
    service: SigningService
    backroom: Backroom


@pytest.fixture
async def bench(tmp_path: Path, lexicon: Lexicon) -> AsyncIterator[Bench]:
    workshop, behind = FakeWorkshop(), FakeWorkshop()
    shelf = Shelf(tmp_path, 1_000_000)
    shelf.open(clean=True)
    service = SigningService()
    backroom = Backroom(Studio(behind, 1, 1), quiet_seconds=60.0)
    studio, size = Studio(workshop, 1, 1), Size(640, 480, 25)
    service.open(Library(lexicon, shelf, Recordings(shelf), studio, size, backroom, FURTHER))
    server = grpc.aio.server(interceptors=[CallInterceptor()])
    signing_pb2_grpc.add_SigningServiceServicer_to_server(service, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield Bench(signing_pb2_grpc.SigningServiceStub(channel), workshop, shelf, tmp_path, behind, service, backroom)
    await server.stop(None)
    backroom.close()


async def signed(bench: Bench, **wanted: object) -> list[signing_pb2.GetSigningResponse]:
    request = signing_pb2.GetSigningRequest(language_code="pso", text_language_code="pl", **wanted)  # type: ignore[arg-type]
    return [message async for message in bench.stub.GetSigning(request)]


async def refused(bench: Bench, **wanted: object) -> tuple[str, grpc.StatusCode, str, float | None]:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await signed(bench, **wanted)
    details = read_error(caught.value)
    assert details.pl
    return details.reason, details.code, details.en, details.retry_after_seconds


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


async def test_a_published_text_becomes_a_labelled_film_with_files_named_by_content(bench: Bench) -> None:
    playlist = (await signed(bench, glosses="DOM XYŻ", text="Dom.", is_published=True))[-1].playlist
    clip = playlist.clips[0]
    assert clip.provenance == signing_pb2.PROVENANCE_COMPOSED
    assert clip.review_status == signing_pb2.REVIEW_STATUS_DRAFT
    assert not playlist.is_draft
    assert list(playlist.uncovered_words) == ["XYŻ"]
    assert playlist.coverage == pytest.approx(0.5)
    assert (clip.text_start, clip.text_end) == (0, 4)
    assert [(mark.text_start, mark.text_end) for mark in clip.text_marks] == [(0, 4)]
    assert [stretch.provenance for stretch in clip.stretches] == [signing_pb2.PROVENANCE_COMPOSED]
    assert [rendition.file.rsplit(".", 1)[1] for rendition in clip.renditions] == ["webm", "mp4"]
    assert [(mark.gloss, mark.text_start, mark.text_end) for mark in clip.marks] == [("DOM", 0, 3)]
    for rendition in clip.renditions:
        content = (bench.media / rendition.file).read_bytes()
        assert hashlib.sha256(content).hexdigest() == rendition.sha256
        assert rendition.file.startswith(rendition.sha256[:40])
    assert (bench.media / clip.captions).read_text(encoding="utf-8").startswith("WEBVTT")


async def test_what_was_rendered_once_is_not_rendered_again_but_captions_follow_the_text(bench: Bench) -> None:
    first = (await signed(bench, glosses="DOM", text="Dom.", is_published=True))[-1].playlist.clips[0]
    second = (await signed(bench, glosses="DOM", text="House.", is_published=True))[-1].playlist.clips[0]
    assert len(bench.workshop.scripts) == 1
    assert first.renditions == second.renditions
    assert first.captions != second.captions


async def complete(bench: Bench, **wanted: object) -> signing_pb2.Clip:
    """Ask until all sizes are listed, as if after a while."""
    library = bench.service._opened()
    while True:
        clip = (await signed(bench, is_published=True, **wanted))[-1].playlist.clips[0]
        if len(clip.renditions) == 2 + len(FURTHER):
            return clip
        await asyncio.sleep(0.01)
        library._remembered.clear()


async def test_a_published_film_is_later_listed_in_further_sizes_from_the_lightest_to_the_heaviest(
    bench: Bench,
) -> None:
    bench.backroom._quiet_seconds = 0.0
    first = (await signed(bench, glosses="DOM", text="Dom.", is_published=True))[-1].playlist.clips[0]
    assert len(first.renditions) == 2
    clip = await complete(bench, glosses="DOM", text="Dom.")
    assert [(item.width, item.height, item.frame_rate, item.media_type) for item in clip.renditions] == [
        (640, 480, 25, 'video/webm; codecs="vp9"'),
        (640, 480, 25, 'video/mp4; codecs="vp09.00.30.08"'),
        (640, 480, 50, 'video/webm; codecs="vp09.00.30.08"'),
        (960, 720, 25, 'video/webm; codecs="vp09.00.31.08"'),
        (960, 720, 50, 'video/webm; codecs="vp09.00.31.08"'),
    ]
    assert (clip.captions, list(clip.marks)) == (first.captions, list(first.marks))
    for item in clip.renditions:
        assert hashlib.sha256((bench.media / item.file).read_bytes()).hexdigest() == item.sha256
    # Drawn once, at the largest size and rate, and made behind the callers' backs.
    assert [(made.width, made.frame_rate) for made in bench.behind.scripts] == [(960, 50)]
    assert len(bench.workshop.scripts) == 1


async def test_missing_sizes_are_found_out_anew_when_a_film_is_next_asked_for(bench: Bench) -> None:
    bench.backroom._quiet_seconds = 0.0
    clip = await complete(bench, glosses="DOM")
    (bench.media / clip.renditions[2].file).unlink()
    bench.service._opened()._remembered.clear()
    assert await complete(bench, glosses="DOM") == clip
    assert len(bench.behind.scripts) == 2


async def test_a_job_hears_how_far_the_further_sizes_are_and_ends_when_all_lie_ready(bench: Bench) -> None:
    bench.behind.at_once = False
    job: dict[str, object] = {"glosses": "DOM", "is_published": True, "wants_further_sizes": True}
    first = asyncio.create_task(refused(bench, **job))
    while not bench.behind.jobs:
        await asyncio.sleep(0.01)
    bench.behind.jobs[0].set_exception(BrokenProcessPool("killed"))
    assert (await first)[:2] == ("RENDERING_LOST", grpc.StatusCode.UNAVAILABLE)
    # The film itself lies ready and stays; whoever has the job next begins with the sizes.
    again = asyncio.create_task(signed(bench, **job))
    while len(bench.behind.jobs) < 2:
        await asyncio.sleep(0.01)
    assert not again.done()
    bench.behind.jobs[1].set_result(
        replace(FILM, further=tuple(str(size).encode() for size in bench.behind.scripts[1].further))
    )
    told = await again
    assert told[0].progress.fraction == bench.behind.share
    assert len(told[-1].playlist.clips[0].renditions) == 2 + len(FURTHER)
    assert len(await signed(bench, **job)) == 1
    assert (len(bench.workshop.scripts), len(bench.behind.scripts)) == (1, 2)


async def test_only_published_films_are_waited_for_in_further_sizes(bench: Bench) -> None:
    clip = (await signed(bench, glosses="DOM", wants_further_sizes=True))[-1].playlist.clips[0]
    assert len(clip.renditions) == 2
    assert bench.behind.scripts == []


async def test_a_film_asked_for_in_the_background_waits_behind_the_others(bench: Bench) -> None:
    background = signing_pb2.PRIORITY_BACKGROUND
    bench.behind.at_once = False
    waiting = asyncio.create_task(signed(bench, glosses="DOM", is_published=True, priority=background))
    while not bench.behind.jobs:
        await asyncio.sleep(0.01)
    assert (await signed(bench, glosses="PIES", is_published=True))[-1].playlist.clips
    assert [made.glosses for made in bench.workshop.scripts] == ["PIES"]
    assert not waiting.done()
    # Somebody who waits for the very film gets it at once.
    assert (await signed(bench, glosses="DOM", is_published=True))[-1].playlist.clips
    bench.behind.jobs[0].set_result(FILM)
    assert (await waiting)[-1].playlist.clips


async def test_a_residents_text_is_made_in_one_size(bench: Bench) -> None:
    bench.backroom._quiet_seconds = 0.0
    await signed(bench, text="Mam dom.", is_published=False)
    await asyncio.sleep(0.1)
    assert bench.behind.scripts == []


async def test_a_residents_text_never_reaches_the_disk_and_is_served_from_memory(bench: Bench) -> None:
    before = files(bench.media)
    clip = (await signed(bench, text="Mam pytanie o dom.", is_published=False))[-1].playlist.clips[0]
    assert files(bench.media) == before
    chunks = [m async for m in bench.stub.GetMedia(signing_pb2.GetMediaRequest(file=clip.renditions[0].file))]
    assert chunks[0].media_type == 'video/webm; codecs="vp9"'
    assert b"".join(m.chunk for m in chunks) == FILM.webm
    captions = [m async for m in bench.stub.GetMedia(signing_pb2.GetMediaRequest(file=clip.captions))]
    assert b"Mam pytanie o dom." in captions[0].chunk


async def test_drafted_glosses_are_labelled(bench: Bench) -> None:
    playlist = (await signed(bench, text="Gdzie jest urząd?", is_published=True))[-1].playlist
    assert playlist.is_draft
    assert bench.workshop.scripts[0].glosses == "URZĄD GDZIE"


async def test_only_letters_is_called_fingerspelled(bench: Bench) -> None:
    playlist = (await signed(bench, glosses="#DOWÓD", is_published=True))[-1].playlist
    assert playlist.clips[0].provenance == signing_pb2.PROVENANCE_FINGERSPELLED
    assert playlist.coverage == 1.0


async def test_a_recording_of_a_signer_always_wins(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    name, digest = bench.shelf.put(b"human", "webm", is_published=True)
    video = StoredVideo(name, "", "", 3.0, 640, 480, 30.0, {name: digest}, (), ())
    monkeypatch.setattr(Recordings, "find", lambda self, key: Recording(video, {}) if key == "dowod" else None)
    playlist = (await signed(bench, recording_id="dowod", glosses="DOM", text="Tekst.", is_published=True))[-1].playlist
    assert playlist.clips[0].provenance == signing_pb2.PROVENANCE_HUMAN
    assert playlist.clips[0].review_status == signing_pb2.REVIEW_STATUS_APPROVED
    assert bench.workshop.scripts == []


async def test_two_callers_cause_one_rendering_and_both_see_progress(bench: Bench) -> None:
    bench.workshop.at_once = False
    first: list[signing_pb2.GetSigningResponse] = []
    second: list[signing_pb2.GetSigningResponse] = []

    async def listen(told: list[signing_pb2.GetSigningResponse]) -> None:
        request = signing_pb2.GetSigningRequest(language_code="pso", glosses="DOM", is_published=True)
        async for message in bench.stub.GetSigning(request):
            told.append(message)

    calls = [asyncio.create_task(listen(told)) for told in (first, second)]
    while not (first and second):
        await asyncio.sleep(0.01)
    bench.workshop.jobs[0].set_result(FILM)
    await asyncio.gather(*calls)
    assert len(bench.workshop.jobs) == 1
    assert first[0].progress.fraction == second[0].progress.fraction == pytest.approx(0.25)
    assert first[-1].playlist == second[-1].playlist


async def test_a_film_is_kept_even_when_its_caller_has_gone(bench: Bench) -> None:
    bench.workshop.at_once = False
    call = asyncio.create_task(signed(bench, glosses="DOM", is_published=True))
    while not bench.workshop.jobs:
        await asyncio.sleep(0.01)
    call.cancel()
    await asyncio.sleep(0.05)
    bench.workshop.jobs[0].set_result(FILM)
    while not any(bench.media.glob("index/*.json")):
        await asyncio.sleep(0.01)
    await signed(bench, glosses="DOM", is_published=True)
    assert len(bench.workshop.jobs) == 1


async def test_more_films_than_may_wait_are_refused_at_once_with_a_time_to_come_back(bench: Bench) -> None:
    bench.workshop.at_once = False
    waiting = [asyncio.create_task(signed(bench, glosses=gloss, is_published=True)) for gloss in ("DOM", "PIES")]
    while REGISTRY.get_sample_value("okienko_signing_films_waiting", {"studio": "callers"}) != 2:
        await asyncio.sleep(0.01)
    reason, code, _, retry = await refused(bench, glosses="BANK", is_published=True)
    assert (reason, code) == ("RENDERING_BUSY", grpc.StatusCode.RESOURCE_EXHAUSTED)
    # One sign runs, a quarter done, and one waits; a second is what each takes before anything was measured.
    assert retry == pytest.approx(1.75, abs=0.01)
    bench.workshop.at_once = True
    bench.workshop.jobs[0].set_result(FILM)
    await asyncio.gather(*waiting)


async def test_a_town_finds_room_beside_one_that_has_taken_all(bench: Bench) -> None:
    bench.workshop.at_once = False

    async def film(town: str, gloss: str) -> str:
        request = signing_pb2.GetSigningRequest(language_code="pso", glosses=gloss, is_published=True)
        call = bench.stub.GetSigning(request, metadata=((METADATA, town),))
        return [message.WhichOneof("payload") or "" async for message in call][-1]

    noisy = []
    for count, gloss in enumerate(("DOM", "PIES"), 1):
        noisy.append(asyncio.create_task(film("noisy", gloss)))
        while REGISTRY.get_sample_value("okienko_signing_films_waiting", {"studio": "callers"}) != count:
            await asyncio.sleep(0.01)
    with pytest.raises(grpc.aio.AioRpcError):
        await film("noisy", "BANK")
    quiet = asyncio.create_task(film("quiet", "BANK"))
    while REGISTRY.get_sample_value("okienko_signing_films_waiting", {"studio": "callers"}) != 3:
        await asyncio.sleep(0.01)
    bench.workshop.at_once = True
    bench.workshop.jobs[0].set_result(FILM)
    assert await asyncio.gather(*noisy, quiet) == ["playlist"] * 3


async def test_a_dead_rendering_process_is_told_and_the_next_call_works(bench: Bench) -> None:
    bench.workshop.at_once = False
    call = asyncio.create_task(refused(bench, glosses="DOM", is_published=True))
    while not bench.workshop.jobs:
        await asyncio.sleep(0.01)
    bench.workshop.jobs[0].set_exception(BrokenProcessPool("killed"))
    assert (await call)[:2] == ("RENDERING_LOST", grpc.StatusCode.UNAVAILABLE)
    bench.workshop.at_once = True
    assert (await signed(bench, glosses="DOM", is_published=True))[-1].playlist.clips


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"text": "   "},
        {"text": "😀"},
        {"text": "ż" * 2001},
        {"text": "dom " * 100_000},
        {"glosses": "A" * 2001},
        {"glosses": "DOM\0"},
        {"glosses": "😀"},
        {"glosses": "| |"},
    ],
)
async def test_what_cannot_be_signed_is_refused_with_a_sentence(bench: Bench, wanted: dict[str, str]) -> None:
    reason, code, sentence, _ = await refused(bench, **wanted)
    assert (reason, code) == ("CANNOT_BE_SIGNED", grpc.StatusCode.INVALID_ARGUMENT)
    assert sentence.endswith(".")


async def test_another_written_language_cannot_be_drafted(bench: Bench) -> None:
    request = signing_pb2.GetSigningRequest(text="Where is it?", text_language_code="en")
    with pytest.raises(grpc.aio.AioRpcError, match="from Polish only"):
        _ = [m async for m in bench.stub.GetSigning(request)]


async def test_another_sign_language_is_refused(bench: Bench) -> None:
    with pytest.raises(grpc.aio.AioRpcError, match="Only Polish Sign Language"):
        _ = [m async for m in bench.stub.GetSigning(signing_pb2.GetSigningRequest(language_code="ase", text="x"))]


async def test_a_full_disk_is_told_and_what_was_published_stays(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = (await signed(bench, glosses="DOM", is_published=True))[-1].playlist.clips[0]

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    before = files(bench.media)
    reason, code, sentence, _ = await refused(bench, glosses="PIES", text="Nowe.", is_published=True)
    assert (reason, code) == ("MEDIA_FOLDER_UNUSABLE", grpc.StatusCode.FAILED_PRECONDITION)
    assert "No space left" in sentence
    assert files(bench.media) == before
    assert bench.shelf.get(kept.renditions[0].file) == FILM.webm


async def test_a_lost_media_folder_is_told(bench: Bench) -> None:
    shutil.rmtree(bench.media)
    assert (await refused(bench, glosses="DOM", is_published=True))[0] == "MEDIA_FOLDER_UNUSABLE"


async def test_films_that_are_away_for_a_moment_are_asked_for_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> bytes:
        raise StoreAwayError("The store cannot be used now. Ask again in a moment.")

    name = (await signed(bench, glosses="DOM", is_published=True))[-1].playlist.clips[0].renditions[0].file
    monkeypatch.setattr(bench.shelf.storage, "get", away)
    reason, code, _, retry = await refused(bench, glosses="PIES", is_published=True)
    assert (reason, code, retry) == ("FILMS_AWAY", grpc.StatusCode.UNAVAILABLE, 3.0)
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        _ = [m async for m in bench.stub.GetMedia(signing_pb2.GetMediaRequest(file=name))]
    assert read_error(caught.value).reason == "FILMS_AWAY"


async def test_a_file_that_was_lost_after_its_size_was_seen_is_not_found(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench.shelf.storage, "size", lambda _: 10)
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        _ = [m async for m in bench.stub.GetMedia(signing_pb2.GetMediaRequest(file="a" * 40 + ".webm"))]
    assert (read_error(caught.value).reason, caught.value.code()) == ("NO_SUCH_FILE", grpc.StatusCode.NOT_FOUND)


@pytest.mark.parametrize("name", ["../../etc/passwd", "index/x.json", "", "a" * 40 + ".webm", "\0"])
async def test_media_outside_the_shelf_is_not_found(bench: Bench, name: str) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        _ = [m async for m in bench.stub.GetMedia(signing_pb2.GetMediaRequest(file=name))]
    assert read_error(caught.value).reason == "NO_SUCH_FILE"


@pytest.mark.parametrize(
    ("offset", "length", "expected"),
    [
        (0, 1, slice(0, 1)),
        (5, 0, slice(5, None)),
        (CHUNK_BYTES - 1, 2, slice(CHUNK_BYTES - 1, CHUNK_BYTES + 1)),
        (10, 10**9, slice(10, None)),
        (3 * CHUNK_BYTES, 0, slice(0, 0)),
    ],
)
@pytest.mark.parametrize("is_published", [True, False])
async def test_a_part_of_a_file_is_sent_exactly(
    bench: Bench, offset: int, length: int, expected: slice, is_published: bool
) -> None:
    content = os.urandom(3 * CHUNK_BYTES)
    name, _ = bench.shelf.put(content, "mp4", is_published=is_published)
    request = signing_pb2.GetMediaRequest(file=name, offset_bytes=offset, length_bytes=length)
    messages = [m async for m in bench.stub.GetMedia(request)]
    assert b"".join(m.chunk for m in messages) == content[expected]
    assert (messages[0].size_bytes, messages[0].media_type.split(";")[0]) == (len(content), "video/mp4")


@pytest.mark.parametrize(("offset", "length"), [(-1, 0), (0, -1), (4, 0)])
async def test_a_part_outside_a_file_is_refused_with_its_size(bench: Bench, offset: int, length: int) -> None:
    name, _ = bench.shelf.put(b"abc", "mp4", is_published=True)
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        request = signing_pb2.GetMediaRequest(file=name, offset_bytes=offset, length_bytes=length)
        _ = [m async for m in bench.stub.GetMedia(request)]
    details = read_error(caught.value)
    assert (details.reason, details.metadata["size_bytes"]) == ("OUTSIDE_FILE", "3")


async def test_large_media_come_in_pieces(bench: Bench) -> None:
    content = os.urandom(3 * CHUNK_BYTES + 5)
    name, _ = bench.shelf.put(content, "mp4", is_published=True)
    messages = [m async for m in bench.stub.GetMedia(signing_pb2.GetMediaRequest(file=name))]
    assert [len(m.chunk) for m in messages] == [CHUNK_BYTES] * 3 + [5]
    assert messages[0].size_bytes == len(content)
    assert b"".join(m.chunk for m in messages) == content


async def test_the_lexicon_is_listed_page_by_page(bench: Bench, lexicon: Lexicon) -> None:
    listed: list[str] = []
    token = ""
    while True:
        page = await bench.stub.ListSigns(signing_pb2.ListSignsRequest(page_size=50, page_token=token))
        listed += [sign.gloss for sign in page.signs]
        assert all(sign.source for sign in page.signs)
        token = page.next_page_token
        if not token:
            break
    assert listed == sorted(lexicon.signs)


async def test_a_wrong_page_is_refused(bench: Bench) -> None:
    with pytest.raises(grpc.aio.AioRpcError, match="no such page"):
        await bench.stub.ListSigns(signing_pb2.ListSignsRequest(page_token="x"))


def test_an_interrupted_write_is_cleaned_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    for left in ("a.webm.1-2.partial", "index/b.json.1-2.partial"):
        (tmp_path / left).write_bytes(b"half")
    Shelf(tmp_path, 1).open(clean=True)
    assert files(tmp_path) == set()


def test_memory_keeps_the_newest_within_its_bound(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, 250)
    names = [shelf.put(bytes([n]) * 100, "webm", is_published=False)[0] for n in range(3)]
    assert shelf.get(names[0]) is None
    assert shelf.get(names[1]) is not None
    assert shelf.get(names[2]) is not None
