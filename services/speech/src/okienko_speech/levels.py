"""Loudness, silence and pauses: one level for all voices, no clipping, even gaps between phrases."""

from collections.abc import Sequence

import numpy as np

from okienko_speech.engines.engine import Samples, Speech
from okienko_speech.phrases import Ending

# Level of the parts that are speech, relative to full scale. -20 dB leaves 14 to 18 dB for the peaks of a voice, and is
# close to the -23 LUFS of EBU R 128 plus the 3 dB that its own supplement allows for speech alone on small devices.
TARGET_DB = -20.0
# Above this the signal is bent softly instead of being cut.
_KNEE = 0.7
_CEILING = 0.98
_FRAME_SECONDS = 0.02
_SILENT_DB = 35.0
_LEAD_SECONDS = 0.03
_TAIL_SECONDS = 0.06
# Pauses behind a phrase, in seconds at the voice's own pace.
PAUSES: dict[Ending, float] = {"breath": 0.04, "clause": 0.18, "sentence": 0.42, "paragraph": 0.7}


def active_level_db(samples: Samples, sample_rate: int) -> float:
    """Return the mean level of the frames that carry speech, in dB of full scale; -inf for silence."""
    energy = _frame_energy(samples, sample_rate)
    if not energy.size or energy.max() <= 0:
        return float("-inf")
    active = energy[energy > energy.max() * 10 ** (-_SILENT_DB / 10)]
    return float(10 * np.log10(active.mean()))


def trimmed(speech: Speech, sample_rate: int) -> Speech:
    """Return the speech with little silence before and behind it, word starts moved along."""
    energy = _frame_energy(speech.samples, sample_rate)
    if not energy.size or energy.max() <= 0:
        return speech
    frame = int(_FRAME_SECONDS * sample_rate)
    loud = np.flatnonzero(energy > energy.max() * 10 ** (-_SILENT_DB / 10))
    first = max(0, int(loud[0]) * frame - int(_LEAD_SECONDS * sample_rate))
    last = min(len(speech.samples), (int(loud[-1]) + 1) * frame + int(_TAIL_SECONDS * sample_rate))
    samples = speech.samples[first:last].copy()
    fade = min(len(samples), int(0.008 * sample_rate))
    ramp = np.linspace(0, 1, fade, dtype=np.float32)
    samples[:fade] *= ramp
    samples[len(samples) - fade :] *= ramp[::-1]
    latest = len(samples) / sample_rate
    starts = tuple(min(latest, max(0.0, start - first / sample_rate)) for start in speech.word_starts)
    return Speech(samples, starts)


def levelled(samples: Samples, gain_db: float) -> Samples:
    """Return the samples with a gain, peaks bent softly below full scale."""
    louder = samples * np.float32(10 ** (gain_db / 20))
    size = np.abs(louder)
    room = _CEILING - _KNEE
    bent = _KNEE + room * np.tanh((size - _KNEE) / room)
    return np.where(size > _KNEE, np.sign(louder) * bent, louder).astype(np.float32)


def to_pcm(samples: Samples) -> bytes:
    """Return signed 16-bit little-endian samples."""
    return np.round(np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()


def silence(ending: Ending, rate: float, sample_rate: int) -> bytes:
    """Return the pause behind a phrase; a faster voice pauses less."""
    return bytes(2 * round(PAUSES[ending] / rate * sample_rate))


def gain_for(examples: Sequence[Samples], sample_rate: int) -> float:
    """Return the gain in dB that brings a voice to the common level, from examples of its speech."""
    levels = [level for each in examples if np.isfinite(level := active_level_db(each, sample_rate))]
    return TARGET_DB - float(np.mean(levels)) if levels else 0.0


def _frame_energy(samples: Samples, sample_rate: int) -> Samples:
    frame = int(_FRAME_SECONDS * sample_rate)
    frames = samples[: len(samples) // frame * frame].reshape(-1, frame)
    energy: Samples = np.square(frames, dtype=np.float64).mean(axis=1)
    return energy
