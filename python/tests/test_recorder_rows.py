"""When a recorder takes rows, and what it refuses."""

import json
import warnings

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs PyTorch")
import torch.nn.functional as F  # noqa: E402
from networks import Mlp, Tangled, images  # noqa: E402
from torch import nn  # noqa: E402

from infoplane import InfoplaneError, Recorder, read_arrays  # noqa: E402

X, Y = torch.randn(20, 6, generator=torch.Generator().manual_seed(1)), torch.arange(20) % 3


def rows_of(folder):
    path = folder / "rows.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def taken(folder):
    return [(row["samples"], row["iteration"]) for row in rows_of(folder)]


def loop(recorder, epochs=2, size=8):
    """Epochs of mini-batches of 8, 8 and 4."""
    for _ in range(epochs):
        for at in range(0, 20, size):
            recorder.step(X[at : at + size], Y[at : at + size])


def recorder_in(folder, at, **options):
    return Recorder(folder, Mlp(), ["fc1"], F.cross_entropy, at=at, **options)


def test_the_lines_of_the_contract(tmp_path):
    model = Mlp()
    rec = Recorder(tmp_path / "c", model, layers={"F1": model.fc1}, loss=F.cross_entropy, at="log:20", sample=(X, Y))
    with rec:
        for i in range(6):
            rec.step(X[:8], Y[:8])
            with torch.no_grad():
                model.fc1.bias.fill_(i + 1)
    assert taken(tmp_path / "c") == [("test", i) for i in range(7)]
    for i in range(1, 7):
        row = read_arrays(tmp_path / f"c/test/{i:06d}.safetensors")
        expected = X.numpy() @ model.fc1.weight.detach().numpy().T + i
        np.testing.assert_allclose(row["T.F1"], expected, atol=1e-5)


def test_short_mini_batches_have_no_row_and_named_rows_wait(tmp_path):
    with recorder_in(tmp_path / "every", "every:1", iterations_per_epoch=3) as recorder:
        loop(recorder)
        recorder.last(X[:8], Y[:8])
    assert [row["iteration"] for row in rows_of(tmp_path / "every")] == [0, 1, 3, 4, 6]
    assert [row["epoch"] for row in rows_of(tmp_path / "every")] == pytest.approx([0, 1 / 3, 1, 4 / 3, 2])
    with recorder_in(tmp_path / "epochs", {"epochs": ["2/3", 2]}, iterations_per_epoch=3) as recorder:
        loop(recorder)
        recorder.last(X[:8], Y[:8])
    assert [row["iteration"] for row in rows_of(tmp_path / "epochs")] == [3, 6]
    both = {"batch": None, "test": (X, Y)}
    with recorder_in(tmp_path / "both", [2], sample=both) as recorder:
        loop(recorder)
    assert taken(tmp_path / "both") == [("test", 2), ("batch", 3)]


def test_the_last_row_of_a_mini_batch_is_asked_for(tmp_path):
    with pytest.warns(UserWarning, match="rec.last"):
        with recorder_in(tmp_path / "c", "log:3") as recorder:
            loop(recorder, 1)
    assert [i for _, i in taken(tmp_path / "c")] == [0, 1]
    with pytest.warns(UserWarning, match="row 9"):
        with recorder_in(tmp_path / "d", [0, 9]) as recorder:
            loop(recorder, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with recorder_in(tmp_path / "e", [0]) as recorder:
            loop(recorder, 1)


def test_a_training_that_is_broken_off_has_no_last_row(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        with recorder_in(tmp_path / "c", "every:2", sample=(X, Y)) as recorder:
            loop(recorder, 1)
            raise KeyboardInterrupt
    assert [i for _, i in taken(tmp_path / "c")] == [0, 2]
    with pytest.raises(InfoplaneError):
        recorder.step(X[:8], Y[:8])


def test_fixed_samples_need_no_mini_batch(tmp_path):
    with recorder_in(tmp_path / "c", "every:1", sample=(X, Y)) as recorder:
        recorder.step()
    assert [i for _, i in taken(tmp_path / "c")] == [0, 1]
    with recorder_in(tmp_path / "d", "every:1") as recorder, pytest.raises(InfoplaneError, match="mini-batch"):
        recorder.step()
        recorder.last(X[:8], Y[:8])


def test_points_of_ones_own_stand_in_the_curve(tmp_path):
    with recorder_in(tmp_path / "c", "every:2", sample=(X, Y), iterations_per_epoch=4) as recorder:
        for _ in range(4):
            recorder.step()
        recorder.log("train", loss=0.5, accuracy=1.0)
    lines = (tmp_path / "c/training.csv").read_text().splitlines()
    assert lines[0] == "epoch,iteration,split,loss,accuracy"
    assert [line.split(",")[:3] for line in lines[1:]] == [
        ["0.0", "0", "test"],
        ["0.5", "2", "test"],
        ["1.0", "4", "test"],
        ["1.0", "4", "train"],
    ]
    assert lines[-1].endswith("train,0.5,1.0")


class Moody(nn.Module):
    """Does what its mood says."""

    def __init__(self):
        super().__init__()
        self.fc, self.spare, self.out = nn.Linear(6, 4), nn.Linear(4, 4), nn.Linear(4, 3)
        self.mood = "well"

    def forward(self, x):
        h = self.fc(x)
        if self.mood == "twice":
            h = h + self.fc(x)
        if self.mood == "aside":
            self.spare(h)
        if self.mood == "cut":
            h = h.detach()
        if self.mood == "tuple":
            return (self.out(h),)
        if self.mood == "few":
            return self.out(h)[:3]
        return self.out(h)


def broken(model):
    with torch.no_grad():
        model.fc.weight.fill_(float("nan"))


PASSES = {
    "NaN": (["fc"], broken, {"not_finite": "raise"}, r"T\.fc.*NaN"),
    "never called": (["spare"], None, {}, "spare"),
    "a call too many": (["fc#2"], None, {}, "fc#2"),
    "no gradient": (["spare", "fc"], lambda model: setattr(model, "mood", "aside"), {}, "spare"),
    "detached": (["fc"], lambda model: setattr(model, "mood", "cut"), {}, "fc"),
    "a tuple": (["fc"], lambda model: setattr(model, "mood", "tuple"), {}, "forward="),
    "fewer outputs": (["fc"], lambda model: setattr(model, "mood", "few"), {}, "3.*8 samples"),
    "no layers": ([], None, {}, "no layers"),
    "too few classes": (["fc"], None, {"classes": 2}, "label 2"),
    "loss of the batch": (["fc"], None, {"loss": lambda z, y: F.cross_entropy(z, y)}, "one loss a sample"),
    "labels that are no whole numbers": (["fc"], None, {"labels": None, "y": Y[:8].float()}, r"float32.*y\.long"),
    "no targets": (["fc"], None, {"y": None}, "have no y"),
    "targets of fewer samples": (["fc"], None, {"y": Y[:5]}, "8 samples in x and 5 in y"),
    "loss without a tensor": (["fc"], None, {"loss": lambda z, y: [1.0]}, "list"),
}


@pytest.mark.parametrize(("layers", "change", "options", "message"), PASSES.values(), ids=PASSES)
def test_a_row_that_cannot_be_recorded_is_one_message(tmp_path, layers, change, options, message):
    model = Moody()
    if change is not None:
        change(model)
    y = options.get("y", Y[:8])
    options = {"loss": F.cross_entropy, **{name: one for name, one in options.items() if name != "y"}}
    recorder = Recorder(tmp_path / "c", model, layers, **options, at="every:1")
    with pytest.raises(InfoplaneError, match=message):
        recorder.step(X[:8], y)
    assert rows_of(tmp_path / "c") == []


LATER = {
    "another call": (lambda model: setattr(model, "mood", "twice"), X[:8], "new"),
    "another input": (None, X[:8].repeat(1, 2)[:, :7], "X of row 1 is NF"),
    "more samples": (None, X[:9], "9 samples"),
}


@pytest.mark.parametrize(("change", "x", "message"), LATER.values(), ids=LATER)
def test_later_rows_are_like_the_first(tmp_path, change, x, message):
    model = Moody()
    recorder = Recorder(
        tmp_path / "c", model, ["fc"], F.cross_entropy, at="every:1", forward=lambda model, x: model(x[:, :6])
    )
    recorder.step(X[:8], Y[:8])
    if change is not None:
        change(model)
    with pytest.raises(InfoplaneError, match=message):
        recorder.step(x, Y[: len(x)])
    assert len(rows_of(tmp_path / "c")) == 1


def test_labels_that_are_no_class_are_told_before_the_loss_sees_them(tmp_path):
    for label in (-1, 3):
        recorder = recorder_in(tmp_path / "c", "every:1")
        with pytest.raises(InfoplaneError, match=f"label {label}"):
            recorder.step(X[:4], torch.tensor([0, 1, label, 2]))


def scripted():
    return torch.jit.script(Mlp())


MADE = {
    "no such module": (Mlp, {"layers": ["fc3"]}, "fc1|fc2"),
    "a module of another model": (Mlp, {"layers": {"a": nn.Linear(2, 2)}}, "not in the model"),
    "no layer": (Mlp, {"layers": [3]}, "int"),
    "an odd call": (Mlp, {"layers": ["fc1#x"]}, "fc1#2"),
    "a layer twice": (Mlp, {"layers": ["fc1", "fc1"]}, "twice"),
    "an odd name": (Mlp, {"layers": {"a b": "fc1"}}, "name"),
    "no model": (dict, {"layers": ["fc1"]}, "dict"),
    "a scripted model": (scripted, {"layers": ["fc1"]}, "script"),
    "epochs without their length": (Mlp, {"layers": ["fc1"], "at": {"epochs": [1]}}, "iterations_per_epoch"),
    "no sample": (Mlp, {"layers": ["fc1"], "sample": X}, "sample"),
    "texts as sample": (Mlp, {"layers": ["fc1"], "sample": (["a", "b"], Y)}, "sample"),
    "no targets for the loss": (Mlp, {"layers": ["fc1"], "sample": (X, None)}, "have no y"),
    "targets of fewer samples": (Mlp, {"layers": ["fc1"], "sample": (X, Y[:15])}, "20 samples in x and 15 in y"),
    "a list of too few labels": (Mlp, {"layers": ["fc1"], "sample": (X, [1, 2])}, "20 samples in x and 2 in y"),
    "labels of fewer samples": (
        Mlp,
        {"layers": ["fc1"], "sample": (X, Y), "labels": lambda y: y[:4]},
        r"Y of the fixed samples has the shape \[4\]",
    ),
    "NaN in the data": (Mlp, {"layers": ["fc1"], "sample": (X / 0 * 0, Y)}, "The data have them"),
    "an odd not_finite": (Mlp, {"layers": ["fc1"], "not_finite": "ignore"}, "skip or raise"),
    "two mini-batches": (Mlp, {"layers": ["fc1"], "sample": {"a": None, "b": None}}, "once"),
    "float8": (Mlp, {"layers": ["fc1"], "dtype": "float8"}, "float16"),
}


@pytest.mark.parametrize(("make", "options", "message"), MADE.values(), ids=MADE)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_what_is_wrong_from_the_start_is_told_at_the_start(tmp_path, make, options, message):
    with pytest.raises(InfoplaneError, match=message):
        Recorder(tmp_path / "c", make(), loss=F.cross_entropy, **{"at": "every:1", **options})
    assert not (tmp_path / "c").exists()


def test_lazy_networks_run_once_before(tmp_path):
    model = nn.Sequential(nn.LazyBatchNorm1d(), nn.LazyLinear(3))
    recorder = Recorder(tmp_path, model, ["1"], F.cross_entropy, at="every:1")
    with pytest.raises(InfoplaneError, match="once"):
        recorder.step(X[:8], Y[:8])
    model(X[:8])
    recorder.step(X[:8], Y[:8])


def test_a_folder_of_another_recording_is_not_written_over(tmp_path):
    with recorder_in(tmp_path / "c", "every:1", sample=(X, Y)) as recorder:
        recorder.step()
    with pytest.raises(InfoplaneError, match="resume"):
        recorder_in(tmp_path / "c", "every:1")


def test_numbers_that_captures_do_not_hold_are_told(tmp_path):
    class Waves(nn.Module):
        def __init__(self):
            super().__init__()
            self.fft, self.out = nn.Identity(), nn.Linear(6, 3)

        def forward(self, x):
            return self.out(self.fft(torch.fft.fft(x)).real)

    recorder = Recorder(tmp_path / "c", Waves(), ["fft"], at="every:1")
    with pytest.raises(InfoplaneError, match="complex64"):
        recorder.step(X[:8], Y[:8])


def test_a_network_with_images_and_everything(tmp_path):
    x, y = images(8)
    with Recorder(tmp_path, Tangled(), ["c"], F.cross_entropy, at=[0], settings={"width": torch.tensor(4)}) as recorder:
        recorder.step(x, y)
    assert json.loads((tmp_path / "captures.json").read_text())["settings"] == {"width": 4}
