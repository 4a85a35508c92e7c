"""The peers in JAX, one jitted function a step: step.py, main_job.py and spectra.py in XLA.

usage: python3 jax_peer.py step|main|spectra [--network NAME] [--batch N] [--threads N] [--steps N] [--warm N] [--mnist FOLDER] [--dtype f32|f64] [--n N] [--count N]
Threads are the processor's cores that the process may use. Prints one JSON line, as bench/step.mjs does; the
first steps (`--warm`) are not counted.
"""
import argparse
import json
import os
import time

parser = argparse.ArgumentParser()
parser.add_argument("job", choices=["step", "main", "spectra"])
parser.add_argument("--network", default="lenet5")
parser.add_argument("--batch", type=int, default=128)
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--steps", type=int, default=60)
parser.add_argument("--warm", type=int, default=20)
parser.add_argument("--mnist")
parser.add_argument("--dtype", choices=["f32", "f64"], default="f32")
parser.add_argument("--n", type=int, default=128)
parser.add_argument("--count", type=int, default=20)
args = parser.parse_args()
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: args.threads])
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
import numpy as np

from jax_networks import loss_of, networks

jax.config.update("jax_enable_x64", args.dtype == "f64")
real = jnp.float64 if args.dtype == "f64" else jnp.float32
ALPHA, H = 1.01, 5.0
random = np.random.RandomState(1)


def train():
    """A training step as one function of its state: weights, running means, key."""
    given, forward = networks[args.network]()
    rate = 0.1 if args.network.startswith("lenet5") else 0.01
    gradient = jax.value_and_grad(loss_of, argnums=1, has_aux=True)

    def step(state, x, y):
        weights, running, key = state
        key, own = jax.random.split(key)
        (loss, (layers, running)), slopes = gradient(forward, weights, running, own, x, y)
        weights = [weight - rate * slope for weight, slope in zip(weights, slopes)]
        return (weights, running, key), loss, layers

    return (given.weights, given.running, jax.random.PRNGKey(2)), step


def gram(t):
    """Joint Gram matrix of a layer's maps: one Gaussian kernel, since the maps share n and d and so the width."""
    n = len(t)
    d = t.shape[1] * t.shape[2] if t.ndim == 4 else t.shape[1]
    sigma = H * n ** (-1 / (4 + d))
    flat = t.reshape(n, -1)
    flat = flat - flat.mean(0)
    squares = (flat * flat).sum(1)
    distance = jnp.maximum(squares[:, None] + squares[None] - 2 * flat @ flat.T, 0)
    return jnp.exp(-distance / (2 * sigma * sigma))


def entropies(matrices):
    spectra = jnp.maximum(jnp.linalg.eigvalsh(matrices.astype(real) / matrices.shape[-1]), 0)
    spectra = spectra / spectra.sum(1, keepdims=True)
    return jnp.log2((spectra**ALPHA).sum(1)) / (1 - ALPHA)


def estimates(x, y, layers):
    kx = gram(x)
    ky = (y[:, None] == y[None]).astype(kx.dtype)
    kt = jnp.stack([gram(t) for t in layers])
    h = entropies(jnp.concatenate([kx[None], ky[None], kt, kx * kt, ky * kt]))
    return jnp.stack([h[0] + h[2:8] - h[8:14], h[1] + h[2:8] - h[14:20]])


def bare_step():
    state, step = train()
    shape = (28, 28, 1) if args.network.startswith("lenet5") else (32, 32, 3)
    x = jnp.asarray(random.rand(args.batch, *shape), jnp.float32)
    y = jnp.asarray(random.randint(0, 10, args.batch))
    jitted = jax.jit(lambda state, x, y: step(state, x, y)[:2], donate_argnums=0)

    def once():
        nonlocal state
        state, loss = jitted(state, x, y)
        return float(loss)

    return once, args.network


def main_job():
    state, step = train()
    images = np.fromfile(f"{args.mnist}/train-images-idx3-ubyte", np.uint8)[16:].reshape(-1, 28, 28, 1)
    labels = np.fromfile(f"{args.mnist}/train-labels-idx1-ubyte", np.uint8)[8:]

    def both(state, pixels, y):
        x = pixels.astype(jnp.float32) / 255
        state, loss, layers = step(state, x, y)
        return state, loss, estimates(x, y, [jax.lax.stop_gradient(t) for t in layers])

    jitted = jax.jit(both, donate_argnums=0)
    # drawn beforehand: in main_job.py that is not timed either
    batches = iter([random.choice(len(labels), args.batch, replace=False) for _ in range(args.warm + args.steps)])

    def once():
        nonlocal state
        chosen = next(batches)
        state, loss, found = jitted(state, images[chosen], labels[chosen].astype(np.int32))
        return float(loss), np.asarray(found)

    return once, "all"


def spectra():
    matrices = []
    for k in range(args.count):
        samples = random.rand(args.n, 40)
        distances = ((samples[:, None] - samples[None]) ** 2).sum(-1)
        matrices.append(np.exp(-distances / (0.5 + 0.4 * k)))
    stack = jnp.asarray(np.stack(matrices), real)
    solve = jax.jit(jnp.linalg.eigvalsh)
    return lambda: np.asarray(solve(stack)), f"{args.count} spectra, n = {args.n}"


once, said = {"step": bare_step, "main": main_job, "spectra": spectra}[args.job]()
for _ in range(args.warm):
    once()
times = []
used = time.process_time()
for _ in range(args.steps):
    begun = time.perf_counter()
    once()
    times.append(1000 * (time.perf_counter() - begun))
used = time.process_time() - used
times.sort()
what = f"JAX {jax.__version__}, {said}, cpu, {args.threads} thread(s), {args.dtype}"
print(json.dumps(dict(what=what, milliseconds=times[len(times) // 2], fastest=times[0], cpu=1000 * used / args.steps)))
