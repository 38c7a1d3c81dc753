import numpy as np
from okienko_speech import levels
from okienko_speech.engines.engine import Samples, Speech
from okienko_speech.loudness import integrated, true_peak

RATE = 8_000


def tone(seconds: float, size: float) -> Samples:
    return (size * np.sin(2 * np.pi * 300 * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


def quiet(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.float32)


def test_silence_around_speech_is_cut_and_marks_move_along() -> None:
    speech = Speech(np.concatenate([quiet(0.5), tone(1, 0.3), quiet(0.7)]), (0.5, 1.0))
    short = levels.trimmed(speech, RATE)
    assert 1.0 <= len(short.samples) / RATE < 1.2
    assert abs(short.word_starts[0] - 0.03) < 0.025
    assert abs(short.word_starts[1] - short.word_starts[0] - 0.5) < 1e-6


def test_silence_alone_is_left_as_it_is() -> None:
    speech = Speech(quiet(1), (0.2,))
    assert levels.trimmed(speech, RATE) == speech


def test_voices_of_different_loudness_come_out_alike() -> None:
    for size in (0.02, 0.2, 0.8):
        samples = np.concatenate([tone(1, size), quiet(1)])
        gain = levels.gain_for([samples], RATE)
        assert abs(integrated(levels.levelled(samples, gain), RATE) - levels.TARGET_LUFS) < 0.5


def test_peaks_are_bent_and_never_clipped() -> None:
    loud = levels.levelled(tone(1, 0.9), 20.0)
    assert true_peak(loud) <= 10 ** (levels.CEILING_DBTP / 20) + 1e-6
    assert np.abs(np.frombuffer(levels.to_pcm(loud), "<i2")).max() < 32_767


def test_quiet_parts_are_not_changed_by_the_limiter() -> None:
    samples = tone(1, 0.3)
    assert np.array_equal(levels.levelled(samples, 0.0), samples)


def test_pause_between_sentences_is_longer_than_at_a_comma_and_shrinks_with_the_rate() -> None:
    assert len(levels.silence("sentence", 1, RATE)) > 2 * len(levels.silence("clause", 1, RATE))
    assert len(levels.silence("sentence", 2, RATE)) == len(levels.silence("sentence", 1, RATE)) // 2
