"""Joins steps of the graph that torch can do at once: 1,500 steps instead of 3,000, on which the time on a GPU depends."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as fn

Run = Callable[[list[Any]], Any]


@dataclass(frozen=True)
class Step:
    """One node.

    Attributes:
        kind: ONNX's name of the operation.
        run: Computes the outputs from the list of inputs.
        given: Names of the inputs.
        made: Names of the outputs.
        linear: Of a product with 8-bit weights: the weights, and the settings where it is a convolution.
    """

    kind: str
    run: Run
    given: list[str]
    made: list[str]
    linear: tuple[Tensor, tuple[Any, ...] | None] | None = None


class _Snake(torch.autograd.Function):
    """x + sin²(αx) / α, whose derivative is 1 + sin(2αx)."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, alpha: Tensor) -> Tensor:
        ctx.save_for_backward(x, alpha)
        sine = torch.sin(x * alpha)
        return torch.addcdiv(x, sine * sine, alpha)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, None]:
        x, alpha = ctx.saved_tensors
        return torch.addcmul(grad, grad, torch.sin(x * (2 * alpha))), None


def joined(steps: list[Step], constants: dict[str, Any], inputs: Iterable[str]) -> list[Step]:
    """Return fewer steps that compute the same.

    Args:
        steps: In any order.
        constants: Values that are known.
        inputs: Names of values that are known when the steps run.
    """
    steps = _without_passing_on(steps)
    graph = _Graph(steps, constants)
    new: dict[str, Step] = {}
    gone: set[str] = set()
    for step in steps:
        match step.kind:
            case "ConvInteger" | "MatMulInteger":
                found = graph.product(step)
            case "ReduceMean":
                found = graph.normalisation(step)
            case "Sin":
                found = graph.snake(step)
            case _:
                found = None
        if found:
            whole, parts = found
            new[whole.made[0]] = whole
            gone.update(parts)
    kept = [new.get(step.made[0], step) for step in steps if step.made[0] not in gone]
    return _ordered(kept, {*constants, *inputs})


def _without_passing_on(steps: list[Step]) -> list[Step]:
    same: dict[str, str] = {}
    rest = []
    for step in steps:
        given = [same.get(name, name) for name in step.given]
        if step.made[0].endswith(("_dynamic_quantized", "_cast_output")):
            same[step.made[0]] = given[0]
        else:
            rest.append(replace(step, given=given))
    return rest


def _ordered(steps: list[Step], known: set[str]) -> list[Step]:
    """Put steps behind those that they need."""
    done: list[Step] = []
    while steps:
        waiting = []
        for step in steps:
            if known.issuperset(step.given):
                done.append(step)
                known.update(step.made)
            else:
                waiting.append(step)
        if len(waiting) == len(steps):
            raise ValueError(f"The graph is not the expected one: {waiting[0].given} is never computed.")
        steps = waiting
    return done


class _Graph:
    def __init__(self, steps: list[Step], constants: dict[str, Any]) -> None:
        self._constants = constants
        self._made_by = {step.made[0]: step for step in steps}
        self._users: dict[str, set[str]] = {}
        for step in steps:
            for name in step.given:
                self._users.setdefault(name, set()).add(step.made[0])

    def _only(self, name: str | None, kind: str) -> str | None:
        """Return the one value made from this one, if it is made by this kind of step."""
        users = self._users.get(name or "", set())
        user = next(iter(users)) if len(users) == 1 else None
        return user if user and self._made_by[user].kind == kind else None

    def _other(self, user: str, name: str) -> str:
        first, second = self._made_by[user].given[:2]
        return second if first == name else first

    def _constant(self, user: str | None, name: str) -> Tensor | None:
        return self._constants.get(self._other(user, name)) if user else None

    def product(self, step: Step) -> tuple[Step, set[str]] | None:
        """A product with 8-bit weights, its scale and its offset."""
        assert step.linear
        (weights, settings), name = step.linear, step.made[0]
        added = self._only(name, "Add")
        inner = self._constant(added, name)
        before = added if inner is not None and added else name
        end = self._only(before, "Mul")
        scale = self._constant(end, before)
        if scale is None or end is None:
            return None
        scale, parts = scale.to(weights.device).float(), {name, before}
        offset = None if inner is None else inner.to(weights.device).float() * scale
        if settings is not None:
            kernels = weights * (scale.reshape(-1, *[1] * (weights.ndim - 1)) if scale.numel() > 1 else scale)
            flat = None if offset is None else offset.reshape(-1)
            return Step("", lambda x: fn.conv1d(x[0], kernels, flat, *settings), step.given[:1], [end]), parts
        shifted = self._only(end, "Add")
        outer = self._constant(shifted, end)
        if offset is None and outer is not None and shifted and outer.ndim == 1:
            parts.add(end)
            end, offset = shifted, outer
        table = (weights * scale).T.contiguous()
        return Step("", lambda x: fn.linear(x[0], table, offset), step.given[:1], [end]), parts

    def normalisation(self, step: Step) -> tuple[Step, set[str]] | None:
        """Mean and variance of each channel, and what the style makes of it."""
        mean, source = step.made[0], step.given[0]
        centred = self._only(mean, "Sub")
        if not centred or self._made_by[centred].given[0] != source or self._constants[step.given[1]].tolist() != [2]:
            return None
        square = next((name for name in self._users[centred] if self._made_by[name].kind in ("Mul", "Pow")), None)
        variance = self._only(square, "ReduceMean")
        safe = self._only(variance, "Add")
        root = self._only(safe, "Sqrt")
        ratio = self._only(root, "Div")
        if not (square and variance and safe and root and ratio) or self._users[centred] != {square, ratio}:
            return None
        constant = self._constant(safe, variance)
        assert constant is not None
        epsilon, parts = float(constant), {mean, centred, square, variance, safe, root}
        scaled = self._only(ratio, "Mul")
        end = self._only(scaled, "Add")
        if not scaled or not end:
            return Step("", lambda x: fn.instance_norm(x[0], eps=epsilon), [source], [ratio]), parts
        given = [source, self._other(scaled, ratio), self._other(end, scaled)]
        whole = Step("", lambda x: torch.addcmul(x[2], x[1], fn.instance_norm(x[0], eps=epsilon)), given, [end])
        return whole, {*parts, ratio, scaled}

    def snake(self, step: Step) -> tuple[Step, set[str]] | None:
        """The generator's periodic activation."""
        sine, product = step.made[0], step.given[0]
        inner = self._made_by.get(product)
        alpha = next((name for name in inner.given if name in self._constants), None) if inner else None
        power = self._only(sine, "Pow")
        weighed = self._only(power, "Mul")
        end = self._only(weighed, "Add")
        if not (inner and alpha and power and weighed and end) or self._users[product] != {sine}:
            return None
        source, slope = self._other(product, alpha), self._constants[alpha]
        if self._other(end, weighed) != source:
            return None
        return Step("", lambda x: _Snake.apply(x[0], slope), [source], [end]), {product, sine, power, weighed}
