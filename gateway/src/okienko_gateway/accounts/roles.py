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
EVERY_TOWN = "*"


@dataclass(frozen=True)
class Actor:
    """Who calls."""

    subject: str
    """The provider's identifier, or "key" for the office's secret; never a name or an address."""
    roles: frozenset[Role]
    towns: frozenset[str] | None = None
    """Of which towns; None for all that the installation serves."""

    def may_act_for(self, town: str) -> bool:
        """Say whether a town is one of the person's."""
        return self.towns is None or town in self.towns


def roles_in(claims: Mapping[str, Any], claim: str, mapping: Mapping[str, Role]) -> frozenset[Role]:
    """Return the roles that a claim's values stand for.

    Args:
        claims: of the ID token.
        claim: the claim's name; dots lead into nested claims ("realm_access.roles").
        mapping: value to role; values that are not in it mean nothing.
    """
    return frozenset(mapping[value] for value in _values(claims, claim) if value in mapping)


def towns_in(claims: Mapping[str, Any], claim: str, mapping: Mapping[str, Iterable[str]]) -> frozenset[str] | None:
    """Return the towns that a claim's values stand for; None for all.

    Args:
        claims: of the ID token.
        claim: as for `roles_in`.
        mapping: value to towns, "*" for all; where it is empty everybody may act for every town.
    """
    found = frozenset(town for value in _values(claims, claim) for town in mapping.get(value, ()))
    return None if not mapping or EVERY_TOWN in found else found


def _values(claims: Mapping[str, Any], claim: str) -> list[str]:
    found: Any = claims
    # Some providers name a claim with an address, whose dots lead nowhere.
    for part in [claim] if claim in claims else claim.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    values: Iterable[Any] = found if isinstance(found, list) else [found]
    return [value for value in values if isinstance(value, str)]
