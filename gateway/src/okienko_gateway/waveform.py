"""WAV files from raw samples."""

import io
import wave


def wav_file(samples: bytes, sample_rate: int) -> bytes:
    """Return a WAV file of signed 16-bit little-endian samples, one channel, `sample_rate` in hertz."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sample_rate)
        file.writeframes(samples)
    return buffer.getvalue()
