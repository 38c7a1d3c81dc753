"""One contract, run by every engine that this machine has, and by the fake."""

from pathlib import Path

import numpy as np
import pytest
from okienko_speech.engines.engine import Engine, EngineError
from okienko_speech.engines.espeak import Espeak, EspeakProcess
from okienko_speech.engines.fake import FakeEngine
from okienko_speech.engines.hibari import Hibari
from okienko_speech.engines.kokoro import SYMBOLS, Kokoro, KokoroModel
from okienko_speech.engines.learnt_sounds import read_learnt
from okienko_speech.installed import LEARNT
from okienko_speech.reading import phrases_of

TEXTS = {"pl": "Dzień dobry.", "en": "Good morning."}


@pytest.fixture(scope="module")
def kokoro(kokoro_folder: Path) -> Kokoro:
    model = KokoroModel(kokoro_folder / "kokoro-v1.0.int8.onnx", 1)
    return Kokoro(model, [kokoro_folder / "if_sara.bin"], "pl-sara")


@pytest.fixture(params=["fake", "espeak-pl", "espeak-en", "hibari", "kokoro"])
def engine(request: pytest.FixtureRequest, espeak: EspeakProcess) -> Engine:
    match request.param:
        case "fake":
            return FakeEngine()
        case "espeak-pl":
            return Espeak(espeak, "pl", "pl")
        case "espeak-en":
            return Espeak(espeak, "en", "en")
        case "hibari":
            return Hibari()
        case _:
            found: Kokoro = request.getfixturevalue("kokoro")
            return found


def test_keeps_the_contract_of_an_engine(engine: Engine) -> None:
    words = phrases_of(TEXTS[engine.voice.language], engine.voice.language)[0].words
    speech = engine.speak(words, 1.0)
    seconds = len(speech.samples) / engine.voice.sample_rate
    assert speech.samples.dtype == np.float32
    assert speech.samples.ndim == 1
    assert 0.01 < np.abs(speech.samples).max() <= 1.5
    assert 0.15 < seconds < 6
    assert len(speech.word_starts) == len(words)
    assert 0 <= speech.word_starts[0] < speech.word_starts[1] < seconds
    assert engine.voice.attribution
    assert engine.fingerprint


def test_speaks_faster_when_told_to(engine: Engine) -> None:
    words = phrases_of(TEXTS[engine.voice.language], engine.voice.language)[0].words
    assert len(engine.speak(words, 1.6).samples) < 0.9 * len(engine.speak(words, 1.0).samples)


def test_says_the_same_text_at_the_same_pace(engine: Engine) -> None:
    words = phrases_of(TEXTS[engine.voice.language], engine.voice.language)[0].words
    first, second = engine.speak(words, 1.0), engine.speak(words, 1.0)
    # eSpeak NG keeps the phase of its oscillator between texts: 12 samples of 16,000.
    assert abs(len(first.samples) - len(second.samples)) < 0.01 * len(first.samples)
    assert np.allclose(first.word_starts, second.word_starts, atol=0.02)


def test_an_averaged_voice_names_all_it_is_made_of(kokoro: Kokoro, kokoro_folder: Path) -> None:
    styles = [kokoro_folder / "if_sara.bin", kokoro_folder / "em_alex.bin"]
    averaged = Kokoro(kokoro._model, styles, "pl-both")
    assert "average of the voices if_sara, em_alex" in averaged.voice.attribution
    assert averaged.fingerprint != kokoro.fingerprint
    halves = [np.fromfile(path, np.float32).reshape(510, 1, 256) for path in styles]
    assert np.allclose(averaged._style, (halves[0] + halves[1]) / 2)


def test_only_the_voice_that_has_learnt_sounds_otherwise(kokoro: Kokoro, kokoro_folder: Path) -> None:
    learnt = read_learnt(Path(__file__).resolve().parents[3] / "models" / "voices" / "weights" / LEARNT)
    model = KokoroModel(kokoro_folder / "kokoro-v1.0.int8.onnx", 1, learnt)
    styles = [kokoro_folder / "if_sara.bin"]
    words = phrases_of("Tak.", "pl")[0].words
    before, same, other = (
        each.speak(words, 1.0).samples
        for each in (kokoro, Kokoro(model, styles, "pl-sara"), Kokoro(model, styles, "pl-learnt", learnt))
    )
    assert np.array_equal(before, same)
    assert not np.array_equal(before[: len(other)], other[: len(before)])
    assert Kokoro(model, styles, "pl-learnt", learnt).fingerprint != kokoro.fingerprint


def test_learnt_rows_stand_where_no_polish_symbol_is() -> None:
    learnt = read_learnt(Path(__file__).resolve().parents[3] / "models" / "voices" / "weights" / LEARNT)
    assert not set(learnt.numbers.values()) & (set(SYMBOLS.values()) | set(learnt.numbers))
    assert len(set(learnt.numbers.values())) == len(learnt.numbers) > 40


def test_damaged_learnt_sounds_are_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / LEARNT).write_bytes(b"no archive")
    with pytest.raises(EngineError, match=r"missing or damaged\. Run models/voices/assemble\.py again"):
        read_learnt(tmp_path / LEARNT)


def test_a_phrase_begun_early_goes_on_where_its_first_part_ends(kokoro: Kokoro) -> None:
    words = phrases_of("Proszę czekać, potem zapłacić kartą.", "pl")[0].words
    whole, begun = kokoro.speak(words, 1.0), kokoro.begin(words, 1.0)
    assert begun.finish
    first, rest = begun.speech.samples, begun.finish()
    assert begun.speech.word_starts == whole.word_starts
    assert len(first) + len(rest) == len(whole.samples)
    assert 0.3 < len(first) / len(whole.samples) < 0.7
    joined = np.concatenate([first, rest])
    level = [np.sqrt(np.square(part).mean()) for part in (first, rest, whole.samples)]
    assert 0.7 < level[0] / level[1] < 1.6
    assert 0.75 < np.sqrt(np.square(joined).mean()) / level[2] < 1.35
    around = joined[len(first) - 480 : len(first) + 480]
    assert np.abs(around).max() < 0.5 * np.abs(joined).max(), "cut where it is quiet"
    assert np.abs(np.diff(around)).max() <= np.abs(np.diff(joined)).max()


def test_a_short_phrase_is_not_cut(kokoro: Kokoro) -> None:
    words = phrases_of("Tak.", "pl")[0].words
    begun = kokoro.begin(words, 1.0)
    assert begun.finish is None
    assert np.array_equal(begun.speech.samples, kokoro.speak(words, 1.0).samples)


def test_word_after_a_pause_is_marked_where_its_sound_begins(kokoro: Kokoro) -> None:
    """The comma makes the only silence inside the sentence, so the mark behind it can be checked against the sound."""
    words = phrases_of("Proszę czekać, potem zapłacić kartą.", "pl")[0].words
    speech = kokoro.speak(words, 1.0)
    frames = speech.samples[: len(speech.samples) // 600 * 600].reshape(-1, 600)
    level = np.sqrt(np.square(frames).mean(axis=1))
    around = range(round((speech.word_starts[2] - 0.3) / 0.025), round((speech.word_starts[2] + 0.3) / 0.025))
    quietest = min(around, key=lambda frame: level[frame])
    onset = next(frame for frame in range(quietest, quietest + 20) if level[frame] > 0.1) * 0.025
    assert abs(speech.word_starts[2] - onset) < 0.08


def test_espeak_is_never_loaded_into_the_service(espeak: EspeakProcess) -> None:
    words = phrases_of(TEXTS["pl"], "pl")[0].words
    Espeak(espeak, "pl", "pl").speak(words, 1.0)
    assert "espeak" not in Path("/proc/self/maps").read_text("utf-8")


def test_espeak_comes_back_after_it_was_killed() -> None:
    process = EspeakProcess()
    words = phrases_of(TEXTS["pl"], "pl")[0].words
    engine = Espeak(process, "pl", "pl")
    before = engine.speak(words, 1.0)
    assert process._process
    process._process.kill()
    process._process.wait()
    assert abs(len(engine.speak(words, 1.0).samples) - len(before.samples)) < 0.01 * len(before.samples)
    engine.close()


def test_unknown_espeak_voice_is_told_in_a_sentence(espeak: EspeakProcess) -> None:
    with pytest.raises(EngineError, match="has no voice klingonish"):
        espeak.speak("klingonish", "dzień dobry", 160)


def test_polish_names_in_english_are_not_spelt() -> None:
    words = phrases_of("Długa", "en")[0].words
    plain = phrases_of("Good morning", "en")[0].words
    hibari = Hibari()
    assert len(hibari.speak(words, 1.0).samples) < 1.6 * len(hibari.speak(plain, 1.0).samples)
