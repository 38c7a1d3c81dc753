import base64
import io
import json
import wave
from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest
from gateway_town import Town
from okienko.signing.v1 import signing_pb2
from okienko_gateway import neighbours
from okienko_gateway.byte_ranges import ByteRange, RangeNotSatisfiableError, parse_range
from okienko_gateway.problems import from_grpc
from okienko_gateway.recent import FRESH_SECONDS, MOST_KEPT, Recent
from okienko_gateway.routes import speech
from okienko_gateway.settings import GatewaySettings
from starlette.testclient import TestClient

EVENTS = {"Accept": "text/event-stream"}


def events(text: str) -> list[tuple[str, Any]]:
    blocks = [dict(line.split(": ", 1) for line in block.splitlines()) for block in text.strip().split("\n\n")]
    return [(block["event"], json.loads(block["data"])) for block in blocks]


def test_an_answers_signing_is_a_playlist_with_addresses(client: TestClient, town: Town) -> None:
    body = client.get("/api/v1/answers/dowod-osobisty/signing?language=en").json()
    clip = body["clips"][0]
    assert clip["renditions"][0]["url"] == "/media/abc.webm"
    assert (clip["provenance"], clip["review_status"], clip["duration"]) == ("composed", "draft", 3.0)
    assert (body["text"], body["glosses"], body["coverage"]) == ("Apply at the office.", "DOWÓD OSOBISTY", 0.5)
    assert town.signing.requests[0].is_published


def test_a_gloss_says_where_its_word_stands_in_the_text_where_that_is_known(client: TestClient) -> None:
    marks = client.get("/api/v1/answers/dowod-osobisty/signing").json()["clips"][0]["marks"]
    assert [(mark["gloss"], mark.get("text_start"), mark.get("text_end")) for mark in marks] == [
        ("OD", 0, 5),
        ("DO", None, None),
    ]


def test_a_film_can_be_asked_for_in_advance(client: TestClient, town: Town) -> None:
    for path in ("answers/dowod-osobisty", "topics/dowod-osobisty"):
        assert client.get(f"/api/v1/{path}/signing?priority=background").status_code == 200
        assert client.get(f"/api/v1/{path}/signing").status_code == 200
    assert client.get("/api/v1/answers/dowod-osobisty/signing?priority=mine").status_code == 400
    background, interactive = signing_pb2.PRIORITY_BACKGROUND, signing_pb2.PRIORITY_INTERACTIVE
    assert [request.priority for request in town.signing.requests] == [background, interactive] * 2


def test_the_store_is_asked_once_for_an_answer_that_is_signed_again_within_seconds(
    client: TestClient, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A busy machine takes longer for six films than an answer is kept.
    monkeypatch.setattr("okienko_gateway.recent.FRESH_SECONDS", 600.0)
    for _ in range(3):
        assert client.get("/api/v1/answers/dowod-osobisty/signing").status_code == 200
        assert client.get("/api/v1/answers/nie-ma/signing").status_code == 404
    assert town.faq.answers_asked == ["dowod-osobisty", "nie-ma", "nie-ma", "nie-ma"]


async def test_what_was_fetched_is_kept_for_seconds_and_in_bounds() -> None:
    now = 0.0
    fetched: list[str] = []

    async def fetch(name: str) -> str:
        fetched.append(name)
        return name

    recent = Recent(lambda: now)
    for name in ("a", "a", *(str(number) for number in range(MOST_KEPT)), "a"):
        assert await recent.get((name,), lambda name=name: fetch(name)) == name  # type: ignore[misc]
    assert fetched.count("a") == 2
    now = FRESH_SECONDS
    await recent.get(("a",), lambda: fetch("a"))
    assert fetched.count("a") == 3


def test_progress_is_streamed_before_the_playlist(client: TestClient) -> None:
    received = events(client.get("/api/v1/answers/dowod-osobisty/signing", headers=EVENTS).text)
    assert [name for name, _ in received] == ["progress", "playlist"]
    assert received[0][1] == {"fraction": 0.5}


def test_a_failure_midway_is_an_event_with_a_sentence(client: TestClient, town: Town) -> None:
    town.servers["signing"].stop(0).wait()
    received = events(client.get("/api/v1/answers/dowod-osobisty/signing", headers=EVENTS).text)
    assert received[0][0] == "error"
    assert received[0][1]["service"] == "signing"


def test_a_tile_is_signed_with_its_featured_glosses(client: TestClient, town: Town) -> None:
    assert client.get("/api/v1/topics/dowod-osobisty/signing").status_code == 200
    assert client.get("/api/v1/topics/inne/signing").status_code == 200
    assert [request.glosses for request in town.signing.requests] == ["DOWÓD OSOBISTY", ""]


def test_what_a_resident_wrote_is_never_published(client: TestClient, town: Town) -> None:
    assert client.post("/api/v1/signing", json={"text": "mój dom"}).status_code == 200
    assert not town.signing.requests[0].is_published


def test_a_video_is_served_in_ranges(client: TestClient) -> None:
    whole = client.get("/media/abc.webm")
    assert (whole.content, whole.headers["content-type"]) == (b"0123456789", "video/webm")
    part = client.get("/media/abc.webm", headers={"Range": "bytes=2-4"})
    assert (part.status_code, part.content, part.headers["content-range"]) == (206, b"234", "bytes 2-4/10")
    assert client.get("/media/abc.webm", headers={"Range": "bytes=10-"}).status_code == 416
    whole_range = client.get("/media/abc.webm", headers={"Range": "bytes=0-"})
    assert (whole_range.status_code, whole_range.headers["content-range"]) == (206, "bytes 0-9/10")
    last = client.get("/media/abc.webm", headers={"Range": "bytes=-3"})
    assert (last.content, last.headers["content-length"]) == (b"789", "3")
    changed = client.get("/media/abc.webm", headers={"Range": "bytes=2-4", "If-Range": '"other"'})
    assert (changed.status_code, changed.content) == (200, b"0123456789")
    several = client.get("/media/abc.webm", headers={"Range": "bytes=0-1,3-4"})
    assert (several.status_code, several.content) == (200, b"0123456789")
    head = client.head("/media/abc.webm")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", "10")
    assert client.get("/media/abc.webm", headers={"If-None-Match": whole.headers["etag"]}).status_code == 304


def test_only_the_wanted_part_of_a_video_is_fetched_from_the_service(client: TestClient, town: Town) -> None:
    client.get("/media/abc.webm", headers={"Range": "bytes=2-4"})
    asked = [(request.offset_bytes, request.length_bytes) for request in town.signing.media_requests]
    assert asked == [(0, 1), (2, 3)]


def test_a_file_in_the_shared_folder_is_served_from_there(client: TestClient, settings: GatewaySettings) -> None:
    (settings.media_folder / "folder.webm").write_bytes(b"abcdef")
    part = client.get("/media/folder.webm", headers={"Range": "bytes=-2"})
    assert (part.status_code, part.content) == (206, b"ef")
    assert "immutable" in part.headers["cache-control"]


@pytest.mark.parametrize("name", ["..%2Fsecret", "%2e%2e%2fsecret", ".hidden", "nope.webm"])
def test_nothing_but_media_can_be_fetched(client: TestClient, settings: GatewaySettings, name: str) -> None:
    (settings.media_folder.parent / "secret").write_text("secret")
    (settings.media_folder / ".hidden").write_text("secret")
    response = client.get(f"/media/{name}")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("bytes=0-0", ByteRange(0, 1)),
        ("bytes=3-", ByteRange(3, 10)),
        ("bytes=-3", ByteRange(7, 10)),
        ("bytes=-30", ByteRange(0, 10)),
        ("bytes=5-100", ByteRange(5, 10)),
        ("bytes=5-2", None),
        ("bytes=0-1,3-4", None),
        ("items=0-1", None),
        ("bytes=-", None),
    ],
)
def test_ranges_are_read_as_the_standard_says(value: str | None, expected: ByteRange | None) -> None:
    assert parse_range(value, 10) == expected


@pytest.mark.parametrize("value", ["bytes=10-", "bytes=-0"])
def test_a_range_outside_the_content_is_refused(value: str) -> None:
    with pytest.raises(RangeNotSatisfiableError):
        parse_range(value, 10)


def test_an_answer_is_read_aloud_as_a_wav_file_in_ranges(client: TestClient) -> None:
    response = client.get("/api/v1/answers/dowod-osobisty/speech?language=pl")
    with wave.open(io.BytesIO(response.content)) as sound:
        assert (sound.getframerate(), sound.getnframes(), sound.getnchannels()) == (8000, 100, 1)
    part = client.get("/api/v1/answers/dowod-osobisty/speech?language=pl", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"RIFF")


def test_an_answer_is_read_aloud_in_opus_with_ranges_and_a_tag_of_its_own(client: TestClient) -> None:
    address = "/api/v1/answers/dowod-osobisty/speech?language=pl"
    wav, opus = client.get(address), client.get(f"{address}&format=ogg")
    assert opus.headers["content-type"] == "audio/ogg; codecs=opus"
    assert opus.content.startswith(b"OggS")
    assert opus.headers["etag"] != wav.headers["etag"]
    again = client.get(f"{address}&format=ogg", headers={"If-None-Match": opus.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    part = client.get(f"{address}&format=ogg", headers={"Range": "bytes=4-9", "If-Range": opus.headers["etag"]})
    assert (part.status_code, part.content) == (206, opus.content[4:10])


def test_the_tag_changes_with_the_sound(client: TestClient) -> None:
    tags = {
        client.get(f"/api/v1/answers/dowod-osobisty/speech?language={language}&format=ogg").headers["etag"]
        for language in ("pl", "en")
    }
    assert len(tags) == 2


def test_free_text_is_spoken_in_opus_and_in_no_other_format(client: TestClient) -> None:
    body = {"text": "Dzień dobry", "language": "pl", "format": "ogg"}
    assert client.post("/api/v1/speech", json=body).content.startswith(b"OggS")
    assert client.post("/api/v1/speech", json={**body, "format": "mp3"}).status_code == 400


def test_the_marks_point_into_the_text_that_is_read(client: TestClient) -> None:
    body = client.get("/api/v1/answers/dowod-osobisty/speech/marks?language=pl").json()
    mark = body["marks"][0]
    assert body["text"][mark["start"] : mark["end"]] == "Dowód"
    assert body["text"].splitlines()[2:] == [
        "Przygotuj: Zdjęcie.",
        "Krok 1. Zrób zdjęcie.",
        "Krok 2. Złóż wniosek.",
        "Koszt: Bezpłatnie.",
        "Czas: 30 dni.",
    ]


def test_speech_is_streamed_in_pieces(client: TestClient) -> None:
    received = events(client.get("/api/v1/answers/dowod-osobisty/speech/stream?language=en").text)
    assert [name for name, _ in received] == ["format", "mark", "audio", "audio", "end"]
    assert received[0][1]["voice"] == "voice-en"
    assert base64.b64decode(received[2][1]["pcm"]) == b"\x01\x00" * 50


def test_an_answer_that_stayed_polish_is_read_by_the_polish_voice(client: TestClient) -> None:
    received = events(client.get("/api/v1/answers/tylko-po-polsku/speech/stream?language=en").text)
    assert received[0][1]["voice"] == "voice-pl"


def test_free_text_is_spoken_and_not_cached(client: TestClient) -> None:
    response = client.post("/api/v1/speech", json={"text": "Dzień dobry", "language": "pl"})
    assert response.content.startswith(b"RIFF")
    assert response.headers["cache-control"] == "no-store"


def test_a_file_is_read_anew_when_its_copy_of_the_service_goes_in_the_middle(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = neighbours.streamed
    calls = 0

    async def goes(call: Any, service: str) -> AsyncIterator[Any]:
        nonlocal calls
        calls += 1
        async for message in whole(call, service):
            yield message
            if calls == 1:
                raise from_grpc(
                    grpc.aio.AioRpcError(grpc.StatusCode.UNAVAILABLE, grpc.aio.Metadata(), grpc.aio.Metadata()), service
                )

    monkeypatch.setattr(speech, "streamed", goes)
    body = {"text": "Dzień dobry", "language": "pl"}
    assert client.post("/api/v1/speech", json=body).content.count(b"\x01\x00" * 50) == 1
    assert calls == 2


def test_free_text_is_translated_with_its_origin(client: TestClient, town: Town) -> None:
    town.translation.known = {"Dzień dobry": "Good morning"}
    body = client.post("/api/v1/translate", json={"texts": ["Dzień dobry", "Kot"], "target": "en"}).json()
    assert [item["origin"] for item in body["translations"]] == ["memory", "withheld"]
    assert body["translations"][1]["withheld_reason"]
