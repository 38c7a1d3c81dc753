"""What a resident was offered or told before: entry identifiers only, never a question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_FORM = re.compile(r"(?P<kind>[ac]):(?P<ids>[a-z0-9-]{1,60}(?:,[a-z0-9-]{1,60}){0,9})")


class ContextFormError(ValueError):
    """A context that this service did not write."""


@dataclass(frozen=True, slots=True)
class Context:
    """The response before this question."""

    answered: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()

    def encode(self) -> str:
        """Return the opaque text that a client sends back; empty when there is nothing to remember."""
        if self.answered:
            return f"a:{','.join(self.answered[:10])}"
        return f"c:{','.join(self.offered[:10])}" if self.offered else ""


def decode(text: str) -> Context:
    """Read what `encode` wrote.

    Raises:
        ContextFormError: `text` has another form.
    """
    if not text:
        return Context()
    match = _FORM.fullmatch(text)
    if match is None:
        raise ContextFormError(
            "The context is not one that this service has sent; send it back unchanged or leave it empty."
        )
    ids: Sequence[str] = match["ids"].split(",")
    return Context(answered=tuple(ids)) if match["kind"] == "a" else Context(offered=tuple(ids))
