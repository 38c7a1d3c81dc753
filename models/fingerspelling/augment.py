"""Make new hands out of recorded ones: other signers, other cameras, other angles.

All functions take and return (batch, 21, 3) tensors in MediaPipe's order of points, axes in one unit.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

FINGERS = ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 11, 12), (13, 14, 15, 16), (17, 18, 19, 20))
PALM = (0, 5, 9, 13, 17)


@dataclass(frozen=True)
class Strength:
    """How far each kind of variation goes; angles in radians, lengths as shares of the palm.

    Attributes:
        flexion: Standard deviation of a joint's extra bend.
        spread: Standard deviation of a finger's extra sideways angle.
        thumb: Standard deviation of the thumb joints' extra rotation.
        bones: Standard deviation of the logarithm of a finger's and a bone's length.
        tilt: Standard deviation of the hand's rotation out of the picture plane.
        roll: Standard deviation of the usual rotation within the picture plane.
        any_roll: Share of hands turned by any angle.
        sideways: Share of hands turned by a quarter, as in films that a telephone has laid on their side.
        aspect: Largest logarithm of the factor for an unknown picture shape.
        any_aspect: Share of hands that get such a factor.
        depth: Standard deviation of the logarithm of the depth's scale.
        flat: Share of hands without depth, which detectors of different versions estimate differently.
        noise: Standard deviation of each point's displacement.
        near: Largest perspective: how much nearer parts grow for each palm size.
        mistaken: Share of fingers that the landmarker misplaces.
        misplaced: Standard deviation of such a fingertip's displacement.
        blend: Largest share of another signer's hand in the same shape.
    """

    flexion: float = 0.10
    spread: float = 0.05
    thumb: float = 0.07
    bones: float = 0.07
    tilt: float = 0.40
    roll: float = 0.25
    any_roll: float = 0.25
    sideways: float = 0.0
    aspect: float = 0.58
    any_aspect: float = 0.5
    depth: float = 0.25
    flat: float = 0.0
    noise: float = 0.02
    near: float = 0.25
    mistaken: float = 0.0
    misplaced: float = 0.25
    blend: float = 0.6


KNUCKLES = slice(5, 21, 4)
"""The four fingers' first joints."""


def palm_size(points: Tensor) -> Tensor:
    """Return (batch, 1, 1): root mean square distance of the four knuckles from the wrist."""
    knuckles = points[:, KNUCKLES] - points[:, :1]
    return knuckles.square().sum(-1).mean(1).sqrt()[:, None, None].clamp_min(1e-6)


def _unit(vectors: Tensor) -> Tensor:
    return vectors / vectors.norm(dim=-1, keepdim=True).clamp_min(1e-6)


def palm_frame(points: Tensor) -> Tensor:
    """Return (batch, 3, 3): rows are the palm's own axes (along the hand, across it, out of it)."""
    along = _unit(points[:, KNUCKLES].mean(1) - points[:, 0])
    across = points[:, 5] - points[:, 17]
    across = _unit(across - (across * along).sum(-1, keepdim=True) * along)
    return torch.stack((along, across, torch.linalg.cross(along, across)), 1)


def rotation(axis: Tensor, angle: Tensor) -> Tensor:
    """Return (…, 3, 3) rotations by `angle` (…) about `axis` (…, 3), by Rodrigues' formula."""
    x, y, z = _unit(axis).unbind(-1)
    zero = torch.zeros_like(x)
    cross = torch.stack((zero, -z, y, z, zero, -x, -y, x, zero), -1).unflatten(-1, (3, 3))
    sine, cosine = angle.sin()[..., None, None], angle.cos()[..., None, None]
    return torch.eye(3, device=axis.device) + sine * cross + (1 - cosine) * cross @ cross


def _turn_from(fingers: Tensor, joint: int, turn: Tensor) -> None:
    """Rotate the points of (batch, fingers, 4, 3) after a joint about it, in place."""
    origin = fingers[:, :, joint : joint + 1]
    fingers[:, :, joint + 1 :] = (fingers[:, :, joint + 1 :] - origin) @ turn.transpose(-1, -2) + origin


def _normal(points: Tensor, *more: int) -> Tensor:
    """Return (batch, …) standard normal numbers where the points are."""
    return torch.randn(len(points), *more, device=points.device)


def _even(points: Tensor, *more: int) -> Tensor:
    """Return (batch, …) numbers between 0 and 1."""
    return torch.rand(len(points), *more, device=points.device)


def articulate(points: Tensor, by: Strength) -> Tensor:
    """Bend and spread the fingers a little and give them other lengths."""
    frame = palm_frame(points)
    across, out = (frame[:, k, None].expand(-1, 4, -1) for k in (1, 2))
    digits = points[:, 1:].unflatten(1, (5, 4)).clone()
    thumb, fingers = digits[:, :1], digits[:, 1:]
    own = (_normal(points, 1) + _normal(points, 4)) * by.flexion * 0.6
    _turn_from(fingers, 0, rotation(out, _normal(points, 4) * by.spread))
    for k in range(3):
        _turn_from(fingers, k, rotation(across, own + _normal(points, 4) * by.flexion * 0.6))
        _turn_from(thumb, k, rotation(_normal(points, 1, 3), _normal(points, 1) * by.thumb))
    whole = _normal(points, 5, 1, 1) * by.bones
    for k in range(3):
        factor = (whole + _normal(points, 5, 1, 1) * by.bones * 0.5).exp()
        digits[:, :, k + 1 :] += (digits[:, :, k + 1 : k + 2] - digits[:, :, k : k + 1]) * (factor - 1)
    return torch.cat((points[:, :1], digits.flatten(1, 2)), 1)


def blend(points: Tensor, others: Tensor, most: float) -> Tensor:
    """Move each hand some way towards (or a little away from) another hand in the same shape, palms laid on each other."""
    own, other = palm_frame(points), palm_frame(others)
    laid = (others - others[:, :1]) / palm_size(others) @ other.transpose(1, 2) @ own
    laid = laid * palm_size(points) + points[:, :1]
    share = _even(points, 1, 1) * (most + 0.15) - 0.15
    return points + share * (laid - points)


def film(points: Tensor, by: Strength) -> Tensor:
    """Look at the hand from another angle, with another camera, perhaps in a mirror."""
    points = points - (points[:, :1] + points[:, KNUCKLES].sum(1, keepdim=True)) / 5
    points = points / palm_size(points)
    points = points * _along_depth((_normal(points) * by.depth).exp())
    tilt = _normal(points, 3) * by.tilt
    tilt[:, 2] = 0
    turn = rotation(tilt + 1e-6, tilt.norm(dim=-1))
    roll = _normal(points) * by.roll
    roll = torch.where(_even(points) < by.any_roll, (_even(points) * 2 - 1) * torch.pi, roll)
    roll = roll + _sign(points) * torch.pi / 2 * (_even(points) < by.sideways)
    to_viewer = torch.eye(3, device=points.device)[2].expand(len(points), 3)
    turn = rotation(to_viewer, roll) @ turn
    points = points @ turn.transpose(1, 2)
    near = _even(points, 1, 1) * by.near
    points = torch.cat((points[..., :2] * (1 - near * points[..., 2:]), points[..., 2:]), -1)
    factor = ((_even(points) * 2 - 1) * by.aspect).exp()
    wide = torch.where(_even(points) < by.any_aspect, factor, torch.ones_like(factor))
    points = points * torch.stack((wide * _sign(points), torch.ones_like(wide), wide), -1)[:, None]
    points = points + _normal(points, 21, 3) * by.noise * _even(points, 1, 1) * 1.5
    points = _mistaken(points, by)
    return points * _along_depth((_even(points) >= by.flat).float())


def _sign(points: Tensor) -> Tensor:
    """Return (batch,): 1 or -1, one as likely as the other."""
    return (_even(points) < 0.5).float() * 2 - 1


def _along_depth(factor: Tensor) -> Tensor:
    """Return (batch, 1, 3): 1, 1 and a factor for the depth."""
    one = torch.ones_like(factor)
    return torch.stack((one, one, factor), -1)[:, None]


def _mistaken(points: Tensor, by: Strength) -> Tensor:
    """Misplace whole fingers, the more the further from the palm: a landmarker guesses at what it does not see."""
    if not by.mistaken:
        return points
    shifts = _normal(points, 5, 1, 3) * by.misplaced * (_even(points, 5, 1, 1) < by.mistaken)
    growing = torch.linspace(0.1, 1.0, 4, device=points.device)[:, None]
    fingers = points[:, 1:] + (shifts * growing).flatten(1, 2)
    return torch.cat((points[:, :1], fingers), 1)
