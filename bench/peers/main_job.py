"""The main job in PyTorch, as its users would write it: LeNet-5 on MNIST, batch 128, and at every iteration
I(X;T) and I(T;Y) of six layers by the matrix-based Renyi entropy (20 spectra of 128 x 128).

usage: python3 main_job.py MNIST_FOLDER [--threads N] [--iterations N] [--warm N] [--dtype float32|float64] [--device cpu|cuda] [--no-estimates] [--compile]
Prints one JSON line: milliseconds an iteration by the clock (median and fastest) and of the CPU (all threads, mean);
the first iterations (`--warm`), which compile and fill caches, are not counted.
"""
import argparse
import json
import time

import numpy as np
import torch
import torch.nn.functional as F

parser = argparse.ArgumentParser()
parser.add_argument("mnist")
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--iterations", type=int, default=100)
parser.add_argument("--warm", type=int, default=20)
parser.add_argument("--dtype", choices=["float32", "float64"], default="float32")
parser.add_argument("--device", default="cpu")
parser.add_argument("--no-estimates", action="store_true")
parser.add_argument("--compile", action="store_true")
args = parser.parse_args()

torch.set_num_threads(args.threads)
torch.manual_seed(1)
N, ALPHA, H = 128, 1.01, 5.0
dtype = getattr(torch, args.dtype)

images = np.fromfile(f"{args.mnist}/train-images-idx3-ubyte", np.uint8)[16:].reshape(-1, 1, 28, 28)
labels = np.fromfile(f"{args.mnist}/train-labels-idx1-ubyte", np.uint8)[8:]


class LeNet(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = torch.nn.Conv2d(1, 6, 5)
        self.c2 = torch.nn.Conv2d(6, 16, 5)
        self.f1 = torch.nn.Linear(256, 120)
        self.f2 = torch.nn.Linear(120, 84)
        self.out = torch.nn.Linear(84, 10)

    def forward(self, x):
        c1 = torch.sigmoid(self.c1(x))
        p1 = F.max_pool2d(c1, 2)
        c2 = torch.sigmoid(self.c2(p1))
        p2 = F.max_pool2d(c2, 2)
        f1 = torch.sigmoid(self.f1(p2.flatten(1)))
        f2 = torch.sigmoid(self.f2(f1))
        return self.out(f2), [c1, p1, c2, p2, f1, f2]


def gram(t):
    """Joint Gram matrix of a layer's maps: one Gaussian kernel, since the maps share n and d and so the width."""
    maps = t.dim() == 4
    d = t[0, 0].numel() if maps else t.shape[1]
    sigma = H * N ** (-1 / (4 + d))
    flat = t.detach().flatten(1)
    flat = flat - flat.mean(0)
    squares = (flat * flat).sum(1)
    distance = (squares[:, None] + squares[None] - 2 * flat @ flat.T).clamp_min(0)
    return torch.exp(-distance / (2 * sigma * sigma))


def entropies(matrices):
    spectra = torch.linalg.eigvalsh(torch.stack(matrices).to(dtype) / N).clamp_min(0)
    spectra = spectra / spectra.sum(1, keepdim=True)
    return torch.log2((spectra**ALPHA).sum(1)) / (1 - ALPHA)


def losses(x, y):
    logits, layers = net(x)
    return F.cross_entropy(logits, y), [t.detach() for t in layers]


def estimates(x, y, layers):
    """I(X;T) and I(T;Y) of all layers: two rows. All spectra in one batch, those of X and Y once."""
    kx = gram(x)
    ky = (y[:, None] == y[None]).float()
    kt = [gram(t) for t in layers]
    h = entropies([kx, ky] + kt + [kx * k for k in kt] + [ky * k for k in kt])
    return torch.stack([h[0] + h[2:8] - h[8:14], h[1] + h[2:8] - h[14:20]])


if args.compile:
    losses, estimates = torch.compile(losses), torch.compile(estimates)

net = LeNet().to(args.device)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
rng = np.random.default_rng(1)
times = []
used = 0.0
for i in range(args.iterations + args.warm):
    chosen = rng.choice(len(labels), N, replace=False)
    begun = time.perf_counter()
    before = time.process_time()
    x = torch.from_numpy(images[chosen]).to(args.device).float() / 255
    y = torch.from_numpy(labels[chosen].astype(np.int64)).to(args.device)
    optimizer.zero_grad()
    loss, layers = losses(x, y)
    loss.backward()
    if not args.no_estimates:
        with torch.no_grad():
            kept = estimates(x, y, layers).tolist()
    optimizer.step()
    loss.item()
    if i >= args.warm:
        times.append(1000 * (time.perf_counter() - begun))
        used += 1000 * (time.process_time() - before)
how = ", compiled" if args.compile else ""
what = f"PyTorch {torch.__version__}{how}, {args.device}, {args.threads} thread(s), {args.dtype}, "
what += "training only" if args.no_estimates else "all"
print(json.dumps(dict(what=what, milliseconds=float(np.median(times)), fastest=min(times), cpu=used / len(times))))
