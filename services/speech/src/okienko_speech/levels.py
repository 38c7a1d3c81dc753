"""Loudness, silence and pauses: one level for all voices, no clipping, even gaps between phrases."""

import math
from collections.abc import Sequence

import numpy as np

from okienko_speech.engines.engine import Samples, Speech
from okienko_speech.loudness import integrated, true_peak
from okienko_speech.phrases import Ending

# Integrated loudness of every voice: what EBU R 128 s2 lets a listener's device be sent at most, 3 LU above the -23 of a
# broadcast, so that a telephone's small loudspeaker carries it.
TARGET_LUFS = -20.0
# The most that R 128 allows between the samples, in dB of full scale; above the knee the signal is bent softly instead of cut.
CEILING_DBTP = -1.0
_CEILING = 10 ** (CEILING_DBTP / 20)
_KNEE = 0.65
_FRAME_SECONDS = 0.02
_SILENT_DB = 35.0
_LEAD_SECONDS = 0.03
_TAIL_SECONDS = 0.06
# Pauses behind a phrase, in seconds at the voice's own pace.
PAUSES: dict[Ending, float] = {"breath": 0.04, "clause": 0.18, "sentence": 0.42, "paragraph": 0.7}


def trimmed(speech: Speech, sample_rate: int, *, is_begin: bool = True, is_end: bool = True) -> Speech:
    """Return the speech with little silence before and behind it, word starts moved along.

    Args:
        speech: A phrase or a part of one.
        sample_rate: Of its samples.
        is_begin: Whether the phrase begins with it; else nothing is taken off before.
        is_end: Whether the phrase ends with it; else nothing is taken off behind, and words may start later.
    """
    energy = _frame_energy(speech.samples, sample_rate)
    if not energy.size or energy.max() <= 0:
        return speech
    frame = int(_FRAME_SECONDS * sample_rate)
    loud = np.flatnonzero(energy > energy.max() * 10 ** (-_SILENT_DB / 10))
    size = len(speech.samples)
    first = max(0, int(loud[0]) * frame - int(_LEAD_SECONDS * sample_rate)) if is_begin else 0
    last = min(size, (int(loud[-1]) + 1) * frame + int(_TAIL_SECONDS * sample_rate)) if is_end else size
    samples = speech.samples[first:last].copy()
    fade = min(len(samples), int(0.008 * sample_rate))
    ramp = np.linspace(0, 1, fade, dtype=np.float32)
    if is_begin:
        samples[:fade] *= ramp
    if is_end:
        samples[len(samples) - fade :] *= ramp[::-1]
    latest = len(samples) / sample_rate if is_end else math.inf
    starts = tuple(min(latest, max(0.0, start - first / sample_rate)) for start in speech.word_starts)
    return Speech(samples, starts)


def levelled(samples: Samples, gain_db: float) -> Samples:
    """Return the samples with a gain, peaks bent softly so that the true peak stays below the ceiling."""
    louder = samples * np.float32(10 ** (gain_db / 20))
    size = np.abs(louder)
    if not size.size or size.max() <= _KNEE:
        return louder.astype(np.float32, copy=False)
    room = _CEILING - _KNEE
    bent = np.where(size > _KNEE, np.sign(louder) * (_KNEE + room * np.tanh((size - _KNEE) / room)), louder)
    # What still rises above the ceiling between the samples is a fraction of a decibel.
    over = true_peak(bent.astype(np.float32)) / _CEILING
    return (bent / max(1.0, over)).astype(np.float32)


def to_pcm(samples: Samples) -> bytes:
    """Return signed 16-bit little-endian samples."""
    return np.round(np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()


def silence(ending: Ending, rate: float, sample_rate: int) -> bytes:
    """Return the pause behind a phrase; a faster voice pauses less."""
    return bytes(2 * round(PAUSES[ending] / rate * sample_rate))


def gain_for(examples: Sequence[Samples], sample_rate: int) -> float:
    """Return the gain in dB that brings a voice to the common loudness, from examples of its speech."""
    loudness = integrated(np.concatenate(examples), sample_rate) if examples else float("-inf")
    return TARGET_LUFS - loudness if np.isfinite(loudness) else 0.0


def _frame_energy(samples: Samples, sample_rate: int) -> Samples:
    frame = int(_FRAME_SECONDS * sample_rate)
    frames = samples[: len(samples) // frame * frame].reshape(-1, frame)
    energy: Samples = np.square(frames, dtype=np.float64).mean(axis=1)
    return energy
