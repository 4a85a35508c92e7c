"""Matrix-based quantities of a captures folder from the definitions alone, in float64 by NumPy:
python recorded-digits.py FOLDER FILE LAYER..., with widths by the median of the distances (I(X;T), I(T;Y)) and by Silverman's
rule with 0.1 (I(dL;dk)), order 1.01. Writes JSON: a list of [quantity, layer, value]."""
import json
import sys
from pathlib import Path

import numpy as np


def arrays_of(path):
    """The tensors of a .safetensors file, read by its description."""
    content = Path(path).read_bytes()
    length = int.from_bytes(content[:8], 'little')
    types = {'F32': '<f4', 'F64': '<f8', 'I64': '<i8', 'U8': 'u1', 'I32': '<i4'}
    header = json.loads(content[8 : 8 + length])
    header.pop('__metadata__', None)
    return {
        name: np.frombuffer(content, types[one['dtype']], offset=8 + length + one['data_offsets'][0],
                            count=int(np.prod(one['shape']))).reshape(one['shape'])
        for name, one in header.items()
    }


def distances(x):
    return ((x[:, None, :] - x[None, :, :]) ** 2).sum(-1)


def median_width(x):
    found = np.sqrt(distances(x)[np.triu_indices(len(x), 1)])
    return np.median(found[found > 0]) / np.sqrt(2)


def silverman_width(x, h=0.1):
    return h * len(x) ** (-1 / (4 + x.shape[1]))


def gram(x, width):
    """A map that never moves has no width, and tells no samples apart."""
    return np.exp(-distances(x) / (2 * width**2)) if np.ptp(x, 0).any() else np.ones((len(x), len(x)))


def entropy(k, alpha=1.01):
    values = np.clip(np.linalg.eigvalsh(k / len(k)), 0, None)
    values = values[values > 0] / values.sum()
    return np.log2((values**alpha).sum()) / (1 - alpha)


def information(a, b):
    return entropy(a) + entropy(b) - entropy(a * b)


def layer_gram(t, width):
    """Feature maps are a variable each: their joint kernel is the product of theirs."""
    maps = t.reshape(len(t), t.shape[1] if t.ndim == 4 else 1, -1).astype(float)
    return np.prod([gram(maps[:, c], width(maps[:, c])) for c in range(maps.shape[1])], 0)


folder, file, *layers = sys.argv[1:]
seen = {**arrays_of(Path(folder) / 'test.safetensors'), **arrays_of(Path(folder) / file)}
x = seen['X'].reshape(len(seen['X']), -1).astype(float)
dl = seen['dL'].astype(float)
kx, ky = gram(x, median_width(x)), (seen['Y'][:, None] == seen['Y'][None, :]).astype(float)
kdl = gram(dl, silverman_width(dl))
found = []
for layer in layers:
    t = layer_gram(seen[f'T.{layer}'], median_width)
    d = layer_gram(seen[f'd.{layer}'], silverman_width)
    found += [['I(X;T)', layer, information(kx, t)], ['I(T;Y)', layer, information(t, ky)]]
    found += [['I(dL;dk)', layer, information(kdl, d)]]
print(json.dumps(found))
