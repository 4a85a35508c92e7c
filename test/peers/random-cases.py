"""Matrix-based Rényi quantities by NumPy and LAPACK (SciPy), from the definitions alone: one Gram matrix a feature map, their
Hadamard product, all eigenvalues. Reads cases as JSON lines, writes values as JSON lines."""
import json
import sys

import numpy as np
import scipy.linalg


def gram(x, sigma):
    distances = np.array([np.einsum('ij,ij->i', x - row, x - row) for row in x])
    return np.exp(-distances / (2 * sigma**2))


def entropy(k, alpha):
    n = len(k)
    values = scipy.linalg.eigh(k / n, eigvals_only=True, driver='evd')
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
