"""One training step of LeNet-5 in PyTorch, the loss read back.

usage: python3 step.py [--batch N] [--threads N] [--steps N] [--device cpu|cuda]
Prints one JSON line, as bench/step.mjs does.
"""
import argparse
import json
import time

import torch
import torch.nn.functional as F

parser = argparse.ArgumentParser()
parser.add_argument("--batch", type=int, default=128)
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--steps", type=int, default=60)
parser.add_argument("--device", default="cpu")
args = parser.parse_args()
torch.set_num_threads(args.threads)
torch.manual_seed(1)

nn = torch.nn
net = nn.Sequential(
    nn.Conv2d(1, 6, 5), nn.Sigmoid(), nn.MaxPool2d(2),
    nn.Conv2d(6, 16, 5), nn.Sigmoid(), nn.MaxPool2d(2), nn.Flatten(),
    nn.Linear(256, 120), nn.Sigmoid(), nn.Linear(120, 84), nn.Sigmoid(), nn.Linear(84, 10),
).to(args.device)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
x = torch.rand(args.batch, 1, 28, 28, device=args.device)
y = torch.randint(0, 10, (args.batch,), device=args.device)


def step():
    optimizer.zero_grad()
    loss = F.cross_entropy(net(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


for _ in range(5):
    step()
times = []
used = time.process_time()
for _ in range(args.steps):
    begun = time.perf_counter()
    step()
    times.append(1000 * (time.perf_counter() - begun))
used = time.process_time() - used
times.sort()
print(json.dumps(dict(what=f"PyTorch {torch.__version__}, {args.device}, {args.threads} thread(s)",
                      milliseconds=times[len(times) // 2], fastest=times[0], cpu=1000 * used / args.steps)))
