"""The README's programs run as they stand."""

import importlib.util
import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from infoplane import read_arrays

README = Path(__file__).parents[1] / "README.md"
BLOCKS = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs the blocks that have a word, one after the other, and gives the names that they leave."""

    def run_blocks(word):
        code = "\n".join(block for block in BLOCKS if word in block)
        assert code
        (tmp_path / "program.py").write_text(code, encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        return runpy.run_path("program.py")

    return run_blocks


def described(folder):
    rows = [json.loads(line) for line in (folder / "rows.jsonl").read_text().splitlines()]
    return json.loads((folder / "captures.json").read_text()), rows


def needs(*modules):
    missing = [module for module in modules if importlib.util.find_spec(module) is None]
    return pytest.mark.skipif(bool(missing), reason=f"needs {', '.join(missing)}")


@needs("torch")
def test_pytorch(run, tmp_path, capsys):
    names = run("captures/mlp")
    assert capsys.readouterr().out.strip() == "(128, 16) (128, 16) (128, 4)"
    header, rows = described(tmp_path / "captures/mlp")
    assert list(header["layers"]) == ["F1", "F2"] and header["classes"] == 4
    assert rows[0]["iteration"] == 0 and rows[-1]["iteration"] == 100 and len(rows) > 12
    last = read_arrays(tmp_path / "captures/mlp" / rows[-1]["file"])
    weight = names["model"][4].weight.detach().numpy()
    np.testing.assert_allclose(last["d.F2"], last["dL"] @ weight, atol=1e-6)


def test_numpy(run, tmp_path):
    run("captures/numpy")
    header, rows = described(tmp_path / "captures/numpy")
    assert [row["iteration"] for row in rows] == [0, 10, 20] and header["errors"] == "per-sample"
    row = read_arrays(tmp_path / "captures/numpy" / rows[0]["file"])
    np.testing.assert_allclose(row["dL"].sum(1), 0, atol=1e-12)


@needs("jax")
def test_jax(tmp_path):
    # a process of its own: JAX has threads, and other tests fork
    code = "\n".join(block for block in BLOCKS if "import jax" in block)
    code += '\nimport numpy\nnumpy.savez("params.npz", **params)\n'
    environment = {**os.environ, "PYTHONPATH": str(README.parent / "src")}
    ended = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    header, rows = described(tmp_path / "captures/jax")
    assert header["by"]["program"].startswith("jax ") and header["samples"]["batch"]["n"] == 128
    row = read_arrays(tmp_path / "captures/jax" / rows[0]["file"])
    weights = read_arrays(tmp_path / "params.npz")
    h = np.tanh(row["X"] @ weights["w1"])
    p = np.exp(h @ weights["w2"])
    expected = p / p.sum(1, keepdims=True) - np.eye(4)[row["Y"]]
    np.testing.assert_allclose(row["T.F1"], h, atol=1e-5)
    np.testing.assert_allclose(row["dL"], expected, atol=1e-5)
    np.testing.assert_allclose(row["d.F1"], expected @ weights["w2"].T, atol=1e-5)


@needs("keras", "torch")
def test_keras(run, tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    run("import keras")
    header, rows = described(tmp_path / "captures/keras")
    assert header["layers"]["C1"] == {"axes": "NHWC", "shape": [6, 6, 3]} and header["input"]["axes"] == "NHWC"
    assert [(row["iteration"], row["epoch"]) for row in rows] == [(0, 0), (4, 1), (8, 2)]
    first, last = (read_arrays(tmp_path / "captures/keras" / row["file"])["T.F1"] for row in (rows[0], rows[-1]))
    assert not np.array_equal(first, last)
