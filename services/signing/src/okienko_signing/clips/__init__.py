"""Recorded signs: landmarks of a person's signing, turned into motion of the engine's body."""
