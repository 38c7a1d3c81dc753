"""The shape classifier: hand points in, one logit for each shape out. Features are part of the network and so of the ONNX file."""

import itertools

import torch
from augment import FINGERS, PALM
from torch import Tensor, nn

TIPS_AND_JOINTS = (0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20)
PAIRS = tuple(itertools.combinations(TIPS_AND_JOINTS, 2))
GROUPS = (63, 42, 190, 190, 15, 15, 20, 5, 20, 5, 4)
"""How many numbers each kind of feature has, in order; one kind alone must not decide, as cameras differ in what they falsify."""
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


class ShapeNetworks(nn.Module):
    """Several `ShapeNetwork`s that are trained at once, each on hands of its own.

    Args:
        count: How many.
        shapes: Classes.
        width: Of each network's layers.
        dropout: Share of a layer's outputs that are dropped.
        unseen: Share of the kinds of features that are withheld from each hand in training.
    """

    def __init__(self, count: int, shapes: int, width: int = 256, dropout: float = 0.3, unseen: float = 0.15) -> None:
        super().__init__()
        self._unseen = unseen
        self.register_buffer("group", torch.repeat_interleave(torch.arange(len(GROUPS)), torch.tensor(GROUPS)))
        self.members = nn.ModuleList(ShapeNetwork(shapes, width, dropout) for _ in range(count))
        self._shapes, self._width = shapes, width
        linear = [[m.trunk[2], m.trunk[6], m.head] for m in self.members]
        self.weights = nn.ParameterList(torch.stack([row[k].weight.T for row in linear]) for k in range(3))
        self.biases = nn.ParameterList(torch.stack([row[k].bias for row in linear])[:, None] for k in range(3))
        sizes = [member.trunk[0].num_features for member in self.members[:1]] + [width, width]
        self.norms = nn.ModuleList(nn.BatchNorm1d(count * size) for size in sizes)
        self.dropped = (0.1, dropout, dropout)
        self.features = self.members[0].features

    def forward(self, points: Tensor) -> Tensor:
        """Return (count, batch, shapes) logits for (count, batch, 21, 3) hands."""
        count, batch = points.shape[:2]
        hidden = self.features(points.flatten(0, 1)).view(count, batch, -1)
        for k, norm in enumerate(self.norms):
            even = norm(hidden.transpose(0, 1).reshape(batch, -1)).view(batch, count, -1).transpose(0, 1)
            if k == 0 and self.training:
                kept = torch.rand(count, batch, len(GROUPS), device=even.device) >= self._unseen
                even = even * kept[..., self.group]
            even = nn.functional.dropout(even, self.dropped[k], self.training)
            hidden = torch.baddbmm(self.biases[k], even, self.weights[k])
            if k < 2:
                hidden = nn.functional.silu(hidden)
        return hidden

    def apart(self) -> list[ShapeNetwork]:
        """Return the networks, each by itself, for reading."""
        with torch.no_grad():
            for k, member in enumerate(self.members):
                for place, layer in enumerate((member.trunk[2], member.trunk[6], member.head)):
                    layer.weight.copy_(self.weights[place][k].T)
                    layer.bias.copy_(self.biases[place][k, 0])
                for norm, own in zip(self.norms, (member.trunk[0], member.trunk[4], member.trunk[8]), strict=True):
                    for name in ("weight", "bias", "running_mean", "running_var"):
                        getattr(own, name).copy_(getattr(norm, name).view(len(self.members), -1)[k])
        return [member.cpu().eval() for member in self.members]
