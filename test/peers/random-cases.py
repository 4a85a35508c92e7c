"""Matrix-based Rényi quantities from the definitions alone: one Gram matrix a feature map, their Hadamard product, all
eigenvalues; `random-cases.py scipy` by NumPy and LAPACK, `torch` by PyTorch in float64. Reads cases as JSON lines, writes values
as JSON lines."""
import json
import sys

import numpy as np

if sys.argv[1] == 'torch':
    import torch

    torch.set_num_threads(1)
else:
    import scipy.linalg


def gram_scipy(x, sigma):
    distances = np.array([np.einsum('ij,ij->i', x - row, x - row) for row in x])
    return np.exp(-distances / (2 * sigma**2))


def gram_torch(x, sigma):
    rows = torch.from_numpy(x)
    distances = torch.stack([((rows - row) ** 2).sum(1) for row in rows])
    return torch.exp(-distances / (2 * sigma**2)).numpy()


def eigenvalues_scipy(a):
    return scipy.linalg.eigh(a, eigvals_only=True, driver='evd')


def eigenvalues_torch(a):
    return torch.linalg.eigvalsh(torch.from_numpy(a)).numpy()


gram, eigenvalues = (gram_torch, eigenvalues_torch) if sys.argv[1] == 'torch' else (gram_scipy, eigenvalues_scipy)


def entropy(k, alpha):
    n = len(k)
    values = eigenvalues(k / n)
    values = np.clip(values, 0, None)
    if alpha < 1:
        values[values < n * np.finfo(float).eps * values.max()] = 0
    values = values / values.sum()
    values = values[values > 0]
    if alpha == 1:
        return -(values * np.log2(values)).sum()
    if alpha == np.inf:
        return -np.log2(values.max())
    return np.log2((values**alpha).sum()) / (1 - alpha)


for line in sys.stdin:
    case = json.loads(line)
    n, d, channels = case['n'], case['d'], case['channels']
    data = np.fromfile(case['file'], dtype='<f4').astype(float)
    x, t = data[: n * case['inputs']].reshape(n, -1), data[n * case['inputs'] :].reshape(n, channels, d)
    kx = gram(x, case['sigmaX'])
    maps = [gram(t[:, c], case['sigmaT']) for c in range(channels)]
    kt = np.prod(maps, axis=0) if channels > 1 else maps[0]
    alpha = np.inf if case['alpha'] == 'inf' else case['alpha']
    hx, ht, joint = entropy(kx, alpha), entropy(kt, alpha), entropy(kx * kt, alpha)
    one = entropy(maps[0], alpha)
    with_one = hx + one - entropy(kx * maps[0], alpha)
    print(json.dumps({'HX': hx, 'HT': ht, 'IXT': hx + ht - joint, 'HT0': one, 'IXT0': with_one}), flush=True)
