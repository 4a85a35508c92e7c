"""The writer of captures folders, from arrays of NumPy."""

import csv
import hashlib
import json

import numpy as np
import pytest

from infoplane import CapturesWriter, InfoplaneError, read_arrays
from infoplane.whole_file import UNFINISHED

N = 6


def arrays(seed=0):
    numbers = np.random.default_rng(seed)
    conv, dense = numbers.normal(size=(N, 2, 3, 3)), numbers.normal(size=(N, 4)).astype("f4")
    return {
        "X": numbers.normal(size=(N, 5)),
        "Y": numbers.integers(0, 3, N),
        "T": {"C1": conv, "F1": dense},
        "d": {"C1": conv * 2, "F1": dense * 2},
        "dL": numbers.normal(size=(N, 3)),
    }


def header_of(folder):
    return json.loads((folder / "captures.json").read_text())


def rows_of(folder):
    return [json.loads(line) for line in (folder / "rows.jsonl").read_text().splitlines()]


def test_the_folder_is_as_the_contract_says(tmp_path):
    folder = tmp_path / "captures" / "mlp"
    writer = CapturesWriter(
        folder,
        seed=3,
        settings={"activation": "tanh", "rate": np.float64(0.5)},
        classes=3,
        loss="cross-entropy",
        program="numpy",
        meta={"by": ["me"]},
    )
    writer.log(0, "train", loss=1.5, accuracy=0.25, epoch=0)
    writer.row(0, **arrays(0), epoch=0)
    writer.row(10, **arrays(1), epoch=0.5)
    assert header_of(folder) == {
        "format": 2,
        "seed": 3,
        "settings": {"activation": "tanh", "rate": 0.5},
        "classes": 3,
        "loss": "cross-entropy",
        "errors": "per-sample",
        "by": {"program": "numpy"},
        "input": {"axes": "NF", "shape": [5]},
        "layers": {"C1": {"axes": "NCHW", "shape": [2, 3, 3]}, "F1": {"axes": "NF", "shape": [4]}},
        "samples": {"batch": {"split": "train", "n": N}},
        "training": "training.csv",
        "meta": {"by": ["me"]},
    }
    assert rows_of(folder) == [
        {"samples": "batch", "iteration": 0, "epoch": 0, "file": "batch/000000.safetensors"},
        {"samples": "batch", "iteration": 10, "epoch": 0.5, "file": "batch/000010.safetensors"},
    ]
    read = read_arrays(folder / "batch/000010.safetensors")
    given = arrays(1)
    assert set(read) == {"X", "Y", "T.C1", "T.F1", "d.C1", "d.F1", "dL"}
    assert np.array_equal(read["X"], given["X"]) and read["X"].dtype == np.float64
    assert np.array_equal(read["T.F1"], given["T"]["F1"]) and read["T.F1"].dtype == np.float32
    assert np.array_equal(read["d.C1"], given["d"]["C1"]) and np.array_equal(read["Y"], given["Y"])
    assert '"shape": [2, 3, 3]' in (folder / "captures.json").read_text()
    with open(folder / "training.csv", newline="") as file:
        assert list(csv.DictReader(file)) == [
            {"epoch": "0.0", "iteration": "0", "split": "train", "loss": "1.5", "accuracy": "0.25"}
        ]


@pytest.mark.parametrize("files", ["safetensors", "npz"])
def test_fixed_samples_stand_once(tmp_path, files):
    given = arrays()
    writer = CapturesWriter(tmp_path / "c", sample=(given["X"], given["Y"]), files=files, sha256=True)
    writer.row(0, T=given["T"])
    writer.row(4, T=given["T"])
    entry = header_of(tmp_path / "c")["samples"]["test"]
    common = tmp_path / "c" / f"test.{files}"
    assert entry == {
        "split": "test",
        "n": N,
        "common": f"test.{files}",
        "sha256": hashlib.sha256(common.read_bytes()).hexdigest(),
    }
    assert "errors" not in header_of(tmp_path / "c")
    assert set(read_arrays(common)) == {"X", "Y"}
    for row in rows_of(tmp_path / "c"):
        path = tmp_path / "c" / row["file"]
        assert set(read_arrays(path)) == {"T.C1", "T.F1"}
        assert row["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_several_samples(tmp_path):
    given = arrays()
    writer = CapturesWriter(tmp_path / "c", sample={"batch": N, "test": (given["X"][:2], given["Y"][:2])})
    writer.row(0, sample="test", T={"F1": given["T"]["F1"][:2]})
    writer.row(0, sample="batch", X=given["X"], Y=given["Y"], T={"F1": given["T"]["F1"]})
    samples = header_of(tmp_path / "c")["samples"]
    assert {name: (one["split"], one["n"]) for name, one in samples.items()} == {
        "batch": ("train", N),
        "test": ("test", 2),
    }
    assert [row["file"].split("/")[0] for row in rows_of(tmp_path / "c")] == ["test", "batch"]


def test_axes_are_said_and_samples_are_moved_to_the_front(tmp_path):
    tokens = np.arange(24.0).reshape(4, 2, 3)
    writer = CapturesWriter(tmp_path / "c", axes={"enc": "TNF", "k": "NHWC"}, input_axes="NT")
    writer.row(
        0, X=np.ones((2, 4), int), T={"enc": tokens, "enc#2": tokens, "k": np.ones((2, 5, 5, 3)), "one": np.ones(2)}
    )
    header = header_of(tmp_path / "c")
    assert header["input"] == {"axes": "NT", "shape": [4]}
    assert header["layers"] == {
        "enc": {"axes": "NTF", "shape": [4, 3]},
        "enc#2": {"axes": "NTF", "shape": [4, 3]},
        "k": {"axes": "NHWC", "shape": [5, 5, 3]},
        "one": {"axes": "NF", "shape": [1]},
    }
    read = read_arrays(tmp_path / "c/batch/000000.safetensors")
    assert np.array_equal(read["T.enc"], tokens.transpose(1, 0, 2))


def test_a_mask_stands_with_the_inputs(tmp_path):
    mask = np.array([[True, False], [True, True]])
    writer = CapturesWriter(tmp_path / "c", sample=(np.ones((2, 2, 3)), None, mask))
    writer.row(0, T={"enc": np.ones((2, 2, 3))})
    common = read_arrays(tmp_path / "c/test.safetensors")
    assert set(common) == {"X", "mask"} and common["mask"].tolist() == [[1, 0], [1, 1]]


def test_dtype_narrows_floating_arrays_alone(tmp_path):
    writer = CapturesWriter(tmp_path / "c", dtype="float16", classes=3)
    writer.row(0, **arrays())
    kinds = {name: array.dtype.name for name, array in read_arrays(tmp_path / "c/batch/000000.safetensors").items()}
    assert kinds.pop("Y") == "int64" and set(kinds.values()) == {"float16"}
    given = arrays()
    given["T"]["F1"] = given["T"]["F1"] * 1e6
    with pytest.warns(UserWarning, match="in float16"):
        writer.row(1, **given)


def test_numbers_of_ml_dtypes_are_bfloat16(tmp_path):
    ml_dtypes = pytest.importorskip("ml_dtypes", reason="needs ml_dtypes, which jax brings")
    values = np.array([[1.5, -2.25]], ml_dtypes.bfloat16)
    CapturesWriter(tmp_path / "c").row(0, X=np.ones((1, 2)), T={"a": values})
    read = read_arrays(tmp_path / "c/batch/000000.safetensors")["T.a"]
    assert read.tolist() == [[1.5, -2.25]]


def other(**changes):
    given = arrays()
    for path, value in changes.items():
        name, _, layer = path.partition("__")
        if layer:
            given[name][layer] = value
        else:
            given[name] = value
    return given


NAN = np.where(np.arange(4) == 2, np.nan, np.ones((N, 4)))
ROWS = {
    "another n": (other(T__F1=np.ones((5, 4)), d__F1=np.ones((5, 4))), "F1"),
    "NaN": (other(T__F1=NAN), "F1.*6 numbers"),
    "infinite": (other(d__F1=np.full((N, 4), np.inf)), r"d\.F1"),
    "NaN in X": (other(X=np.full((N, 5), np.nan)), "X of.*The data have them"),
    "a label beyond": (other(Y=np.full(N, 3)), "label 3"),
    "a label below": (other(Y=np.full(N, -100)), "label -100"),
    "half a label": (other(Y=np.full(N, 0.5)), "label 0.5"),
    "one-hot labels": (other(Y=np.eye(N)), "one-hot"),
    "d of another shape": (other(d__F1=np.ones((N, 5))), r"d\.F1"),
    "d of another layer": (other(d={"F1": np.ones((N, 4))}), "C1"),
    "d without dL": (other(dL=None), "dL"),
    "no samples": ({"X": np.ones((0, 5)), "T": {"F1": np.ones((0, 4))}}, "no samples"),
    "no X": (other(X=None), "no X"),
    "five axes": (other(T__F1=np.ones((N, 1, 1, 1, 1)), d__F1=np.ones((N, 1, 1, 1, 1))), "letters"),
    "an odd name": (other(T={"a b": np.ones((N, 1))}, d=None), "name"),
}


@pytest.mark.parametrize(("given", "message"), ROWS.values(), ids=ROWS)
def test_rows_that_do_not_fit_are_refused_and_leave_nothing(tmp_path, given, message):
    writer = CapturesWriter(tmp_path / "c", classes=3, not_finite="raise")
    with pytest.raises(InfoplaneError, match=message):
        writer.row(0, **given)
    assert not (tmp_path / "c").exists()
    writer.row(0, **arrays())
    assert len(rows_of(tmp_path / "c")) == 1


LATER = {
    "fewer samples": ({"X": np.ones((2, 5)), "T": {"C1": np.ones((2, 2, 3, 3)), "F1": np.ones((2, 4))}}, "2 samples"),
    "another shape": ({**arrays(), "T": {**arrays()["T"], "F1": np.ones((N, 3))}, "d": None}, r"T\.F1"),
    "a layer less": ({**arrays(), "T": {"F1": np.ones((N, 4))}, "d": None}, "C1 is missing"),
    "a layer more": ({**arrays(), "T": {**arrays()["T"], "n": np.ones(N)}, "d": None}, "n is new"),
    "no errors": ({**arrays(), "d": None, "dL": None}, "error signals"),
    "another input": ({**arrays(), "X": np.ones((N, 6))}, "X of"),
}


@pytest.mark.parametrize(("given", "message"), LATER.values(), ids=LATER)
def test_later_rows_are_like_the_first(tmp_path, given, message):
    writer = CapturesWriter(tmp_path / "c", classes=3)
    writer.row(0, **arrays())
    with pytest.raises(InfoplaneError, match=message):
        writer.row(1, **given)
    assert len(rows_of(tmp_path / "c")) == 1 and not (tmp_path / "c/batch/000001.safetensors").exists()


def test_rows_come_in_order(tmp_path):
    writer = CapturesWriter(tmp_path / "c", classes=3)
    writer.row(5, **arrays())
    for iteration in (5, 4, -1, 6.0):
        with pytest.raises(InfoplaneError):
            writer.row(iteration, **arrays())


OPTIONS = {
    "files": {"files": "hdf5"},
    "dtype": {"dtype": "bfloat16"},
    "seed": {"seed": 1.5},
    "classes": {"classes": 0},
    "settings": {"settings": {"a": [1]}},
    "a setting that is NaN": {"settings": {"a": float("nan")}},
    "meta": {"meta": {"a": object()}},
    "sample": {"sample": 7},
    "no samples": {"sample": {}},
    "sample's name": {"sample": {"../x": None}},
    "sample without X": {"sample": (None, None)},
    "labels of another number of samples": {"sample": (np.ones((6, 2)), np.zeros(5, int))},
    "NaN in fixed samples": {"sample": (np.full((6, 2), np.nan), None)},
    "iterations": {"iterations": 2.5},
    "not_finite": {"not_finite": "ignore"},
}


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_options_that_are_wrong_are_refused(tmp_path, options):
    with pytest.raises(InfoplaneError):
        CapturesWriter(tmp_path / "c", **options)


def test_a_folder_that_is_there_is_not_written_over(tmp_path):
    CapturesWriter(tmp_path / "c").row(0, **arrays())
    with pytest.raises(InfoplaneError, match="resume"):
        CapturesWriter(tmp_path / "c")
    with pytest.raises(InfoplaneError, match="iteration="):
        CapturesWriter(tmp_path / "c", resume=True)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").write_text("x")
    with pytest.raises(InfoplaneError, match="something else"):
        CapturesWriter(tmp_path / "mine", resume=True, iteration=0)
    with pytest.raises(InfoplaneError, match="file"):
        CapturesWriter(tmp_path / "mine" / "thesis.tex")
    assert (tmp_path / "mine" / "thesis.tex").read_text() == "x"


def write(folder, begin, end, **options):
    writer = CapturesWriter(folder, classes=3, **options)
    for i in range(begin, end):
        writer.log(i, "train", loss=1 / (i + 1), epoch=i / 4)
        writer.row(i, **arrays(i), epoch=i / 4)


def all_files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("reached", [0, 3, 5, 6])
def test_going_on_gives_the_same_bytes(tmp_path, reached):
    write(tmp_path / "whole", 0, 8)
    write(tmp_path / "parts", 0, 6)
    write(tmp_path / "parts", reached, 8, resume=True, iteration=reached)
    assert all_files(tmp_path / "parts") == all_files(tmp_path / "whole")


def test_going_on_clears_what_a_killed_writer_left(tmp_path):
    write(tmp_path / "whole", 0, 8)
    folder = tmp_path / "parts"
    write(folder, 0, 5)
    (folder / "batch" / "000005.safetensors").write_bytes(b"not named by a row")
    (folder / "batch" / f"000006.safetensors{UNFINISHED}").write_bytes(b"cut")
    (folder / f"training.csv{UNFINISHED}").write_bytes(b"cut")
    with open(folder / "rows.jsonl", "a") as file:
        file.write('{"samples": "batch", "itera')
    write(folder, 5, 8, resume=True, iteration=5)
    assert all_files(folder) == all_files(tmp_path / "whole")


def test_going_on_to_an_earlier_end_leaves_nothing_of_the_later_one(tmp_path):
    write(tmp_path / "whole", 0, 5)
    folder = tmp_path / "parts"
    write(folder, 0, 8)
    (folder / "batch" / f"000009.safetensors{UNFINISHED}").write_bytes(b"cut")
    (folder / f"captures.json{UNFINISHED}").write_bytes(b"cut")
    write(folder, 4, 5, resume=True, iteration=4)
    assert all_files(folder) == all_files(tmp_path / "whole")


def test_going_on_with_other_settings_is_refused(tmp_path):
    write(tmp_path / "c", 0, 3, settings={"rate": 0.1})
    before = all_files(tmp_path / "c")
    with pytest.raises(InfoplaneError, match="settings"):
        write(tmp_path / "c", 3, 5, resume=True, iteration=3, settings={"rate": 0.2})
    assert all_files(tmp_path / "c") == before
    given = arrays()
    CapturesWriter(tmp_path / "f", sample=(given["X"], given["Y"])).row(0, T=given["T"])
    writer = CapturesWriter(tmp_path / "f", sample=(given["X"] + 1, given["Y"]), resume=True, iteration=1)
    with pytest.raises(InfoplaneError, match="fixed samples"):
        writer.row(1, T=given["T"])


def test_beginning_with_resume_is_beginning(tmp_path):
    write(tmp_path / "whole", 0, 4)
    write(tmp_path / "c", 0, 4, resume=True)
    assert all_files(tmp_path / "c") == all_files(tmp_path / "whole")


def test_damaged_rows_are_one_message(tmp_path):
    write(tmp_path / "c", 0, 3)
    text = (tmp_path / "c/rows.jsonl").read_text().splitlines()
    (tmp_path / "c/rows.jsonl").write_text("\n".join([text[0], "{", text[2], ""]))
    with pytest.raises(InfoplaneError, match="line 2"):
        CapturesWriter(tmp_path / "c", resume=True, iteration=3)


def test_a_curve_has_finite_numbers_and_begins_before_the_first_row(tmp_path):
    writer = CapturesWriter(tmp_path / "c")
    with pytest.raises(InfoplaneError, match="nan"):
        writer.log(0, "train", loss=float("nan"))
    writer.row(0, **arrays())
    assert "training" not in header_of(tmp_path / "c")
    with pytest.raises(InfoplaneError, match="curve"):
        writer.log(1, "train", loss=1.0)
