"""Loudness and true peak after ITU-R BS.1770-4, which EBU R 128 and its supplements build on."""

import math

import numpy as np
from numpy.typing import NDArray

from okienko_speech.engines.engine import Samples

_BLOCK_SECONDS = 0.4
_STEP_SECONDS = 0.1
_ABSOLUTE_GATE = -70.0
_RELATIVE_GATE = -10.0
_OFFSET = -0.691
_OVERSAMPLING = 4
# The filters' tails: 38 Hz has decayed by more than 100 dB.
_TAIL_SECONDS = 0.5


def integrated(samples: Samples, sample_rate: int) -> float:
    """Return the gated loudness of one channel in LUFS; -inf for silence. Less than 0.4 s counts as one block."""
    if not samples.size:
        return float("-inf")
    power = np.square(_weighted(samples, sample_rate))
    block, step = int(_BLOCK_SECONDS * sample_rate), int(_STEP_SECONDS * sample_rate)
    sums = np.concatenate(([0.0], np.cumsum(power)))
    begins = np.arange(0, max(1, len(power) - block + 1), step)
    ends = np.minimum(begins + block, len(power))
    means = (sums[ends] - sums[begins]) / (ends - begins)
    for gate in (_ABSOLUTE_GATE, None):
        threshold = gate if gate is not None else _lufs(float(means.mean())) + _RELATIVE_GATE
        means = means[means > 10 ** ((threshold - _OFFSET) / 10)]
        if not means.size:
            return float("-inf")
    return _lufs(float(means.mean()))


def true_peak(samples: Samples) -> float:
    """Return the largest size of the signal between the samples too, 1 is full scale: four times oversampled."""
    if not samples.size:
        return 0.0
    spectrum = np.fft.rfft(samples, _padded(len(samples)))
    finer = np.fft.irfft(spectrum, _OVERSAMPLING * _padded(len(samples))) * _OVERSAMPLING
    return float(max(np.abs(finer).max(), np.abs(samples).max()))


def _lufs(mean_square: float) -> float:
    return _OFFSET + 10 * math.log10(mean_square) if mean_square > 0 else float("-inf")


def _padded(size: int) -> int:
    # A power of two keeps the transform fast whatever the length.
    return int(2 ** math.ceil(math.log2(max(2, size))))


def _weighted(samples: Samples, sample_rate: int) -> NDArray[np.float64]:
    """Return the samples through the K-weighting filters, exact response on a transform with room for their tails."""
    size = _padded(len(samples) + int(_TAIL_SECONDS * sample_rate))
    turn = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    response = np.ones_like(turn)
    for numerator, denominator in (_shelf(sample_rate), _high_pass(sample_rate)):
        response = response * np.polyval(numerator[::-1], turn) / np.polyval(denominator[::-1], turn)
    filtered = np.fft.irfft(np.fft.rfft(samples, size) * response, size)
    return np.asarray(filtered[: len(samples)], np.float64)


# Analogue prototypes of the two filters that BS.1770-4 gives for 48 kHz, so that they fit any sample rate (De Man,
# "Evaluation of implementations of the EBU R128 loudness measurement", AES 145).
def _shelf(sample_rate: int) -> tuple[list[float], list[float]]:
    frequency, gain_db, quality = 1681.974450955533, 3.999843853973347, 0.7071752369554196
    tangent = math.tan(math.pi * frequency / sample_rate)
    high = 10 ** (gain_db / 20)
    band = high**0.4996667741545416
    first = 1 + tangent / quality + tangent**2
    numerator = [
        (high + band * tangent / quality + tangent**2) / first,
        2 * (tangent**2 - high) / first,
        (high - band * tangent / quality + tangent**2) / first,
    ]
    return numerator, [1.0, 2 * (tangent**2 - 1) / first, (1 - tangent / quality + tangent**2) / first]


def _high_pass(sample_rate: int) -> tuple[list[float], list[float]]:
    frequency, quality = 38.13547087602444, 0.5003270373238773
    tangent = math.tan(math.pi * frequency / sample_rate)
    first = 1 + tangent / quality + tangent**2
    return [1.0, -2.0, 1.0], [1.0, 2 * (tangent**2 - 1) / first, (1 - tangent / quality + tangent**2) / first]
