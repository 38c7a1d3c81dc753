"""Against the values that ITU-R BS.1770-4 and EBU Tech 3341 state; theirs for two equal channels are 3.01 LU higher."""

import numpy as np
import pytest
from okienko_speech.engines.engine import Samples
from okienko_speech.loudness import integrated, true_peak

TWO_CHANNELS = 10 * np.log10(2)


def sine(peak_db: float, seconds: float, rate: int, frequency: float = 1000.0) -> Samples:
    moments = np.arange(round(seconds * rate)) / rate
    return (10 ** (peak_db / 20) * np.sin(2 * np.pi * frequency * moments)).astype(np.float32)


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 48_000])
def test_full_scale_sine_of_997_hertz_has_the_loudness_that_the_recommendation_states(rate: int) -> None:
    # BS.1770-4, annex 1: 0 dBFS in one channel indicates -3.01 LKFS.
    assert integrated(sine(0, 5, rate, 997), rate) == pytest.approx(-3.01, abs=0.05)


@pytest.mark.parametrize("rate", [24_000, 48_000])
@pytest.mark.parametrize(
    ("tones", "expected"),
    [
        ([(-23, 20)], -23),  # Tech 3341, case 1
        ([(-33, 20)], -33),  # case 2
        ([(-36, 10), (-23, 60), (-36, 10)], -23),  # case 3: the relative gate
        ([(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], -23),  # case 4: both gates
        ([(-26, 20), (-20, 20.1), (-26, 20)], -23),  # case 5
    ],
)
def test_keeps_the_cases_of_ebu_tech_3341(tones: list[tuple[float, float]], expected: float, rate: int) -> None:
    signal = np.concatenate([sine(level, seconds, rate) for level, seconds in tones])
    assert integrated(signal, rate) + TWO_CHANNELS == pytest.approx(expected, abs=0.1)


def test_weighting_lowers_the_deep_and_raises_the_high() -> None:
    middle = integrated(sine(-20, 5, 48_000, 997), 48_000)
    assert integrated(sine(-20, 5, 48_000, 38), 48_000) < middle - 6
    assert integrated(sine(-20, 5, 48_000, 10_000), 48_000) == pytest.approx(middle + 3.3, abs=0.3)


def test_silence_and_nothing_have_no_loudness() -> None:
    assert integrated(np.zeros(48_000, np.float32), 48_000) == float("-inf")
    assert integrated(np.zeros(0, np.float32), 48_000) == float("-inf")
    assert true_peak(np.zeros(0, np.float32)) == 0


def test_true_peak_lies_between_the_samples() -> None:
    # A quarter of the sample rate, 45 degrees off: no sample is above -3 dB, the curve reaches 0 dB (Tech 3341, case 16).
    moments = np.arange(4096)
    signal = np.sin(np.pi / 2 * moments + np.pi / 4).astype(np.float32)
    assert np.abs(signal).max() == pytest.approx(0.707, abs=0.001)
    assert true_peak(signal) == pytest.approx(1.0, abs=0.03)
