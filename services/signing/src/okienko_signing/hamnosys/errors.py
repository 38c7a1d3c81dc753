"""What can be wrong with a transcription."""


class HamnosysError(Exception):
    """A transcription that cannot be read; says where, what stands there and what was expected."""

    def __init__(self, position: int, found: str, expected: str) -> None:
        super().__init__(f"Symbol {position}: '{found}' stands here; {expected} was expected.")
        self.position = position
        """Of the symbol, counted from 1."""
        self.found = found
        self.expected = expected
