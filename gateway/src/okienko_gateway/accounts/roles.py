"""What people of the office may do, and how the provider's groups say so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """A role; one person may have several."""

    EDITOR = "editor"
    """Keeps the answers: what residents ask for, recordings, captions, takes of signs."""
    REVIEWER = "reviewer"
    """Signs PJM and decides what is shown: publishes, withdraws, approves."""
    OPERATOR = "operator"
    """Runs the machine: reads the audit log and the counts, changes no content."""


EVERY_ROLE = frozenset(Role)


@dataclass(frozen=True)
class Actor:
    """Who calls."""

    subject: str
    """The provider's identifier, or "key" for the office's secret; never a name or an address."""
    roles: frozenset[Role]


def roles_in(claims: Mapping[str, Any], claim: str, mapping: Mapping[str, Role]) -> frozenset[Role]:
    """Return the roles that a claim's values stand for.

    Args:
        claims: of the ID token.
        claim: the claim's name; dots lead into nested claims ("realm_access.roles").
        mapping: value to role; values that are not in it mean nothing.
    """
    found: Any = claims
    # Some providers name a claim with an address, whose dots lead nowhere.
    for part in [claim] if claim in claims else claim.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    values: Iterable[Any] = found if isinstance(found, list) else [found]
    return frozenset(mapping[value] for value in values if isinstance(value, str) and value in mapping)
