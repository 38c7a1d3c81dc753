import cv2
import numpy as np
import pytest
from okienko_recognition.jpeg import InvalidPictureError, picture_size


def jpeg(width: int, height: int) -> bytes:
    return cv2.imencode(".jpg", np.full((height, width, 3), 90, np.uint8))[1].tobytes()


def reason(data: bytes) -> str:
    with pytest.raises(InvalidPictureError) as raised:
        picture_size(data)
    return raised.value.reason


def test_reads_the_size_without_decoding() -> None:
    assert picture_size(jpeg(320, 240)) == (320, 240)


def test_refuses_a_picture_that_would_unpack_to_gigabytes() -> None:
    data = bytearray(jpeg(64, 64))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = b"\xff\xff\xff\xff"
    assert reason(bytes(data)) == "PICTURE_TOO_LARGE"


def test_refuses_too_many_bytes() -> None:
    assert reason(b"\xff\xd8" + b"\0" * 600_000) == "JPEG_TOO_LARGE"


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"GIF89a", b"\xff\xd8\xff", jpeg(64, 64)[:20], b"\xff\xd8" + b"\xff" * 500]
)
def test_refuses_what_is_no_jpeg(data: bytes) -> None:
    assert reason(data) == "BROKEN_JPEG"
