"""Networks, data and a training loop that the tests share."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Mlp(nn.Module):
    """6 -> 5 (tanh) -> 4 (ReLU in place) -> 3."""

    def __init__(self) -> None:
        super().__init__()
        self.fc1 = nn.Linear(6, 5)
        self.act1 = nn.Tanh()
        self.fc2 = nn.Linear(5, 4)
        self.act2 = nn.ReLU(inplace=True)
        self.out = nn.Linear(4, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.out(self.act2(self.fc2(self.act1(self.fc1(x)))))


class Tangled(nn.Module):
    """All that makes recording hard: an in-place ReLU used twice, batch norm, dropout."""

    def __init__(self) -> None:
        super().__init__()
        self.c = nn.Conv2d(1, 4, 3)
        self.bn = nn.BatchNorm2d(4)
        self.r = nn.ReLU(inplace=True)
        self.dp = nn.Dropout(0.3)
        self.f1 = nn.Linear(144, 16)
        self.f2 = nn.Linear(16, 16)
        self.out = nn.Linear(16, 5)

    def forward(self, x: Tensor) -> Tensor:
        h = self.r(self.bn(self.c(x))).flatten(1)
        h = self.dp(F.relu(self.f1(h)))
        return self.out(self.r(self.f2(h)))


TANGLED = ["c", "bn", "r", "f1", "f2", "out"]


def images(n: int, seed: int = 5) -> tuple[Tensor, Tensor]:
    """n images [n, 1, 8, 8] and their classes of five."""
    random = torch.Generator().manual_seed(seed)
    return torch.randn(n, 1, 8, 8, generator=random), torch.randint(5, (n,), generator=random)


def digest(model: nn.Module, *others: Any) -> str:
    """SHA-256 of all bytes of a network's state, of optimisers' states and of the next random numbers."""
    total = hashlib.sha256()
    tensors = list(model.state_dict().values())
    for other in others:
        states = other.state_dict()["state"].values()
        tensors += [value for state in states for value in state.values() if isinstance(value, Tensor)]
    for tensor in tensors:
        total.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    total.update(torch.rand(4).numpy().tobytes())
    return total.hexdigest()


def train(
    make: Callable[[], nn.Module],
    record: Callable[[nn.Module], Any] | None = None,
    updates: int = 8,
    optimiser: Callable[[Any], Any] | None = None,
    wrap: Callable[[nn.Module], Any] = lambda model: model,
) -> str:
    """Trains with or without a recorder, and gives the digest of what it ended with."""
    torch.manual_seed(3)
    model = make()
    wrapped = wrap(model)
    x, y = images(64)
    steps = (optimiser or (lambda weights: torch.optim.SGD(weights, 0.1, momentum=0.9)))(model.parameters())
    recorder = None if record is None else record(wrapped)
    for i in range(updates):
        batch = slice((i % 8) * 8, (i % 8) * 8 + 8)
        if recorder is not None:
            recorder.step(x[batch], y[batch])
        steps.zero_grad()
        F.cross_entropy(wrapped(x[batch]), y[batch]).backward()
        steps.step()
    if recorder is not None:
        recorder.last(x[:8], y[:8])
        recorder.close()
    return digest(model, steps)


def content(folder: Path) -> dict[str, bytes]:
    """All files of a folder by their place in it."""
    files = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
