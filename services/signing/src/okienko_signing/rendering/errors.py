"""What can go wrong with a film."""


class FilmError(Exception):
    """A file that cannot be written or read; the message says why and what to do."""
