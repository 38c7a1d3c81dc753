"""The Coqui adapter with a stand-in for the package, which is too big to be installed here: what it asks of it, and what it does
with what comes back. The stand-in has the names and arguments of `TTS.utils.synthesizer.Synthesizer` 0.28.0.
"""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from okienko_speech.engines.coqui import Coqui, open_synthesizer
from okienko_speech.engines.engine import EngineError
from okienko_speech.installed import install
from okienko_speech.reading import phrases_of, trial_gain

RATE = 22_050
WORDS = phrases_of("Dzień dobry państwu.", "pl")[0].words


class StandIn:
    """Half a second of tone a word between two silences; a VITS model has `length_scale`, others have not."""

    output_sample_rate = RATE

    def __init__(self, *, has_pace: bool) -> None:
        self.tts_model = SimpleNamespace(length_scale=1.0) if has_pace else SimpleNamespace()
        self.texts: list[str] = []

    def tts(self, text: str, *, split_sentences: bool) -> Sequence[float]:
        assert not split_sentences
        self.texts.append(text)
        seconds = 0.5 * len(text.split()) * getattr(self.tts_model, "length_scale", 1.0)
        tone = 0.3 * np.sin(2 * np.pi * 220 * np.arange(round(seconds * RATE)) / RATE)
        quiet = np.zeros(round(0.2 * RATE))
        return [float(each) for each in np.concatenate([quiet, tone, quiet])]


def folder_of(tmp_path: Path, name: str = "pl-vits", config: str = "{}") -> Path:
    folder = tmp_path / "coqui" / name
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(config, "utf-8")
    (folder / "model.pth").write_bytes(b"weights")
    return folder


@pytest.mark.parametrize("has_pace", [True, False])
def test_keeps_the_contract_of_an_engine(tmp_path: Path, *, has_pace: bool) -> None:
    stand_in = StandIn(has_pace=has_pace)
    engine = Coqui(folder_of(tmp_path), lambda _checkpoint, _config: stand_in)
    speech = engine.speak(WORDS, 1.0)
    assert stand_in.texts == ["dzień dobry państwu."]
    assert speech.samples.dtype == np.float32
    assert speech.samples.ndim == 1
    assert len(speech.word_starts) == len(WORDS)
    assert 0.2 <= speech.word_starts[0] < speech.word_starts[1] < speech.word_starts[2] < 1.7
    assert (engine.voice.name, engine.voice.language, engine.voice.sample_rate) == ("pl-vits", "pl", RATE)
    assert "licence" in engine.voice.attribution
    assert np.isfinite(trial_gain(engine))


@pytest.mark.parametrize("has_pace", [True, False])
def test_speaks_faster_and_slower_at_the_same_pitch(tmp_path: Path, *, has_pace: bool) -> None:
    engine = Coqui(folder_of(tmp_path), lambda _checkpoint, _config: StandIn(has_pace=has_pace))
    own = engine.speak(WORDS, 1.0)
    for rate in (0.5, 1.5, 2.0):
        speech = engine.speak(WORDS, rate)
        loud = np.flatnonzero(np.abs(speech.samples) > 0.01)
        assert (loud[-1] - loud[0]) / RATE == pytest.approx(1.5 / rate, rel=0.05)
        middle = speech.samples[len(speech.samples) // 2 - 4000 : len(speech.samples) // 2 + 4000]
        assert np.argmax(np.abs(np.fft.rfft(middle * np.hanning(8000)))) * RATE / 8000 == pytest.approx(220, abs=4)
        assert speech.word_starts[-1] == pytest.approx(own.word_starts[-1] / rate, abs=0.25)


def test_language_comes_from_the_name_or_the_configuration(tmp_path: Path) -> None:
    make = lambda _checkpoint, _config: StandIn(has_pace=True)  # noqa: E731 - a stand-in of one line
    assert Coqui(folder_of(tmp_path, "mai", '{"phoneme_language": "pl"}'), make).voice.language == "pl"
    assert Coqui(folder_of(tmp_path, "jenny", '{"datasets": [{"language": "en-us"}]}'), make).voice.language == "en"
    with pytest.raises(EngineError, match="begin with pl- or en-"):
        Coqui(folder_of(tmp_path, "thorsten", '{"phoneme_language": "de"}'), make)


def test_damaged_files_are_told_in_a_sentence(tmp_path: Path) -> None:
    def break_down(_checkpoint: Path, _config: Path) -> StandIn:
        raise RuntimeError("PytorchStreamReader failed reading zip archive")

    with pytest.raises(EngineError, match=r"pl-vits cannot be loaded .*Fetch its files again\."):
        Coqui(folder_of(tmp_path), break_down)
    with pytest.raises(EngineError, match="missing or damaged"):
        Coqui(folder_of(tmp_path, "pl-half", '{"phoneme_la'), break_down)
    (tmp_path / "coqui" / "pl-half" / "model.pth").unlink()
    with pytest.raises(EngineError, match=r"exactly one \.pth"):
        Coqui(tmp_path / "coqui" / "pl-half", break_down)


def test_without_the_package_the_advice_says_what_to_install_and_the_others_speak(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("okienko_speech.engines.coqui.importlib.util.find_spec", lambda _name: None)
    with pytest.raises(EngineError, match="uv pip install coqui-tts"):
        open_synthesizer(tmp_path / "pl-vits" / "model.pth", tmp_path / "config.json")


def test_voice_folder_is_found_and_a_broken_one_stops_nothing(tmp_path: Path) -> None:
    folder_of(tmp_path)
    book = install(tmp_path, 1)
    assert any("Coqui voice pl-vits" in sentence for sentence in book.advice)
    assert {engine.voice.language for engine in book.engines} == {"pl", "en"}
    for engine in book.engines:
        engine.close()
