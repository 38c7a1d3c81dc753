"""How much may be asked twice: a share of what is asked once, so that help for a few never becomes load for all."""


class Budget:
    """A bucket of tokens: every call puts in a share of one, every repetition takes a whole one.

    Args:
        share: repetitions a call, in the long run, 0 to 1.
        burst: repetitions at once; as many are there at the start.
    """

    def __init__(self, share: float, burst: int) -> None:
        self._share, self._burst = share, burst
        self._tokens = float(burst)

    def count(self) -> None:
        """Note a call."""
        self._tokens = min(self._tokens + self._share, self._burst)

    def take(self) -> bool:
        """Take a repetition; False when there is none left."""
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
