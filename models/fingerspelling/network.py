"""The shape classifier: hand points in, one logit for each shape out. Features are part of the network and so of the ONNX file."""

import itertools

import torch
from augment import FINGERS, PALM
from torch import Tensor, nn

TIPS_AND_JOINTS = (0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20)
PAIRS = tuple(itertools.combinations(TIPS_AND_JOINTS, 2))
BONES = tuple((a, b) for f in FINGERS for a, b in itertools.pairwise((0, *f)))


class HandFeatures(nn.Module):
    """Describe a hand by what changes little with camera, distance and angle.

    Input (batch, 21, 3), output (batch, `size`).
    """

    def __init__(self) -> None:
        """Prepare the index tables."""
        super().__init__()
        self.register_buffer("first", torch.tensor([a for a, _ in PAIRS]))
        self.register_buffer("second", torch.tensor([b for _, b in PAIRS]))
        self.register_buffer("start", torch.tensor([a for a, _ in BONES]))
        self.register_buffer("end", torch.tensor([b for _, b in BONES]))
        self.register_buffer("knuckles", torch.tensor(PALM[1:]))

    def forward(self, points: Tensor) -> Tensor:
        """Compute the features."""
        points = points - points[:, :1]
        knuckles = points.index_select(1, self.knuckles)
        size = knuckles.square().sum(-1).mean(1).clamp_min(1e-9).sqrt()
        points = points / size[:, None, None]
        flat = points[..., :2]

        along = flat.index_select(1, self.knuckles).mean(1)
        along = along / (along.square().sum(-1, keepdim=True) + 1e-4).sqrt()
        cosine, sine = along[:, 1:], along[:, :1]
        x, y = flat[..., 0], flat[..., 1]
        upright = torch.stack((cosine * x - sine * y, sine * x + cosine * y), -1)

        apart = points.index_select(1, self.first) - points.index_select(1, self.second)
        solid = (apart.square().sum(-1) + 1e-6).sqrt()
        plane = (apart[..., :2].square().sum(-1) + 1e-6).sqrt()

        bones = points.index_select(1, self.end) - points.index_select(1, self.start)
        bones = bones / (bones.square().sum(-1, keepdim=True) + 1e-4).sqrt()
        bones = bones.view(-1, 5, 4, 3)
        bend = (bones[:, :, 1:] * bones[:, :, :-1]).sum(-1).flatten(1)
        now, then = bones[:, :, 1:], bones[:, :, :-1]
        turn = (then[..., 0] * now[..., 1] - then[..., 1] * now[..., 0]).flatten(1)

        a, b = points[:, 5], points[:, 17]
        normal = torch.stack(
            (
                a[:, 1] * b[:, 2] - a[:, 2] * b[:, 1],
                a[:, 2] * b[:, 0] - a[:, 0] * b[:, 2],
                a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0],
            ),
            -1,
        )
        normal = normal / (normal.square().sum(-1, keepdim=True) + 1e-4).sqrt()
        height = (points[:, 1:] * normal[:, None]).sum(-1)
        facing = torch.cat((normal, along), -1)
        side = (points.view(-1, 21, 3)[:, 1:, :2] * along[:, None]).sum(-1)
        lean = bones[:, :, 2].mul(bones[:, :, 0]).sum(-1)
        across = bones[:, 1:, 1, :].mul(bones[:, :1, 3, :]).sum(-1)
        return torch.cat(
            (
                points.flatten(1),
                upright.flatten(1),
                solid,
                plane,
                bend,
                turn,
                height,
                facing,
                side,
                lean,
                across,
            ),
            1,
        )


class ShapeNetwork(nn.Module):
    """A multilayer perceptron on `HandFeatures`."""

    def __init__(self, shapes: int, width: int = 256, dropout: float = 0.3) -> None:
        """Build the layers for `shapes` classes."""
        super().__init__()
        self.features = HandFeatures()
        with torch.no_grad():
            size = self.features(torch.randn(2, 21, 3)).shape[1]
        self.trunk = nn.Sequential(
            nn.BatchNorm1d(size),
            nn.Dropout(0.1),
            nn.Linear(size, width),
            nn.SiLU(),
            nn.BatchNorm1d(width),
            nn.Dropout(dropout),
            nn.Linear(width, width),
            nn.SiLU(),
            nn.BatchNorm1d(width),
            nn.Dropout(dropout),
        )
        self.head = nn.Linear(width, shapes)

    def forward(self, points: Tensor) -> Tensor:
        """Return (batch, shapes) logits."""
        return self.head(self.trunk(self.features(points)))
