from functools import cache
from pathlib import Path

import pytest
from okienko_signing.lexicon.loader import load_lexicon
from okienko_signing.lexicon.model import Lexicon

LEXICON = Path(__file__).resolve().parents[3] / "models/lexicon"


@cache
def shipped_lexicon() -> Lexicon:
    return load_lexicon(LEXICON)


@pytest.fixture
def lexicon() -> Lexicon:
    return shipped_lexicon()
