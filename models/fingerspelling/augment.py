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
    blend: float = 0.6


def palm_size(points: Tensor) -> Tensor:
    """Return (batch, 1, 1): root mean square distance of the four knuckles from the wrist."""
    knuckles = points[:, PALM[1:]] - points[:, :1]
    return knuckles.square().sum(-1).mean(1).sqrt()[:, None, None].clamp_min(1e-6)


def _unit(vectors: Tensor) -> Tensor:
    return vectors / vectors.norm(dim=-1, keepdim=True).clamp_min(1e-6)


def palm_frame(points: Tensor) -> Tensor:
    """Return (batch, 3, 3): rows are the palm's own axes (along the hand, across it, out of it)."""
    along = _unit(points[:, PALM[1:]].mean(1) - points[:, 0])
    across = points[:, 5] - points[:, 17]
    across = _unit(across - (across * along).sum(-1, keepdim=True) * along)
    return torch.stack((along, across, torch.linalg.cross(along, across)), 1)


def rotation(axis: Tensor, angle: Tensor) -> Tensor:
    """Return (batch, 3, 3) rotations by `angle` (batch,) about `axis` (batch, 3), by Rodrigues' formula."""
    x, y, z = _unit(axis).unbind(-1)
    zero = torch.zeros_like(x)
    cross = torch.stack((zero, -z, y, z, zero, -x, -y, x, zero), -1).view(-1, 3, 3)
    sine, cosine = angle.sin()[:, None, None], angle.cos()[:, None, None]
    return torch.eye(3) + sine * cross + (1 - cosine) * cross @ cross


def _turn_from(points: Tensor, joint: int, later: tuple[int, ...], turn: Tensor) -> None:
    """Rotate the points after a joint about it, in place."""
    origin = points[:, joint : joint + 1]
    points[:, later] = (points[:, later] - origin) @ turn.transpose(1, 2) + origin


def articulate(points: Tensor, by: Strength) -> Tensor:
    """Bend and spread the fingers a little and give them other lengths."""
    points = points.clone()
    n = len(points)
    frame = palm_frame(points)
    across, out = frame[:, 1], frame[:, 2]
    common = torch.randn(n) * by.flexion * 0.6
    for finger in FINGERS[1:]:
        own = torch.randn(n) * by.flexion * 0.6
        _turn_from(points, finger[0], finger[1:], rotation(out, torch.randn(n) * by.spread))
        for k in range(3):
            bend = common + own + torch.randn(n) * by.flexion * 0.6
            _turn_from(points, finger[k], finger[k + 1 :], rotation(across, bend))
    for k in range(3):
        turn = rotation(torch.randn(n, 3), torch.randn(n) * by.thumb)
        _turn_from(points, FINGERS[0][k], FINGERS[0][k + 1 :], turn)
    for finger in FINGERS:
        whole = torch.randn(n) * by.bones
        for k in range(3):
            factor = (whole + torch.randn(n) * by.bones * 0.5).exp()[:, None]
            shift = (points[:, finger[k + 1]] - points[:, finger[k]]) * (factor - 1)
            points[:, finger[k + 1 :]] += shift[:, None]
    return points


def blend(points: Tensor, others: Tensor, most: float) -> Tensor:
    """Move each hand some way towards (or a little away from) another hand in the same shape, palms laid on each other."""
    own, other = palm_frame(points), palm_frame(others)
    laid = (others - others[:, :1]) / palm_size(others) @ other.transpose(1, 2) @ own
    laid = laid * palm_size(points) + points[:, :1]
    share = torch.rand(len(points), 1, 1) * (most + 0.15) - 0.15
    return points + share * (laid - points)


def film(points: Tensor, by: Strength) -> Tensor:
    """Look at the hand from another angle, with another camera, perhaps in a mirror."""
    n = len(points)
    points = points - points[:, PALM].mean(1, keepdim=True)
    points = points / palm_size(points)
    depth = torch.ones(n, 1, 3)
    depth[:, 0, 2] = (torch.randn(n) * by.depth).exp()
    points = points * depth
    tilt = torch.randn(n, 3) * by.tilt
    tilt[:, 2] = 0
    turn = rotation(tilt + 1e-6, tilt.norm(dim=-1))
    roll = torch.randn(n) * by.roll
    roll = torch.where(torch.rand(n) < by.any_roll, (torch.rand(n) * 2 - 1) * torch.pi, roll)
    quarter = torch.where(torch.rand(n) < 0.5, torch.pi / 2, -torch.pi / 2)
    roll = roll + torch.where(torch.rand(n) < by.sideways, quarter, 0.0)
    turn = rotation(torch.tensor([[0.0, 0.0, 1.0]]).expand(n, 3), roll) @ turn
    points = points @ turn.transpose(1, 2)
    near = (torch.rand(n, 1) * 0.25)[:, :, None]
    points = torch.cat((points[..., :2] * (1 - near * points[..., 2:]), points[..., 2:]), -1)
    stretch = torch.ones(n, 1, 3)
    factor = ((torch.rand(n) * 2 - 1) * by.aspect).exp()
    stretch[:, 0, 0] = torch.where(torch.rand(n) < by.any_aspect, factor, torch.ones(n))
    stretch[:, 0, 2] = stretch[:, 0, 0]
    stretch[:, 0, 0] *= torch.where(torch.rand(n) < 0.5, -1.0, 1.0)
    points = points * stretch
    points = points + torch.randn_like(points) * by.noise * torch.rand(n, 1, 1) * 1.5
    keep = torch.ones(n, 1, 3)
    keep[:, 0, 2] = (torch.rand(n) >= by.flat).float()
    return points * keep
