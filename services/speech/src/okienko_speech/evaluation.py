"""`python -m okienko_speech.evaluation`: how right texts are read and how well the voices are understood.

    --sentences s.tsv        language<TAB>text a line
    --normalisation n.tsv    written<TAB>spoken a line; "|" between readings that are equally right; English where the
                             name ends in .en.tsv

Prints tables and writes `reports/speech.json`. Without `--normalisation` all tables of the service are read. Beside our
reading stands eSpeak NG's own: it is right where the written text has the sounds of the spoken one.
"""

import argparse
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from okienko_common.reports import print_table, write_report

from okienko_speech import levels
from okienko_speech.engines.engine import Engine, EngineError, Samples
from okienko_speech.engines.espeak import EspeakProcess
from okienko_speech.engines.judge import Judge
from okienko_speech.installed import install
from okienko_speech.measures import alternatives, error_rate, polish_sounds, reading, readings_of, spoken_form
from okienko_speech.reading import SpokenPhrase, phrases_of, speak_phrase, trial_gain
from okienko_speech.settings import SpeechSettings
from okienko_speech.voices import LANGUAGES, UnknownVoiceError, VoiceBook

_DATA = Path(__file__).resolve().parents[2] / "evaluation"
_GROUPS = {"pl": "cer_pl", "pl numbers": "cer_pl_numbers", "en": "cer_en"}


@dataclass(frozen=True)
class Heard:
    """One sentence, spoken and listened to.

    Attributes:
        group: "pl", "pl numbers" or "en".
        meant: What was to be said, in words.
        heard: What the listener wrote, in words.
        seconds: Length of the sound.
        cpu_seconds: Processor time of the voice.
        first_seconds: Time until the first phrase was there.
        peak: Largest sample, 1 is full scale.
    """

    group: str
    meant: str
    heard: str
    seconds: float
    cpu_seconds: float
    first_seconds: float
    peak: float


def rows_of(path: Path) -> list[tuple[str, str]]:
    """Read a file of two columns.

    Raises:
        ValueError: A line has no tabulator; its number is in the message.
    """
    rows = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if line.strip():
            first, tabulator, second = line.partition("\t")
            if not tabulator:
                raise ValueError(f"{path}, line {number}: two columns with a tabulator between them are expected.")
            rows.append((first.strip(), second.strip()))
    return rows


def language_of(table: Path) -> str:
    """Return the language of a table of readings: "en" where its name ends in .en.tsv, else "pl"."""
    return "en" if table.name.endswith(".en.tsv") else "pl"


def normalisation_exact(path: Path, *, is_shown: bool) -> float:
    """Return the share of pairs that are read exactly right, 0 to 1; the wrong ones are printed on wish."""
    pairs, language = rows_of(path), language_of(path)
    wrong = [each for each in pairs if reading(each[0], language) not in readings_of(each[1], language)]
    if is_shown:
        for written, spoken in wrong:
            print(f"  {written}\n    read:  {reading(written, language)}\n    right: {spoken}")
    return 1 - len(wrong) / len(pairs) if pairs else 0.0


def plain_exact(path: Path, espeak: EspeakProcess) -> float:
    """Return the share of pairs that eSpeak NG alone reads right, 0 to 1: sounds compared, without stress and pauses."""
    pairs, language = rows_of(path), language_of(path)

    def sounds(text: str) -> str:
        return re.sub(r"[ˈˌ\s_:-]", "", espeak.phonemes(language, text))

    right = sum(sounds(written) in {sounds(each) for each in alternatives(spoken)} for written, spoken in pairs)
    return right / len(pairs) if pairs else 0.0


def listen_to(engine: Engine, gain_db: float, text: str, judge: Judge) -> Heard:
    """Speak a sentence as the service would and let the judge write down what it hears."""
    language = engine.voice.language
    rate = engine.voice.sample_rate
    started, used = time.perf_counter(), time.process_time()
    sound, first = bytearray(), 0.0

    def take(part: SpokenPhrase) -> None:
        nonlocal first
        first = first or time.perf_counter() - started
        sound.extend(part.pcm)

    for phrase in phrases_of(text, language):
        take(speak_phrase(engine, phrase, 1.0, gain_db, 0.0, None if sound else take))
    used = time.process_time() - used
    samples: Samples = np.frombuffer(bytes(sound), "<i2").astype(np.float32) / np.float32(32768)
    written = judge.listen(samples, rate, language)
    group = "pl numbers" if language == "pl" and any(character.isdigit() for character in text) else language
    peak = float(np.abs(samples).max(initial=0.0))
    return Heard(
        group, spoken_form(text, language), spoken_form(written, language), len(samples) / rate, used, first, peak
    )


def measure(book: VoiceBook, rows: Sequence[tuple[str, str]], names: Sequence[str], judge: Judge) -> list[Heard]:
    """Speak every sentence in the default or the named voice of its language."""
    heard = []
    for language in LANGUAGES:
        named = [engine for engine in book.speaking(language) if engine.voice.name in names]
        engine = named[0] if named else book.default(language)
        gain = trial_gain(engine)
        print(
            f"{language}: {engine.voice.name}, {levels.TARGET_LUFS - gain:.1f} LUFS before, {levels.TARGET_LUFS} after"
        )
        heard += [listen_to(engine, gain, text, judge) for tag, text in rows if tag == language]
    return heard


def report(heard: Sequence[Heard]) -> dict[str, float]:
    """Print one line a group and return the metrics."""
    metrics, lines = {}, []
    for group, metric in _GROUPS.items():
        members = [each for each in heard if each.group == group]
        if not members:
            continue
        seconds = sum(each.seconds for each in members)
        metrics[metric] = error_rate([(each.meant, each.heard) for each in members])
        pace = sum(each.cpu_seconds for each in members) / seconds
        first = float(np.median([each.first_seconds for each in members]))
        metrics[f"cpu_per_second_{group.replace(' ', '_')}"] = pace
        metrics[f"first_sound_seconds_{group.replace(' ', '_')}"] = first
        peak = max(each.peak for each in members)
        lines.append(
            [group, len(members), f"{100 * metrics[metric]:.1f} %", f"{pace:.2f}", f"{first:.2f} s", f"{peak:.2f}"]
        )
    polish = [each for each in heard if each.group.startswith("pl")]
    metrics["cer_pl_all"] = error_rate([(each.meant, each.heard) for each in polish])
    lines.append(["pl all", len(polish), f"{100 * metrics['cer_pl_all']:.1f} %", "", "", ""])
    for name, members in (("pl", [each for each in polish if each.group == "pl"]), ("pl_all", polish)):
        sounds = [(polish_sounds(each.meant), polish_sounds(each.heard)) for each in members]
        metrics[f"sound_errors_{name}"] = error_rate(sounds)
        share = f"{100 * metrics[f'sound_errors_{name}']:.1f} %"
        lines.append([f"{name.replace('_', ' ')}, sounds", len(members), share, "", "", ""])
    print_table(["sentences", "number", "character errors", "CPU s per s", "first sound", "peak"], lines)
    return metrics


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m okienko_speech.evaluation", description=__doc__)
    parser.add_argument("--sentences", type=Path, default=_DATA / "sentences.tsv")
    parser.add_argument("--normalisation", type=Path, action="append")
    parser.add_argument("--voice", action="append", default=[], help="a voice instead of its language's default")
    parser.add_argument("--without-voices", action="store_true", help="only compare readings, speak nothing")
    parser.add_argument("--details", action="store_true", help="print every reading that is wrong")
    chosen = parser.parse_args(arguments)
    paths = chosen.normalisation or sorted(_DATA.glob("normalisation.*.tsv"))
    espeak = EspeakProcess()
    try:
        rows: list[list[object]] = []
        shares: dict[str, list[tuple[float, int]]] = {"pl": [], "en": []}
        metrics: dict[str, float] = {}
        for path in paths:
            exact, size = normalisation_exact(path, is_shown=chosen.details), len(rows_of(path))
            alone = plain_exact(path, espeak)
            shares[language_of(path)].append((exact, size))
            rows.append([path.name, size, f"{100 * exact:.1f} %", f"{100 * alone:.1f} %"])
            metrics[f"normalisation_plain_{path.stem.removeprefix('normalisation.').replace('.', '_')}"] = alone
        for metric, language in (("normalisation_exact", "pl"), ("normalisation_exact_en", "en")):
            if shares[language]:
                metrics[metric] = float(
                    np.average([share for share, _ in shares[language]], weights=[size for _, size in shares[language]])
                )
        print_table(["pairs", "number", "read exactly right", "by eSpeak NG alone"], rows)
        if not chosen.without_voices:
            settings = SpeechSettings()
            judge = Judge(Path(".local/evaluation/whisper-base"))
            book = install(settings.voices, settings.threads, settings.preferred_voices)
            heard = measure(book, rows_of(chosen.sentences), chosen.voice, judge)
            metrics |= report(heard)
            if chosen.details:
                for each in heard:
                    if each.meant != each.heard:
                        print(f"  meant: {each.meant}\n  heard: {each.heard}")
    except (OSError, ValueError, EngineError, UnknownVoiceError) as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        espeak.close()
    print(write_report("speech", metrics))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
