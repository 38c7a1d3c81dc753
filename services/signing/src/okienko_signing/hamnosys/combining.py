"""Puts actions together: at the same time, with a target, with what is said behind a bracket, for the other hand."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from okienko_signing.hamnosys.directions import mirrored
from okienko_signing.hamnosys.movements import merged
from okienko_signing.hamnosys.places import mirrored_spot
from okienko_signing.lexicon.model import Vector
from okienko_signing.lexicon.score import Action, Again, Apart, Gesture, Series, Still


def flipped(gesture: Gesture, flips: Vector) -> Gesture:
    """Return the left hand's gesture: movement directions with their signs changed."""
    fx, fy, fz = flips
    sign = fx * fy * fz

    def turned(vector: Vector | None, factor: float = 1.0) -> Vector | None:
        return None if vector is None else (vector[0] * fx * factor, vector[1] * fy * factor, vector[2] * fz * factor)

    circle = gesture.circle
    if circle is not None:
        # An axis of rotation turns round once more than a direction where an odd number of signs changes.
        axis = turned(circle.axis, sign)
        assert axis is not None
        circle = replace(circle, axis=axis, start=turned(circle.start), flattening=turned(circle.flattening))
    travel = turned(gesture.travel)
    assert travel is not None
    return replace(gesture, travel=travel, bulge=turned(gesture.bulge), circle=circle)


def reflected(action: Action) -> Action:
    """Return what a hand does with left and right exchanged, for the other hand."""

    def one(gesture: Gesture) -> Gesture:
        return replace(
            flipped(gesture, (-1.0, 1.0, 1.0)),
            fingers=mirrored(gesture.fingers) if gesture.fingers else None,
            palm=mirrored(gesture.palm) if gesture.palm else None,
            spot=mirrored_spot(gesture.spot),
            brushed=mirrored_spot(gesture.brushed),
        )

    return _each(action, one)


def movement_flips(*, is_mirrored: bool, is_upside_down: bool, is_inside_out: bool) -> Vector:
    """Return the signs of the left hand's movement for a symmetry operator and its modifiers."""
    x, _, _ = mirrored((1.0, 0.0, 0.0)) if is_mirrored else (1.0, 0.0, 0.0)
    return x, -1.0 if is_upside_down else 1.0, -1.0 if is_inside_out else 1.0


def at_once(one: Action, two: Action) -> Action:  # noqa: C901, PLR0911 - one case a pair
    """Return both actions at the same time; one after another where a hand cannot do both."""
    match one, two:
        case Gesture(), Gesture():
            both = merged(one, two)
            return both or Series((one, two))
        case Still(), _:
            return two
        case _, Still():
            return one
        case Apart(), Apart():
            return Apart(at_once(one.right, two.right), at_once(one.left, two.left))
        case Apart(), Gesture():
            return replace(one, right=at_once(one.right, two))
        case Gesture(), Apart():
            return replace(two, right=at_once(one, two.right))
        case Series(), _ if one.actions:
            # What goes on beside several parts begins with the first one.
            return replace(one, actions=(at_once(one.actions[0], two), *one.actions[1:]))
        case _, Series() if two.actions:
            return replace(two, actions=(at_once(one, two.actions[0]), *two.actions[1:]))
        case Again(), _:
            return replace(one, action=at_once(one.action, two))
        case _, Again():
            return replace(two, action=at_once(one, two.action))
        case _:
            return Series((one, two))


def joined_to_last(done: Sequence[Action], target: Action) -> Action | None:
    """Return the last action with its target; None if it has one already, or none can be given to it."""
    if not done:
        return None
    match done[-1], target:
        case Gesture() as last, Gesture() if not last.spot:
            return merged(last, target)
        case Apart() as last, Apart():
            return _both_joined(last, target)
        case Apart(right=Gesture() as moved) as last, Gesture() if not moved.spot:
            right = merged(moved, target)
            return replace(last, right=right) if right else None
        case _:
            return None


def _both_joined(last: Apart, target: Apart) -> Action | None:
    sides: list[Action] = []
    for one, two in ((last.right, target.right), (last.left, target.left)):
        if isinstance(one, Gesture) and isinstance(two, Gesture):
            both = merged(one, two)
            if both is None:
                return None
            sides.append(both)
        elif isinstance(one, Still) or isinstance(two, Still):
            sides.append(one if isinstance(two, Still) else two)
        else:
            return None
    return Apart(sides[0], sides[1])


def modified(action: Action, modifiers: Gesture) -> Action:
    """Return the action with what is said behind its bracket: size, manner, form of the way."""
    if modifiers == Gesture():
        return action
    return _each(action, lambda gesture: merged(gesture, modifiers) or gesture)


def _each(action: Action, change: Callable[[Gesture], Gesture]) -> Action:
    match action:
        case Gesture():
            return change(action)
        case Series():
            return replace(action, actions=tuple(_each(part, change) for part in action.actions))
        case Apart():
            return Apart(_each(action.right, change), _each(action.left, change))
        case Again():
            return replace(action, action=_each(action.action, change))
        case Still():
            return action
