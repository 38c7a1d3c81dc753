"""The glossary: terms that a translation must use, how they inflect, and the files they come in."""
