"""What a browser would hear: the streams are decoded by FFmpeg again."""

import io

import av
import numpy as np
import pytest
from okienko_speech.opus import Container, OpusStream

SECONDS = 3


def tone(rate: int) -> bytes:
    moments = np.arange(SECONDS * rate) / rate
    return (9_000 * np.sin(2 * np.pi * 440 * moments)).astype("<i2").tobytes()


def encoded(container: Container, rate: int) -> list[bytes]:
    stream, sound = OpusStream(container, rate), tone(rate)
    return [*(stream.add(sound[at : at + rate]) for at in range(0, len(sound), rate)), stream.finish()]


@pytest.mark.parametrize("rate", [22_050, 24_000])
@pytest.mark.parametrize("container", ["ogg", "webm"])
def test_pieces_make_a_file_of_the_same_length_and_pitch(container: Container, rate: int) -> None:
    content = b"".join(encoded(container, rate))
    with av.open(io.BytesIO(content), "r") as file:
        assert file.streams.audio[0].codec_context.name in {"opus", "libopus"}
        heard = np.concatenate([frame.to_ndarray().ravel() for frame in file.decode(audio=0)])
    assert len(heard) / 48_000 == pytest.approx(SECONDS, abs=0.05)
    assert np.argmax(np.abs(np.fft.rfft(heard[48_000:96_000]))) == 440
    assert len(content) < 0.15 * len(tone(rate))


@pytest.mark.parametrize("container", ["ogg", "webm"])
def test_first_half_second_leaves_before_the_next_is_spoken(container: Container) -> None:
    pieces = encoded(container, 24_000)
    assert len(pieces[0]) > 500
    assert all(pieces[:-1])


def test_same_sound_gives_the_same_bytes() -> None:
    assert encoded("ogg", 24_000) == encoded("ogg", 24_000)
    assert encoded("webm", 24_000) == encoded("webm", 24_000)
