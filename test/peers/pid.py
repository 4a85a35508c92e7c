"""
Decompositions of what two discrete variables say about a third, by dit or by hoi, whichever the argument names.

Reads `[{ "a": [n], "b": [n], "y": [n] }, ...]`, states as whole numbers and n the same in all, and writes bits by case. Of both: `redundancy` and `synergy`, with
the least information as redundancy. Of dit also entropies and informations of a, b and (a, b).
"""

import json
import sys

import numpy as np


def by_dit(case):
    import dit
    from dit.pid import PID_MMI

    rows = np.stack([case["a"], case["b"], case["y"]], axis=1)
    states, counts = np.unique(rows, axis=0, return_counts=True)
    table = dit.Distribution([tuple(int(one) for one in state) for state in states], counts / counts.sum())
    pid = PID_MMI(table, ((0,), (1,)), (2,))
    parts = ([0], [1], [0, 1])
    return {
        "redundancy": pid.get_pi(((0,), (1,))),
        "synergy": pid.get_pi(((0, 1),)),
        "entropies": [dit.shannon.entropy(table, part) for part in parts],
        "informations": [dit.shannon.mutual_information(table, part, [2]) for part in parts],
    }


def by_hoi(cases):
    from hoi.metrics import RedundancyMMI, SynergyMMI

    # [samples, sources, cases]: all in one go, since each go is compiled
    x = np.array([[case["a"], case["b"]] for case in cases], dtype=np.int64).transpose(2, 1, 0)
    y = np.array([[case["y"]] for case in cases], dtype=np.int64).transpose(2, 1, 0)
    found = {}
    for name, metric in [("redundancy", RedundancyMMI), ("synergy", SynergyMMI)]:
        found[name] = metric(x, y, verbose=False).fit(minsize=2, maxsize=2, method="binning")[0].tolist()
    return [{name: found[name][at] for name in found} for at in range(len(cases))]


if __name__ == "__main__":
    given = json.load(sys.stdin)
    answers = by_hoi(given) if sys.argv[1] == "hoi" else [by_dit(case) for case in given]
    json.dump(answers, sys.stdout)
