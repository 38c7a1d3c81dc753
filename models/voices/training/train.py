"""Learn the sounds of `pl-okienko`: change Kokoro's symbols and style a little, until the listener is less surprised.

    python models/voices/training/train.py --voices .local/models/voices/kokoro --listener .local/evaluation/whisper-base \
        --content services/faq/content --judged services/speech/evaluation --output models/voices/weights/pl-okienko.npz

What is learnt are one vector that is added to every style of the average voice, and the table rows of the symbols that
Polish uses in the table that the sound is made from. Each may move only so far from where it began. Noise, pace, loudness, tone and gaps vary, so that nothing is
learnt that serves only this listener; durations and the mean spectrum are held near those of the beginning.
"""

import argparse
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from listener import RATE, Listener
from network import Network
from okienko_speech.engines.kokoro import MODEL_FILE, SYMBOLS
from okienko_speech.installed import DEFAULT, KOKORO_VOICES
from sentences import practice
from torch import Tensor
from torch.nn import functional as fn

_RATE = 24_000
_PACE = 0.9  # as the service speaks
_LEVEL = 0.1  # -20 dB, as the service levels
_LEAD, _TAIL = round(0.3 * _RATE), round(0.72 * _RATE)
_PRACTICE, _CHECK = 500, 40


@dataclass
class Change:
    """What is learnt.

    Attributes:
        style: 256 numbers.
        text: One row of 512 for each symbol, added to its row of the table that the sound is made from.
    """

    style: Tensor
    text: Tensor


def resampled(sound: Tensor, rate: float) -> Tensor:
    """Bring to the listener's rate through the spectrum, as the evaluation does."""
    length = int(len(sound) * RATE / rate)
    spectrum = torch.fft.rfft(sound)
    bins = length // 2 + 1
    spectrum = spectrum[:bins] if bins <= len(spectrum) else fn.pad(spectrum, (0, bins - len(spectrum)))
    return torch.fft.irfft(spectrum, length) * (length / len(sound))


def levelled(sound: Tensor) -> Tensor:
    """Bring to the service's level; no gradient passes through the gain."""
    energy = sound.detach()[: len(sound) // 480 * 480].reshape(-1, 480).square().mean(1)
    active = energy[energy > energy.max() * 10**-3.5].mean()
    return sound * (_LEVEL / active.clamp(min=1e-12).sqrt())


class Practice:
    """Speaks, listens and tells how good it was."""

    def __init__(self, network: Network, listener: Listener, styles: Tensor, symbols: list[int], seed: int) -> None:
        self._network, self._listener, self._styles = network, listener, styles
        self._symbols = torch.tensor(symbols, device=styles.device)
        self._random = np.random.default_rng(seed)
        self.still = Change(
            torch.zeros(256, device=styles.device), torch.zeros(len(symbols), 512, device=styles.device)
        )
        self._before: dict[str, tuple[Tensor, Tensor, Tensor]] = {}

    def speak(self, numbers: list[int], change: Change) -> tuple[Tensor, Tensor]:
        """Return sound and frames."""
        style = self._styles[min(len(numbers), len(self._styles) - 1)] + change.style
        text = self._network.text_rows.index_add(0, self._symbols, change.text)
        return self._network(numbers, style, _PACE, text, self._network.bert_rows)

    def check(self, sentences: list[tuple[str, list[int]]], change: Change) -> float:
        """Return the listener's surprise in nats a letter."""
        with torch.no_grad():
            heard = [self._heard(self.speak(numbers, change)[0], varied=False) for _, numbers in sentences]
            nats = sum(
                float(self._listener.surprise(mel, self._listener.tokens(text)))
                for (text, _), mel in zip(sentences, heard, strict=True)
            )
        return nats / sum(len(text) for text, _ in sentences)

    def loss(self, text: str, numbers: list[int], change: Change) -> Tensor:
        """Return surprise a token, and what keeps pace and tone where they were."""
        if text not in self._before:
            with torch.no_grad():
                sound, frames = self.speak(numbers, self.still)
                self._before[text] = (frames, *self._tone(sound))
        frames_before, mean_before, spread_before = self._before[text]
        sound, frames = self.speak(numbers, change)
        tokens = self._listener.tokens(text)
        surprise = self._listener.surprise(self._heard(sound, varied=True), tokens) / len(tokens)
        pace = torch.log(frames[1:-1] / frames_before[1:-1]).square().mean()
        pace = pace + 4 * torch.log(frames.sum() / frames_before.sum()).square()
        mean, spread = self._tone(sound)
        tone = (mean - mean_before).abs().mean() + (spread - spread_before).abs().mean()
        return surprise + 3 * pace + 2 * tone

    def _tone(self, sound: Tensor) -> tuple[Tensor, Tensor]:
        """Return mean and spread of each band where there is speech."""
        mel = self._listener.mel(resampled(levelled(sound), _RATE))
        level = mel.detach().mean(0)
        mel = mel[:, level > level.max() - 0.6]
        return mel.mean(1), mel.std(1)

    def _heard(self, sound: Tensor, *, varied: bool) -> Tensor:
        draw = self._random.uniform
        padded = fn.pad(levelled(sound), (_LEAD, _TAIL))
        if not varied:
            return self._listener.mel(resampled(padded, _RATE))
        x = resampled(padded, _RATE * draw(0.93, 1.07)) * 10 ** (draw(-8, 4) / 20)
        if draw() < 0.7:
            x = x + self._noise(len(x)) * (_LEVEL * 10 ** (-draw(12, 40) / 20))
        mel = self._listener.mel(x)
        mel = mel + torch.linspace(-1, 1, len(mel), device=mel.device)[:, None] * draw(-0.08, 0.08)
        for _ in range(2):
            start, width = int(draw(0, mel.shape[1] - 8)), int(draw(0, 8))
            mel = mel.index_fill(1, torch.arange(start, start + width, device=mel.device), float(mel.detach().min()))
        start, width = int(draw(0, 73)), int(draw(0, 7))
        return mel.index_fill(0, torch.arange(start, start + width, device=mel.device), float(mel.detach().mean()))

    def _noise(self, length: int) -> Tensor:
        """White or pink."""
        noise = torch.randn(length, device=self._styles.device)
        if self._random.uniform() < 0.5:
            spectrum = torch.fft.rfft(noise)
            slope = torch.arange(len(spectrum), device=noise.device).clamp(min=1).sqrt()
            noise = torch.fft.irfft(spectrum / slope, length)
            noise = noise / noise.std()
        return noise


def bounded(change: Change, sound: float, melody: float, row: float) -> None:
    """Bring back into reach what has gone too far: either half of the style, and each row."""
    with torch.no_grad():
        for half, bound in zip(change.style.chunk(2), (sound, melody), strict=True):
            half.mul_((bound / half.norm().clamp(min=1e-9)).clamp(max=1))
        change.text.mul_((row / change.text.norm(dim=1, keepdim=True).clamp(min=1e-9)).clamp(max=1))


def learn(
    speaker: Practice, sentences: list[tuple[str, list[int]]], change: Change, bounds: tuple[float, float, float],
    steps: int, batch: int, seed: int,
) -> Change:  # fmt: skip
    """Follow the gradient and return the mean of the last two fifths of the way."""
    parts = [change.style.requires_grad_(), change.text.requires_grad_()]
    rates = [max(bounds[:2]) / math.sqrt(128) / 10, bounds[2] / math.sqrt(512) / 10]
    groups = [{"params": [part], "lr": rate} for part, rate in zip(parts, rates, strict=True)]
    optimizer = torch.optim.Adam(groups, betas=(0.8, 0.98))
    random = np.random.default_rng(seed)
    mean: list[Tensor] = []
    for step in range(steps):
        losses = []
        for at in random.choice(len(sentences), batch, replace=False):
            loss = speaker.loss(*sentences[at], change)
            (loss / batch).backward()
            losses.append(float(loss.detach()))
        slower = 0.2 + 0.8 * min(1, step / 5) * 0.5 * (1 + math.cos(math.pi * step / steps))
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * slower
        optimizer.step()
        optimizer.zero_grad()
        bounded(change, *bounds)
        count = step - int(0.6 * steps)
        if count >= 0:
            now = [part.detach().clone() for part in parts]
            mean = [old + (new - old) / (count + 1) for old, new in zip(mean or now, now, strict=True)]
        if step % 10 == 0:
            print(f"step {step}: loss {np.mean(losses):.3f}", flush=True)
    return Change(*mean)


def write(path: Path, network: Network, change: Change, symbols: list[int]) -> None:
    """Write the file that the service reads: learnt rows stand at numbers that no Polish symbol has."""
    (text, step), (bert, _) = network.quantised.values()
    free = [number for number in range(len(text)) if number not in {*SYMBOLS.values(), *symbols}][-len(symbols) :]
    learnt, unlearnt = text.copy(), bert.copy()
    rows = text[symbols] + change.text.cpu().numpy() / step
    learnt[free] = np.clip(np.round(rows), -128, 127).astype(np.int8)
    unlearnt[free] = bert[symbols]
    numbers = np.array(list(zip(symbols, free, strict=True)), np.int64)
    np.savez_compressed(path, style=change.style.cpu().numpy(), text=learnt, bert=unlearnt, numbers=numbers)


def main() -> None:
    """Read the arguments, learn, and write what was learnt."""
    parser = argparse.ArgumentParser(description="Learn the sounds of pl-okienko.")
    for name in ("voices", "listener", "content", "judged", "output"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--steps", type=int, default=115)
    parser.add_argument("--batch", type=int, default=6)
    parser.add_argument(
        "--style-reach", type=float, default=1.5, help="against the distance of the voices from their mean"
    )
    parser.add_argument("--row-reach", type=float, default=0.6, help="against the usual length of a row")
    parser.add_argument("--seed", type=int, default=12)
    chosen = parser.parse_args()
    torch.manual_seed(chosen.seed)
    network = Network(chosen.voices / MODEL_FILE, chosen.device)
    voices = np.stack(
        [np.fromfile(chosen.voices / name, np.float32).reshape(-1, 256) for name in KOKORO_VOICES[DEFAULT]]
    )
    apart = np.sqrt(np.square(voices - voices.mean(0)).reshape(*voices.shape[:2], 2, 128).sum(-1).mean((0, 1)))
    sentences = practice(chosen.content, chosen.judged)
    np.random.default_rng(7).shuffle(sentences)
    symbols = sorted({0, *(number for _, numbers in sentences for number in numbers)})
    styles = torch.from_numpy(voices.mean(0)).to(chosen.device)
    speaker = Practice(network, Listener(chosen.listener, chosen.device), styles, symbols, chosen.seed)
    zeros = (torch.zeros(shape, device=chosen.device) for shape in ((256,), (len(symbols), 512)))
    row = float(network.text_rows[symbols].norm(dim=1).median()) * chosen.row_reach
    bounds = (float(apart[0]) * chosen.style_reach, float(apart[1]) * chosen.style_reach, row)
    kept, rest = sentences[:_CHECK], sentences[_CHECK : _CHECK + _PRACTICE]
    change = learn(speaker, rest, Change(*zeros), bounds, chosen.steps, chosen.batch, chosen.seed)
    print(
        f"surprise a letter: {speaker.check(kept, speaker.still):.4f} before, {speaker.check(kept, change):.4f} after"
    )
    write(chosen.output, network, change, symbols)


if __name__ == "__main__":
    main()
