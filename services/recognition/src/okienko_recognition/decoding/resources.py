"""The lexicon and the measured confusions that come with the service."""

from pathlib import Path

from okienko_recognition.decoding.channel import Channel
from okienko_recognition.decoding.lexicon import Lexicon
from okienko_recognition.decoding.transcript import Decoder

DATA = Path(__file__).parent / "data"


def load_decoder() -> Decoder:
    """Load both; about 70 ms, once for the process.

    Raises:
        OSError: A file is missing from the package.
    """
    lexicon = Lexicon.load(DATA / "words.npz")
    # Computed now rather than in somebody's first word.
    assert len(lexicon.outlook) == len(lexicon.first) - 1
    return Decoder(lexicon, Channel.load(DATA / "confusions.json"))
