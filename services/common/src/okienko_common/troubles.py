"""What goes wrong in a loop that must go on."""

from okienko_common.logs import get_logger

log = get_logger(__name__)


class Troubles:
    """Logs each kind of error once, until it goes well again; never its message, which may hold an address or a password."""

    def __init__(self, what: str, **where: str) -> None:
        """Log `what` and the facts `where` with each kind."""
        self._what = what
        self._where = where
        self._told: set[str] = set()

    def tell(self, error: Exception) -> None:
        """Log an error's kind if it is new."""
        kind = type(error).__name__
        if kind not in self._told:
            self._told.add(kind)
            log.error(self._what, error=kind, **self._where)

    def over(self) -> None:
        """Note that it goes well: what comes from now on is new."""
        self._told.clear()
