"""Signed versions of texts: human recordings where they exist, else signs composed from an authored lexicon."""
