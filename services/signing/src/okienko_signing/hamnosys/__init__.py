"""Reads HamNoSys 4 and says it in the phonological model: symbols, grammar, handshapes, translation, files."""
