"""What a folder says of a training that has not ended, and of rows that are missing; recorders that nobody closed."""

import gc
import json
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from infoplane import CapturesWriter, InfoplaneError, read_arrays

N = 6
X, Y = np.random.default_rng(4).normal(size=(N, 5)), np.arange(N) % 3


def header_of(folder):
    return json.loads((folder / "captures.json").read_text())


def iterations_of(folder):
    return [json.loads(line)["iteration"] for line in (folder / "rows.jsonl").read_text().splitlines()]


def layer(at):
    return {"F1": np.full((N, 4), float(at))}


def test_a_folder_says_how_long_the_training_is_and_whether_it_ended(tmp_path):
    writer = CapturesWriter(tmp_path / "c", sample=(X, Y), iterations=4)
    writer.row(0, T=layer(0))
    assert header_of(tmp_path / "c")["iterations"] == 4 and header_of(tmp_path / "c")["ended"] is False
    writer.row(4, T=layer(4))
    writer.close()
    assert header_of(tmp_path / "c")["ended"] is True
    with CapturesWriter(tmp_path / "d", sample=(X, Y)) as writer:
        writer.row(0, T=layer(0))
        assert header_of(tmp_path / "d")["ended"] is False
    assert header_of(tmp_path / "d")["ended"] is True and "iterations" not in header_of(tmp_path / "d")
    with pytest.raises(KeyboardInterrupt), CapturesWriter(tmp_path / "e", sample=(X, Y)) as writer:
        writer.row(0, T=layer(0))
        raise KeyboardInterrupt
    assert header_of(tmp_path / "e")["ended"] is False
    CapturesWriter(tmp_path / "f", sample=(X, Y)).row(0, T=layer(0))
    assert not {"ended", "iterations", "skipped"} & set(header_of(tmp_path / "f"))


def test_a_recording_that_goes_on_has_not_ended(tmp_path):
    def write(folder, begin, end, **options):
        with CapturesWriter(folder, sample=(X, Y), iterations=8, **options) as writer:
            for i in range(begin, end):
                writer.row(i, T=layer(i if i != 3 else np.nan))

    with pytest.warns(UserWarning):
        write(tmp_path / "whole", 0, 8)
    with pytest.warns(UserWarning):
        write(tmp_path / "parts", 0, 6)
    assert header_of(tmp_path / "parts")["skipped"] == {"test": [3]}
    writer = CapturesWriter(tmp_path / "parts", sample=(X, Y), iterations=9, resume=True, iteration=2)
    assert header_of(tmp_path / "parts")["ended"] is False and "skipped" not in header_of(tmp_path / "parts")
    writer.row(2, T=layer(2))
    assert header_of(tmp_path / "parts")["iterations"] == 9
    with pytest.warns(UserWarning):
        write(tmp_path / "parts", 2, 8, resume=True, iteration=2)
    for name in ("captures.json", "rows.jsonl", "test/000007.safetensors"):
        assert (tmp_path / "parts" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_rows_that_are_not_finite_are_left_out_and_named(tmp_path):
    writer = CapturesWriter(tmp_path / "c", sample=(X, Y))
    with pytest.warns(UserWarning, match=r"T\.F1 of row 0 .*left out") as seen:
        writer.row(0, T=layer(np.nan))
    assert [one.filename for one in seen] == [__file__]
    writer.row(1, T=layer(1))
    with pytest.warns(UserWarning, match="row 2"):
        writer.row(2, T=layer(np.inf))
    assert iterations_of(tmp_path / "c") == [1]
    assert header_of(tmp_path / "c")["skipped"] == {"test": [0, 2]}
    with pytest.raises(InfoplaneError, match="row 3"):
        CapturesWriter(tmp_path / "d", sample=(X, Y), not_finite="raise").row(3, T=layer(np.nan))


torch = pytest.importorskip("torch", reason="needs PyTorch")
import torch.nn.functional as F  # noqa: E402
from networks import Mlp  # noqa: E402

from infoplane import Recorder  # noqa: E402

INPUTS, CLASSES = torch.randn(8, 6, generator=torch.Generator().manual_seed(1)), torch.arange(8) % 3


def recorder_in(folder, model=None, **options):
    options = {"at": "every:2", "iterations": 4, "sample": (INPUTS, CLASSES), **options}
    return Recorder(folder, model or Mlp(), ["fc1"], F.cross_entropy, **options)


def test_one_hot_targets_have_classes_without_being_told(tmp_path):
    one_hot = F.one_hot(CLASSES, 3).float()
    both = {"batch": None, "test": (INPUTS, one_hot)}
    with recorder_in(tmp_path / "c", sample=both, labels=lambda y: y.argmax(1)) as rec:
        for _ in range(4):
            rec.step(INPUTS, one_hot)
        rec.last(INPUTS, one_hot)
    assert header_of(tmp_path / "c")["classes"] == 3
    assert iterations_of(tmp_path / "c") == [0, 0, 2, 2, 4, 4]
    assert read_arrays(tmp_path / "c/test.safetensors")["Y"].tolist() == CLASSES.tolist()
    curve = (tmp_path / "c/training.csv").read_text().splitlines()[1:]
    assert all(0 <= float(line.split(",")[-1]) <= 1 for line in curve) and len(curve) == 6
    with recorder_in(tmp_path / "d", labels=lambda y: y % 2, classes=2) as rec:
        for _ in range(4):
            rec.step()
    assert header_of(tmp_path / "d")["classes"] == 2 and iterations_of(tmp_path / "d") == [0, 2, 4]
    with recorder_in(tmp_path / "e", labels=lambda y: None) as rec:
        for _ in range(4):
            rec.step()
    assert "classes" not in header_of(tmp_path / "e") and iterations_of(tmp_path / "e") == [0, 2, 4]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_samples_of_numpy_are_taken(tmp_path, dtype):
    x, y = INPUTS.numpy().astype(dtype), CLASSES.numpy().astype("int32")
    with recorder_in(tmp_path / "numpy", sample={"batch": None, "test": (x, y)}) as rec:
        for _ in range(4):
            rec.step(x, y.tolist())
        rec.last(x, y)
    torch_sample = {"batch": None, "test": (INPUTS, CLASSES)}
    model = rec._recording._model
    with recorder_in(tmp_path / "torch", model, sample=torch_sample) as rec:
        for _ in range(4):
            rec.step(INPUTS, CLASSES)
        rec.last(INPUTS, CLASSES)
    for place in ("test.safetensors", "test/000002.safetensors", "batch/000004.safetensors"):
        one, other = read_arrays(tmp_path / "numpy" / place), read_arrays(tmp_path / "torch" / place)
        assert set(one) == set(other) and all(np.array_equal(one[name], other[name]) for name in one)


def test_a_training_goes_on_when_a_row_is_not_finite(tmp_path):
    model = Mlp()
    with pytest.warns(UserWarning, match="left out") as seen, recorder_in(tmp_path / "c", model) as rec:
        for i in range(4):
            rec.step(INPUTS, CLASSES)
            rec.log("train", loss=float("nan") if i == 1 else 0.5)
            with torch.no_grad():
                model.fc1.bias.fill_(float("nan") if i == 1 else 0.0)
    assert {one.filename for one in seen} == {__file__}
    assert iterations_of(tmp_path / "c") == [0, 4]
    assert header_of(tmp_path / "c")["skipped"] == {"test": [2]} and header_of(tmp_path / "c")["ended"] is True
    curve = (tmp_path / "c/training.csv").read_text()
    assert ",nan" not in curve and ",2,train" not in curve and ",3,train,0.5," in curve


def test_a_recorder_that_nobody_closed_closes_where_the_training_has_its_length(tmp_path):
    def loop(folder, updates):
        rec = recorder_in(folder)
        for _ in range(updates):
            rec.step()

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        loop(tmp_path / "whole", 4)
        gc.collect()
    assert iterations_of(tmp_path / "whole") == [0, 2, 4] and header_of(tmp_path / "whole")["ended"] is True
    with pytest.warns(UserWarning, match="not closed"):
        loop(tmp_path / "short", 3)
        gc.collect()
    assert iterations_of(tmp_path / "short") == [0, 2] and header_of(tmp_path / "short")["ended"] is False


PROGRAM = """
import sys
sys.path[:0] = {paths!r}
import test_recording_ends as t
rec = t.recorder_in(t.Path({folder!r}))
for i in range(4):
    rec.step()
    if i == {stop}:
        raise ValueError
"""


@pytest.mark.parametrize(("stop", "rows"), [(9, [0, 2, 4]), (3, [0, 2])])
def test_the_end_of_the_program_closes_it_unless_it_failed(tmp_path, stop, rows):
    here = Path(__file__).parent
    program = PROGRAM.format(paths=[str(here), str(here.parent / "src")], folder=str(tmp_path / "c"), stop=stop)
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ran.returncode == (1 if stop == 3 else 0), ran.stderr
    assert iterations_of(tmp_path / "c") == rows
    assert header_of(tmp_path / "c")["ended"] is (stop == 9)
