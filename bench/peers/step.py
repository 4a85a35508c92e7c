"""One training step in PyTorch, the loss read back.

usage: python3 step.py [--network lenet5|lenet5-wide|vgg11-like|resnet8|resnet20] [--batch N] [--threads N] [--steps N] [--warm N] [--device cpu|cuda]
    [--compile] [--channels-last]
LeNet-5 (`wide`: of 32 and 64 filters) on 28 x 28, the others on 3 x 32 x 32. Prints one JSON line, as bench/step.mjs does; the first steps
(`--warm`) are not counted.
"""
import argparse
import json
import time

import torch
import torch.nn.functional as F

parser = argparse.ArgumentParser()
parser.add_argument("--network", choices=["lenet5", "lenet5-wide", "vgg11-like", "resnet8", "resnet20"], default="lenet5")
parser.add_argument("--batch", type=int, default=128)
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--steps", type=int, default=60)
parser.add_argument("--warm", type=int, default=20)
parser.add_argument("--device", default="cpu")
parser.add_argument("--compile", action="store_true")
parser.add_argument("--channels-last", action="store_true")
args = parser.parse_args()
torch.set_num_threads(args.threads)
torch.manual_seed(1)
nn = torch.nn


def lenet5(first=6, second=16):
    return nn.Sequential(
        nn.Conv2d(1, first, 5), nn.Sigmoid(), nn.MaxPool2d(2),
        nn.Conv2d(first, second, 5), nn.Sigmoid(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(16 * second, 120), nn.Sigmoid(), nn.Linear(120, 84), nn.Sigmoid(), nn.Linear(84, 10),
    )


def conv(channels, filters, stride=1):
    return nn.Conv2d(channels, filters, 3, stride=stride, padding=1)


def vgg11():
    return nn.Sequential(
        conv(3, 16), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
        conv(16, 32), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2),
        conv(32, 64), nn.ReLU(), conv(64, 64), nn.ReLU(), nn.MaxPool2d(2),
        conv(64, 128), nn.ReLU(), conv(128, 128), nn.ReLU(), nn.MaxPool2d(2),
        conv(128, 128), nn.ReLU(), conv(128, 128), nn.ReLU(), nn.Flatten(),
        nn.Linear(512, 128), nn.ReLU(), nn.Dropout(0.5),
        nn.Linear(128, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10),
    )


class Block(nn.Module):
    def __init__(self, channels, filters, stride):
        super().__init__()
        self.body = nn.Sequential(
            conv(channels, filters, stride), nn.BatchNorm2d(filters), nn.ReLU(),
            conv(filters, filters), nn.BatchNorm2d(filters),
        )
        same = channels == filters and stride == 1
        self.shortcut = nn.Identity() if same else nn.Conv2d(channels, filters, 1, stride=stride)

    def forward(self, x):
        return F.relu(self.body(x) + self.shortcut(x))


def resnet(blocks):
    """`blocks` residual blocks at each of 16, 32 and 64 filters."""
    stages = [(16, 16, 1), (16, 32, 2), (32, 64, 2)]
    body = [
        Block(channels if i == 0 else filters, filters, stride if i == 0 else 1)
        for channels, filters, stride in stages
        for i in range(blocks)
    ]
    return nn.Sequential(
        conv(3, 16), nn.BatchNorm2d(16), nn.ReLU(), *body,
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10),
    )


networks = {
    "lenet5": lenet5,
    "lenet5-wide": lambda: lenet5(32, 64),
    "vgg11-like": vgg11,
    "resnet8": lambda: resnet(1),
    "resnet20": lambda: resnet(3),
}
small = args.network.startswith("lenet5")
net = networks[args.network]().to(args.device)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1 if small else 0.01)
shape = (1, 28, 28) if small else (3, 32, 32)
x = torch.rand(args.batch, *shape, device=args.device)
y = torch.randint(0, 10, (args.batch,), device=args.device)
if args.channels_last:
    net = net.to(memory_format=torch.channels_last)
    x = x.contiguous(memory_format=torch.channels_last)


def loss_of(x, y):
    return F.cross_entropy(net(x), y)


if args.compile:
    loss_of = torch.compile(loss_of)


def step():
    optimizer.zero_grad()
    loss = loss_of(x, y)
    loss.backward()
    optimizer.step()
    return loss.item()


for _ in range(args.warm):
    step()
times = []
used = time.process_time()
for _ in range(args.steps):
    begun = time.perf_counter()
    step()
    times.append(1000 * (time.perf_counter() - begun))
used = time.process_time() - used
times.sort()
how = "".join([", compiled" if args.compile else "", ", channels last" if args.channels_last else ""])
what = f"PyTorch {torch.__version__}{how}, {args.network}, {args.device}, {args.threads} thread(s)"
print(json.dumps(dict(what=what, milliseconds=times[len(times) // 2], fastest=times[0], cpu=1000 * used / args.steps)))
