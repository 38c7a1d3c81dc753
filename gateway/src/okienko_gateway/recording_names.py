"""Names of recordings in the signing service, which knows no towns: those of the default town are the answers' own."""

from okienko_gateway.requests import chosen_town

_JOINT = "--"
"""No identifier of a town or an answer holds two hyphens in a row."""


def stored_name(recording_id: str) -> str:
    """Return what the signing service calls a recording of the town at hand."""
    town = chosen_town()
    return f"{town}{_JOINT}{recording_id}" if town else recording_id


def own_name(stored: str) -> str | None:
    """Return what the town at hand calls a recording; None where it is another town's."""
    town, joint, name = stored.rpartition(_JOINT)
    return name if town == chosen_town() and bool(joint) == bool(town) else None
