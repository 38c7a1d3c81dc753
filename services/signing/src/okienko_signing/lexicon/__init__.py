"""The sign lexicon: a phonological model of signs, and the reader of its YAML notation."""
