"""A program of its own that speaks with eSpeak NG (GPL-3.0-or-later); the service talks to it through pipes.

Kept apart so that the service itself never loads the library. It imports nothing of Okienko.

One JSON object a line on standard input:

    {"voice": "pl", "words_per_minute": 175, "text": "dzień dobry"}     sound
    {"voice": "pl", "phonemes": "dzień dobry"}                          sounds in IPA

One JSON object a line on standard output; `samples` is followed by that many signed 16-bit little-endian samples:

    {"samples": 31212, "sample_rate": 22050, "words": [[0, 0], [6, 410]]}   [character of the text, milliseconds]
    {"ipa": "dʑˈɛɲ dˈɔbrɨ"}
    {"error": "…"}
"""

import ctypes
import json
import sys
from typing import Any

import espeakng_loader

_RETRIEVAL, _CHARACTERS, _UTF8, _IPA, _RATE = 1, 1, 1, 2, 1
_END_OF_EVENTS, _WORD = 0, 1


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class Espeak:
    """The library, loaded once, with one voice at a time."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        self.sample_rate = self._library.espeak_Initialize(_RETRIEVAL, 0, data, 0)
        if self.sample_rate <= 0:
            raise OSError("eSpeak NG found none of its data.")
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self._callback = _Callback(self._take)
        self._library.espeak_SetSynthCallback(self._callback)
        self._voice = ""
        self._sound = bytearray()
        self._words: list[list[int]] = []

    def _take(self, samples: Any, count: int, events: Any) -> int:
        if samples and count:
            self._sound += ctypes.string_at(samples, 2 * count)
        at = 0
        while events[at].type != _END_OF_EVENTS:
            if events[at].type == _WORD:
                self._words.append([events[at].text_position - 1, events[at].audio_position])
            at += 1
        return 0

    def choose(self, voice: str) -> None:
        """Switch to a voice by its eSpeak name."""
        if voice != self._voice:
            if self._library.espeak_SetVoiceByName(voice.encode()):
                raise ValueError(f"eSpeak NG has no voice {voice}.")
            self._voice = voice

    def speak(self, text: str, words_per_minute: int) -> tuple[bytes, list[list[int]]]:
        """Return 16-bit samples and, for each word, its first character and its moment in milliseconds."""
        self._sound.clear()
        self._words.clear()
        self._library.espeak_SetParameter(_RATE, words_per_minute, 0)
        content = text.encode() + b"\0"
        self._library.espeak_Synth(content, len(content), 0, _CHARACTERS, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        return bytes(self._sound), list(self._words)

    def phonemes(self, text: str) -> str:
        """Return the sounds of a text in IPA, clauses joined by a space."""
        content = ctypes.create_string_buffer(text.encode() + b"\0")
        pointer = ctypes.c_void_p(ctypes.addressof(content))
        clauses = []
        while pointer.value:
            clauses.append(self._library.espeak_TextToPhonemes(ctypes.byref(pointer), _UTF8, _IPA).decode())
        return " ".join(clause for clause in clauses if clause)


def main() -> None:
    """Answer requests until standard input ends."""
    espeak = Espeak()
    out = sys.stdout.buffer
    for line in sys.stdin.buffer:
        sound = b""
        try:
            request = json.loads(line)
            espeak.choose(request["voice"])
            if "phonemes" in request:
                answer: dict[str, Any] = {"ipa": espeak.phonemes(request["phonemes"])}
            else:
                sound, words = espeak.speak(request["text"], request["words_per_minute"])
                answer = {"samples": len(sound) // 2, "sample_rate": espeak.sample_rate, "words": words}
        except (ValueError, KeyError) as error:
            answer = {"error": str(error)}
        out.write(json.dumps(answer).encode() + b"\n" + sound)
        out.flush()


if __name__ == "__main__":
    main()
