"""Finds the voices that this machine has and says which it lacks."""

import importlib.util
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from okienko_speech.engines.engine import Engine, EngineError
from okienko_speech.engines.espeak import Espeak, EspeakProcess
from okienko_speech.voices import VoiceBook, preferred

# Best understood first (README, "Voices"); the first is nobody's voice but the average of five, and has learnt Polish sounds.
KOKORO_VOICES = {
    "pl-okienko": ("ef_dora.bin", "em_alex.bin", "if_sara.bin", "im_nicola.bin", "pm_alex.bin"),
    "pl-alex": ("em_alex.bin",),
    "pl-sara": ("if_sara.bin",),
}
DEFAULT, LEARNT = "pl-okienko", "pl-okienko.npz"
ASSEMBLE = ".venv/bin/python models/voices/assemble.py --output .local/models"


def install(folder: Path, threads: int, names: Sequence[str] = ()) -> VoiceBook:
    """Load every voice that is there.

    Voices that are dropped into the folder come first, then Kokoro and hibari, then eSpeak NG.

    Args:
        folder: Where voices lie; it may be missing.
        threads: Threads for one phrase of a slow voice.
        names: Voices that come before all others of their language.
    """
    engines: list[Engine] = []
    advice: list[str] = []

    def take(load: Callable[[], Sequence[Engine]], otherwise: str = "") -> None:
        try:
            engines.extend(load())
        except EngineError as error:
            advice.append(f"{error} {otherwise}".strip())

    espeak = EspeakProcess()
    for model in sorted({*folder.glob("*.onnx"), *folder.glob("piper/*.onnx")}):
        take(partial(_piper, model, espeak, threads))
    for place in sorted(path for path in folder.glob("coqui/*") if path.is_dir()):
        take(partial(_coqui, place))
    take(lambda: _kokoro(folder / "kokoro", threads, advice))
    take(_hibari)
    if importlib.util.find_spec("espeakng_loader"):
        engines += [Espeak(espeak, "pl", "pl"), Espeak(espeak, "en", "en")]
    else:
        advice.append(
            "eSpeak NG is missing, so nothing speaks at once when many ask. Install it: uv sync --all-packages."
        )
    return VoiceBook(preferred(engines, names), tuple(advice))


def _kokoro(folder: Path, threads: int, advice: list[str]) -> list[Engine]:
    from okienko_speech.engines.kokoro import MODEL_FILE, Kokoro, KokoroModel
    from okienko_speech.engines.learnt_sounds import read_learnt

    if not (folder / MODEL_FILE).is_file():
        raise EngineError(
            f"The natural Polish voice is not installed, so Polish is read by a mechanical one. Run: {ASSEMBLE}"
        )
    learnt = None
    try:
        learnt = read_learnt(folder / LEARNT)
    except EngineError as error:
        # An installation from before the voice had learnt; it speaks as it did.
        advice.append(str(error))
    model = KokoroModel(folder / MODEL_FILE, threads, learnt)
    voices: list[Engine] = []
    for name, styles in KOKORO_VOICES.items():
        try:
            paths = [folder / style for style in styles]
            voices.append(Kokoro(model, paths, name, learnt if name == DEFAULT else None))
        except EngineError as error:
            # An installation from before a voice was added lacks its files; the others still speak.
            advice.append(f"The voice {name} is left out. {error}")
    return voices


def _hibari() -> list[Engine]:
    if not importlib.util.find_spec("hibari"):
        raise EngineError(
            "The natural English voice is not installed, so English is read by a mechanical one. Run: uv sync --all-packages"
        )
    from okienko_speech.engines.hibari import Hibari

    return [Hibari()]


def _piper(model: Path, espeak: EspeakProcess, threads: int) -> list[Engine]:
    from okienko_speech.engines.piper import Piper

    return [Piper(model, espeak, threads)]


def _coqui(folder: Path) -> list[Engine]:
    from okienko_speech.engines.coqui import Coqui

    return [Coqui(folder)]
