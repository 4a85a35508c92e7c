"""Bias and spread of nearest-neighbour informations on samples that tie, in bits: the table of docs/conventions.md.

python3 bench/neighbour-ties.py [samples] [draws]     needs NumPy and SciPy; 128 samples and 40 draws take some seconds
"""
import sys
import numpy as np
from scipy.integrate import quad
from scipy.special import digamma as psi
from scipy.stats import multivariate_normal, norm

K = 3


def distances(values):
    apart = np.abs(values[:, None] - values[None]).astype(float)
    root = np.sqrt((apart**2).mean())
    return apart / root if root > 0 else apart


def printed(x, t):
    """Kraskov et al. 2004, eq. (8)."""
    n = len(x)
    z = np.maximum(x, t) + np.diag(np.full(n, np.inf))
    reach = np.partition(z, K - 1, axis=1)[:, K - 1, None]
    inside = lambda d: np.maximum((d < reach).sum(1), 1)
    return psi(K) + psi(n) - np.mean(psi(inside(x)) + psi(inside(t)))


def with_noise(x, t, rng):
    """JIDT: standardised, with noise of 1e-8."""
    noisy = lambda v: (v - v.mean()) / (v.std() or 1) + 1e-8 * rng.normal(size=len(v))
    return printed(distances(noisy(x)), distances(noisy(t)))


def gao(x, t):
    """Gao, Kannan, Oh & Viswanath 2017, as their code has it."""
    n, terms = len(x), []
    for p, q in zip(x, t):
        z = np.maximum(p, q)
        reach = np.sort(z)[K]
        if reach == 0:
            terms.append(psi((z == 0).sum()) - psi((p == 0).sum()) - psi((q == 0).sum()))
        else:
            terms.append(psi(K) - psi((p < reach).sum()) - psi((q < reach).sum()))
    return np.log(n) + np.mean(terms)


def counted(x, t):
    """runner/kernels/shannon/ksg.ts, variant 1."""
    n, terms = len(x), []
    if x.max() == 0 or t.max() == 0:
        return 0.0
    for i in range(n):
        p, q = np.delete(x[i], i), np.delete(t[i], i)
        z = np.maximum(p, q)
        e = np.sort(z)[K - 1]
        top, side = p == e, q == e
        if e == 0:
            terms.append(psi((z == 0).sum() + 1) - psi(top.sum() + 1) - psi(side.sum() + 1))
            continue
        a, b, inner, ring = (p < e).sum(), (q < e).sum(), (z < e).sum(), (z == e).sum()
        if ring > K - inner or top.sum() > 1 or side.sum() > 1:
            edges = (top & (q < e)).sum(), (side & (p < e)).sum()
            corners = ring - sum(edges)
            part = (K - inner) * ring / (ring + 1)
            share = part / ring if corners == 0 else (np.sqrt(sum(edges) ** 2 + 4 * corners * part) - sum(edges)) / (2 * corners)
            before = (K - inner - 1) / ring
            a = a + edges[0] * before + (top.sum() - edges[0]) * share
            b = b + edges[1] * before + (side.sum() - edges[1]) * share
        terms.append(psi(K) - psi(a + 1) - psi(b + 1))
    most = min(np.mean(np.log(n / (d == 0).sum(1))) for d in (x, t))
    return min(psi(n) + np.mean(terms), most)


def entropy(*shares):
    p = np.ravel(shares)
    return float(-(p[p > 0] * np.log2(p[p > 0])).sum())


def rectified_truth():
    """I of max(0, normal around +-1) and the sign."""
    at_zero = norm.cdf(-1), norm.cdf(1)
    left = sum(at_zero) / 2 * entropy(*np.divide(at_zero, sum(at_zero)))
    def rest(t):
        densities = np.array([norm.pdf(t - 1), norm.pdf(t + 1)])
        return densities.sum() / 2 * entropy(*densities / densities.sum())
    return 1 - left - quad(rest, 0, 9)[0]


def halves_truth(rho):
    """I of two normal variables that are rounded to halves."""
    edges = np.arange(-25, 27, 2) / 4
    joint = multivariate_normal([0, 0], [[1, rho], [rho, 1]])
    below = np.array([[joint.cdf([a, b]) for b in edges] for a in edges])
    p = below[1:, 1:] - below[:-1, 1:] - below[1:, :-1] + below[:-1, :-1]
    return entropy(p.sum(0)) + entropy(p.sum(1)) - entropy(p)


def normal_pair(n, rng, rho=0.75):
    x = rng.normal(size=n)
    return x, rho * x + np.sqrt(1 - rho**2) * rng.normal(size=n)


def steps(a, b):
    def draw(n, rng):
        x, t = normal_pair(n, rng)
        return (np.round(a * x) if a else x), (np.round(b * t) if b else t)
    return draw


def rectified(n, rng):
    bit = rng.integers(0, 2, n)
    return np.maximum(0, 2 * bit - 1 + rng.normal(size=n)), bit


def half_zero(n, rng):
    x, t = normal_pair(n, rng, 0.9)
    return x, np.where(rng.random(n) < 0.5, 0, t)


def twice(n, rng):
    x = rng.integers(0, 10, n)
    return x, x


normal = -0.5 * np.log2(1 - 0.75**2)
cases = {
    'two independent fair bits': (lambda n, r: (r.integers(0, 2, n), r.integers(0, 2, n)), 0),
    'a dead layer, two classes': (lambda n, r: (np.zeros(n), r.integers(0, 2, n)), 0),
    'max(0, normal), independent of a bit': (lambda n, r: (np.maximum(0, r.normal(size=n)), r.integers(0, 2, n)), 0),
    'max(0, normal around +-1), and the sign': (rectified, rectified_truth()),
    'ten states, twice the same': (twice, np.log2(10)),
    'correlated by 0.75, in steps of 1/2': (steps(2, 2), halves_truth(0.75)),
    'the same in steps of 1/32': (steps(32, 32), normal),
    'one of the two in steps of 1/4': (steps(4, 0), normal),
    'whole numbers, two a value, independent': (lambda n, r: (r.integers(0, n // 2, n), r.integers(0, n // 2, n)), 0),
    'X, and 0 or 0.9 X with noise': (half_zero, -0.25 * np.log2(0.19)),
    'correlated by 0.75': (steps(0, 0), normal),
}
n, draws = (int(each) for each in (sys.argv[1:] + ['128', '40'][len(sys.argv) - 1 :])[:2])
print(f'{"n = " + str(n):42}{"truth":>6}' + ''.join(f'{name:>16}' for name in ('printed', 'noise', 'Gao et al.', 'ksg')))
for about, (draw, truth) in cases.items():
    rng = np.random.default_rng(3)
    found = []
    for _ in range(draws):
        x, t = draw(n, rng)
        dx, dt = distances(x), distances(t)
        found.append([printed(dx, dt), with_noise(x, t, rng), gao(dx, dt), counted(dx, dt)])
    bits = np.array(found) / np.log(2)
    print(f'{about:42}{truth:6.2f}' + ''.join(f'{m:+9.2f} ({s:4.2f})' for m, s in zip(bits.mean(0) - truth, bits.std(0))))
