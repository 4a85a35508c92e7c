"""Judges some hundred claims of the published runs again, from their tables alone, and compares the verdicts with the published ones.

    python3 reports/published/check/verdicts.py

Independent of infoplane: it shares no code with it, only the rules of docs/claims.md. Needs Python and pyarrow. Exit code 1 where a verdict
differs, or a study that is judged here was not published.
"""

import gzip
import math
import sys
from pathlib import Path

import pyarrow.ipc

published = Path(__file__).resolve().parent.parent


def t_quantile(p, df):
    """Quantile of Student's t, by Simpson's rule on its density and bisection."""
    scale = math.exp(math.lgamma((df + 1) / 2) - math.lgamma(df / 2)) / math.sqrt(df * math.pi)

    def density(x):
        return scale * (1 + x * x / df) ** (-(df + 1) / 2)

    def cdf(x, steps=2000):
        h = x / steps
        inner = sum((4 if i % 2 else 2) * density(i * h) for i in range(1, steps))
        return 0.5 + (density(0) + inner + density(x)) * h / 3

    low, high = 0.0, 1e3
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if cdf(middle) < p else (low, middle)
    return (low + high) / 2


def interval(values, level=0.05):
    """Mean with its two-sided interval over trials."""
    n = len(values)
    mean = sum(values) / n
    if n == 1:
        return mean, mean
    deviation = math.sqrt(sum((v - mean) ** 2 for v in values) / (n - 1))
    half = t_quantile(1 - level / 2, n - 1) * deviation / math.sqrt(n)
    return mean - half, mean + half


def by_trials(margins, strict=False):
    """Verdict on the worst margins of trials: {seed: margin}. `strict`: a margin of 0 is against it."""
    low, high = interval(list(margins.values()))
    return "holds" if above(low, strict) else "fails" if not above(high, strict) else "unclear"


def by_means(cases, strict=False):
    """Verdict on cases over trials: [{seed: margin}, ...]. Holds if each lower end is at or above 0; fails if an upper end at 0.05 / cases is below 0."""
    if all(above(interval(list(case.values()))[0], strict) for case in cases):
        return "holds"
    level = 0.05 / len(cases)
    broken = any(not above(interval(list(case.values()), level)[1], strict) for case in cases)
    return "fails" if broken else "unclear"


def above(value, strict):
    return value > 0 if strict else value >= 0


def read(study, table):
    """Rows of a table, cells as text; without columns that nothing here reads."""
    with gzip.open(published / study / "tables" / f"{table}.arrow.gz") as file:
        arrow = pyarrow.ipc.open_stream(file.read()).read_all()
    kept = [name for name in arrow.column_names if name not in unread]
    columns = [["" if v is None else str(v) for v in arrow.column(name).to_pylist()] for name in kept]
    return [dict(zip(kept, cells)) for cells in zip(*columns)]


unread = {"model", "iteration", "channel", "channel_2", "quantity", "stderr", "unit", "samples", "alpha", "sigma_x", "sigma_t", "bandwidth", "method", "flag", "loss"}


def pick(rows, **wanted):
    """Rows with the wanted cells; `epoch` may be first or last, `since` is an epoch."""
    epoch, since = wanted.pop("epoch", None), wanted.pop("since", -1)
    kept = [r for r in rows if all(r[k] == v for k, v in wanted.items()) and float(r["epoch"]) >= since]
    if epoch is None:
        return kept
    epochs = [float(r["epoch"]) for r in kept]
    at = min(epochs) if epoch == "first" else max(epochs)
    return [r for r in kept if float(r["epoch"]) == at]


def number(row):
    return float(row["value"] if "value" in row else row["accuracy"])


def order(estimator, sign, tolerance, **where):
    """Non-increasing (sign 1) or non-decreasing (-1) along the layers in every trial: tolerance minus the greatest way in the wrong direction."""

    def judge(estimates, _):
        margins = {}
        rows = pick(estimates, estimator=estimator, **where)
        for seed, epoch in {(r["seed"], r["epoch"]) for r in rows}:
            chain = sorted((int(r["layer_index"]), sign * number(r)) for r in rows if (r["seed"], r["epoch"]) == (seed, epoch))
            wrong = max(b - a for i, (_, a) in enumerate(chain) for _, b in chain[i + 1 :])
            margins[seed] = min(margins.get(seed, math.inf), tolerance - wrong)
        return by_trials(margins)

    return judge


def order_mostly(estimator, sign, tolerance, most=0.2):
    """`order` at all but a share of the places: a step at one point of the training, which breaks it where its interval over trials lies below 0."""

    def judge(estimates, _):
        rows = pick(estimates, estimator=estimator)
        chains = {}
        for r in rows:
            chains.setdefault((r["epoch"], r["seed"]), []).append((int(r["layer_index"]), sign * number(r)))
        places = {}
        for (epoch, seed), chain in chains.items():
            values = [v for _, v in sorted(chain)]
            for step, (a, b) in enumerate(zip(values, values[1:])):
                places.setdefault((epoch, step), []).append(tolerance - (b - a))
        broken = sum(interval(margins)[1] < 0 for margins in places.values())
        return "fails" if broken > most * len(places) else "holds"

    return judge


def rises(estimator, tolerance, window=0.1):
    """The mean of the last tenth of the rows is greater than that of the first by more than the tolerance, in every layer, by each trial's worst."""

    def judge(estimates, _):
        curves = {}
        for r in pick(estimates, estimator=estimator):
            if r["value"] != "":
                curves.setdefault((r["seed"], r["layer"]), []).append((float(r["epoch"]), number(r)))
        margins = {}
        for (seed, _), curve in curves.items():
            values = [v for _, v in sorted(curve)]
            n = max(1, min(round(window * len(values)), len(values) // 2))
            change = sum(values[-n:]) / n - sum(values[:n]) / n - tolerance
            margins[seed] = min(margins.get(seed, math.inf), change)
        return by_trials(margins, strict=True)

    return judge


def differs(table, where, than, on="mean", excess=0.0, **common):
    """The value of `where` is greater than that of `than` by more than `excess`: in every trial by its worst case, or on the mean of each case."""

    def judge(estimates, training):
        rows = {"estimates": estimates, "training": training}[table]
        keys = ("layer", "epoch") if table == "estimates" else ("epoch",)
        keys = tuple(k for k in keys if k not in {**where, **than})

        def values(cells):
            found = pick(rows, **{**common, **cells})
            return {(r["seed"], *(r[k] for k in keys)): number(r) for r in found}

        one, other = values(where), values(than)
        cases = {}
        for key, value in one.items():
            cases.setdefault(key[1:], {})[key[0]] = value - other[key] - excess
        if on == "mean":
            return by_means(list(cases.values()), strict=True)
        return by_trials({seed: min(case[seed] for case in cases.values()) for seed in {k[0] for k in one}}, strict=True)

    return judge


def at_most(bound, **where):
    """A value is at most a bound, on the mean of each case."""

    def judge(estimates, _):
        cases = {}
        for r in pick(estimates, **where):
            cases.setdefault((r["layer"], r["epoch"]), {})[r["seed"]] = bound - number(r)
        return by_means(list(cases.values()))

    return judge


def greatest_fall(values):
    """Places of the greatest fall from a value to a later one, from the greatest value before it."""
    top, best = 0, None
    for i in range(1, len(values)):
        fall = values[top] - values[i]
        if best is None or fall > best[2]:
            best = top, i, fall
        if values[i] > values[top]:
            top = i
    return best[:2]


def grows_along(axis, values, tolerance, **where):
    """A value does not fall along an axis, by each step and by the greatest fall of the mean over trials; vacuous where its values lie within the tolerance of
    each other in most trials, or where it does not rise either."""

    def judge(estimates, _):
        rows = pick(estimates, **where)
        at = {(r[axis], r["seed"]): number(r) for r in rows}
        seeds = sorted({r["seed"] for r in rows})
        chains = {s: [at[v, s] for v in values] for s in seeds}
        if 2 * sum(max(c) - min(c) <= tolerance for c in chains.values()) > len(seeds):
            return "vacuous"

        def verdict(sign):
            signed = {s: [sign * v for v in chain] for s, chain in chains.items()}
            means = [sum(chain[i] for chain in signed.values()) / len(seeds) for i in range(len(values))]
            steps = [(i, i + 1) for i in range(len(values) - 1)]
            way = greatest_fall(means)
            pairs = steps + ([way] if way[1] > way[0] + 1 else [])
            return by_means([{s: tolerance + signed[s][b] - signed[s][a] for s in seeds} for a, b in pairs])

        found = verdict(1)
        return "vacuous" if found == "holds" and verdict(-1) == "holds" else found

    return judge


def readable(estimates, _):
    """linear-probes: what a linear classifier reads off grows from layer to layer after training, on means, tolerance 0.01."""
    rows = pick(estimates, estimator="readable", epoch="last")
    layers = sorted({int(r["layer_index"]) for r in rows})
    at = {(int(r["layer_index"]), r["seed"]): number(r) for r in rows}
    seeds = {r["seed"] for r in rows}
    return by_means([{s: 0.01 + at[b, s] - at[a, s] for s in seeds} for a, b in zip(layers, layers[1:])])


filters = ["2-and-2", "2-and-6", "6-and-16", "32-and-64"]
figure_3 = ["figure-3-mnist", "figure-3-mnist-he-normal", "figure-3-mnist-learns", "figure-3-fashion-mnist", "figure-3-svhn"]
figure_4 = ["figure-4-mnist", "figure-4-mnist-he-normal", "figure-4-mnist-learns"]
figure_6 = ["figure-6-mnist", "figure-6-mnist-he-normal", "figure-6-mnist-learns"]
figure_7 = ["figure-7-mnist", "figure-7-mnist-he-normal", "figure-7-fashion-mnist", "figure-7-svhn"]
widths = [("fixed", "IDD"), ("median", "median"), ("knn", "knn"), ("aligned", "aligned")]
growth = [("", "redundancy", 0.1), ("relative-", "relative", 0.02), ("per-pair-", "per-pair", 0.02), ("above-permuted-", "above-permuted", 0.1)]
topology = {n: {"topology": f"{n}-convolution{'' if n == 'one' else 's'}"} for n in ("one", "two", "three")}
last = {"split": "test", "epoch": "last"}

checks = [
    *((s, "forward-dpi", order("IXT", 1, 0.02)) for s in figure_3),
    *((s, "backward-dpi", order("IDD", -1, 0.02)) for s in figure_3),
    *((s, "forward-dpi-mostly", order_mostly("IXT", 1, 0.02)) for s in figure_3),
    *((s, "backward-dpi-mostly", order_mostly("IDD", -1, 0.02)) for s in figure_3),
    *((s, "backward-dpi-before", order("IDD", -1, 0.02, epoch="first")) for s in figure_3),
    *(
        (s, "first-pooling-loses", differs("estimates", {"layer": "C1"}, {"layer": "P1"}, on="trial", estimator="HT"))
        for s in figure_3
    ),
    *((s, "third-convolution-helps", differs("training", topology["three"], topology["two"], **last)) for s in figure_4),
    *((s, "second-convolution-helps", differs("training", topology["two"], topology["one"], **last)) for s in figure_4),
    *(
        (s, "depth-loses-information", differs("estimates", topology["two"], topology["three"], excess=0.5, estimator="IXT", layer="F1"))
        for s in figure_4
    ),
    *((s, "third-layer-keeps-nothing", at_most(0.1, estimator="IXT", layer="C2", **topology["three"])) for s in figure_4),
    *((s, "fourth-error-tells-nothing", at_most(0.1, estimator="IDD", layer="P2", **topology["three"])) for s in figure_4),
    *(
        (s, f"{name}grows-with-filters-in-{c}", grows_along("filters", filters, tolerance, estimator=estimator, layer=c, epoch="last"))
        for s in figure_6
        for name, estimator, tolerance in growth
        for c in ("C1", "C2")
    ),
    *(
        (s, "enough-filters-help", differs("training", {"filters": "6-and-16"}, {"filters": "2-and-2"}, **last))
        for s in figure_6
    ),
    *(
        (s, "many-filters-help", differs("training", {"filters": "32-and-64"}, {"filters": "6-and-16"}, **last))
        for s in figure_6
    ),
    *((s, f"{estimator}-rises", rises(estimator, 0.05)) for s in figure_7 for estimator in ("IXT", "ITY")),
    *((s, f"{width}-stable", order(e, -1, 0.02, since=5)) for s in ("sigma", "sigma-fashion-mnist") for width, e in widths),
    ("linear-probes", "readable-grows-with-depth", readable),
]


def main():
    wrong = 0
    for study, claim, judge in checks:
        estimates, training, claims = (read(study, table) for table in ("estimates", "training", "claims"))
        given = [r["verdict"] for r in claims if r["claim"] == claim][-1]  # that over all trials and settings comes last
        found = judge(estimates, training)
        wrong += found != given
        print(f"{study} {claim}: {found}, published {given}{'' if found == given else '  <-- differs'}")
    print(f"{len(checks)} verdicts compared, {wrong} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
