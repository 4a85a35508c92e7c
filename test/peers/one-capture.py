"""Effective rank, DiME, kernel alignment, intrinsic dimension, redundancy and permutation nulls from their definitions alone, with NumPy. Reads
cases as JSON lines, writes values as JSON lines. No formula is shared with the sources: alignment is taken from features or from
Song's sum, DiME from Gram matrices whose samples of T are permuted, neighbours from sorted distances."""
import json
import sys

import numpy as np


def squares(x):
    return np.array([((x - row) ** 2).sum(1) for row in x])


def gaussian(x, sigma):
    return np.exp(-squares(x) / (2 * sigma**2))


def entropy(k, alpha=1):
    values = np.clip(np.linalg.eigvalsh(k / np.trace(k)), 0, None)
    values = values[values > 0] / values.sum()
    if alpha == 1:
        return -(values * np.log2(values)).sum()
    return np.log2((values**alpha).sum()) / (1 - alpha)


def ranks(x, sigma):
    unit = x / np.linalg.norm(x, axis=1, keepdims=True)
    kernels = dict(gaussian=gaussian(x, sigma), cosine=unit @ unit.T, linear=x @ x.T)
    return {name: 2 ** entropy(k) for name, k in kernels.items()}


def information(kx, kt, alpha):
    return entropy(kx, alpha) + entropy(kt, alpha) - entropy(kx * kt, alpha)


def null(kx, kt, orders, alpha):
    """DiME by its definition, and p, mean and spread of the permuted values; sample i of T stands beside sample order[i] of X."""
    places = [np.argsort(order) for order in orders]
    permuted = [information(kx, kt[np.ix_(p, p)], alpha) for p in places]
    joints = [entropy(kx * kt[np.ix_(p, p)], alpha) for p in places]
    observed = information(kx, kt, alpha)
    p = (1 + sum(one >= observed - 1e-9 for one in permuted)) / (1 + len(permuted))
    dime = np.mean(joints) - entropy(kx * kt, alpha)
    return dict(dime=dime, observed=observed, mean=np.mean(permuted), spread=np.std(permuted, ddof=1), p=p)


def bounds(target, maps, orders, alpha):
    """Synergy and redundancy of maps 0 and 2, each less its mean over permutations of the target."""

    def ends(k):
        one, other = information(k, maps[0], alpha), information(k, maps[2], alpha)
        both = information(k, maps[0] * maps[2], alpha)
        return dict(
            synergy_lower=max(0, both - one - other),
            synergy_upper=both - max(one, other),
            redundancy_lower=max(0, one + other - both),
            redundancy_upper=min(one, other),
        )

    permuted = [ends(target[np.ix_(order, order)]) for order in orders]
    return {name: value - np.mean([one[name] for one in permuted]) for name, value in ends(target).items()}


def redundancies(kx, maps, orders, alpha):
    """Redundancy of all maps, its share of what they say one by one, and both of maps in orders of their own: a[c][k] is order k of map c."""
    together = information(kx, np.prod(maps, axis=0), alpha)
    alone = sum(information(kx, k, alpha) for k in maps)
    found = dict(bits=alone - together, share=(alone - together) / alone, alone=alone)
    for count in (2, len(orders[0])):
        placed = [[k[np.ix_(p, p)] for p in own[:count]] for k, own in zip(maps, orders)]
        joint = [information(kx, np.prod([own[at] for own in placed], axis=0), alpha) for at in range(count)]
        turns = -(-2 * len(maps) // count)
        taken = [sorted((at * turns + turn) % len(maps) for turn in range(min(turns, len(maps)))) for at in range(count)]
        singles = [[information(kx, own[at], alpha) for at in range(count) if c in taken[at]] for c, own in enumerate(placed)]
        total = sum(np.mean(own) for own in singles)
        mean = total - np.mean(joint)
        found[f'apart{count}'] = dict(bits=mean, share=mean / total, alone=total)
    return found


def linear_biased(x, y):
    x, y = x - x.mean(0), y - y.mean(0)
    return np.linalg.norm(x.T @ y) ** 2 / np.linalg.norm(x.T @ x) / np.linalg.norm(y.T @ y)


def hsic_biased(k, l):
    n = len(k)
    h = np.eye(n) - 1 / n
    return np.trace(k @ h @ l @ h)


def hsic_unbiased(k, l):
    n = len(k)
    k, l = k - np.diag(np.diag(k)), l - np.diag(np.diag(l))
    one = np.ones(n)
    corrected = np.trace(k @ l) + (one @ k @ one) * (one @ l @ one) / ((n - 1) * (n - 2))
    return (corrected - 2 / (n - 2) * (one @ k @ l @ one)) / (n * (n - 3))


def alignment(hsic, k, l):
    return hsic(k, l) / np.sqrt(hsic(k, k) * hsic(l, l))


def by_median(x, width):
    d = np.sqrt(squares(x))
    d = d[np.triu_indices(len(x), 1)]
    return gaussian(x, width * np.median(d[d > 0]))


def alignments(x, t, u, y, width):
    onehot = np.eye(y.max() + 1)[y]
    found = {}
    for name, a, b in (('XT', x, t), ('TY', t, onehot), ('TU', t, u)):
        soft = [onehot @ onehot.T if v is onehot else by_median(v, width) for v in (a, b)]
        found[name] = dict(
            linear_biased=linear_biased(a, b),
            linear_unbiased=alignment(hsic_unbiased, a @ a.T, b @ b.T),
            gaussian_biased=alignment(hsic_biased, *soft),
            gaussian_unbiased=alignment(hsic_unbiased, *soft),
        )
    return found


def dimensions(x, k):
    x = np.unique(x, axis=0)
    n = len(x)
    r = np.sort(np.sqrt(squares(x)), axis=1)[:, 1:]
    mu = np.sort(r[:, 1] / r[:, 0])
    kept = int(np.floor(0.9 * n))
    level = np.arange(1, n + 1) / n
    slope = np.linalg.lstsq(np.log(mu[:kept, None]), -np.log(1 - level[:kept]), rcond=None)[0][0]
    inverse = [np.mean(np.log(row[k - 1] / row[: k - 1])) for row in r]
    return {'two-nn': slope, 'mle': 1 / np.mean(inverse)}


def participation(x):
    c = np.atleast_2d(np.cov(x.T))
    return np.trace(c) ** 2 / np.trace(c @ c)


for line in sys.stdin:
    q = json.loads(line)
    x, t, u, y = (np.array(q[name], dtype=int if name == 'y' else float) for name in 'xtuy')
    v = np.array(q['v'], dtype=float).reshape(len(x), 3, -1)
    maps = [gaussian(v[:, c], q['sigmaT']) for c in range(3)]
    kx, kt, ky = gaussian(x, q['sigmaX']), gaussian(t, q['sigmaT']), (y[:, None] == y).astype(float)
    answer = dict(
        boundsX=bounds(kx, maps, q['orders'][:20], q['alpha']),
        boundsY=bounds(ky, maps, q['orders'][:20], q['alpha']),
        redundancy=redundancies(kx, maps, q['apart'], q['alpha']),
        ranks=ranks(t, q['sigmaT']),
        XT=null(kx, kt, q['orders'], q['alpha']),
        TY=null(ky, kt, q['orders'], q['alpha']),
        cka=alignments(x, t, u, y, q['width']),
        dimension={**dimensions(t, q['k']), 'participation-ratio': participation(t)},
    )
    print(json.dumps(answer), flush=True)
