"""Networks of all forms: taps, compiled, distributed, frozen, checkpointed, with tuples and other outputs."""

import json
import multiprocessing

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs PyTorch")
import torch.nn.functional as F  # noqa: E402
from networks import TANGLED, Mlp, Tangled, content, images, train  # noqa: E402
from torch import nn  # noqa: E402
from torch.utils.checkpoint import checkpoint  # noqa: E402

from infoplane import InfoplaneError, Recorder, read_arrays  # noqa: E402


def step(folder, model, x, y, layers=(), **options):
    """One row, of the mini-batch."""
    recorder = Recorder(folder, model, layers, at=[0], **options)
    recorder.step(x, y)
    return read_arrays(next((folder / "batch").iterdir()))


def layers_of(folder):
    return json.loads((folder / "captures.json").read_text())["layers"]


def test_taps_are_layers_in_the_order_of_their_calls(tmp_path):
    class Functional(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc1, self.fc2 = nn.Linear(64, 6), nn.Linear(6, 5)
            self.recorder = None

        def forward(self, x):
            h = self.recorder.tap("h", F.relu(self.fc1(x.flatten(1))))
            h.add_(1)
            h = self.recorder.tap("h", h * 2)
            return self.fc2(h)

    torch.manual_seed(0)
    model, (x, y) = Functional(), images(4)
    model.recorder = recorder = Recorder(tmp_path, model, ["fc1", "fc2"], F.cross_entropy, at="every:1")
    recorder.step(x, y)
    assert list(layers_of(tmp_path)) == ["fc1", "h", "h#2", "fc2"]
    row = read_arrays(tmp_path / "batch/000000.safetensors")
    np.testing.assert_array_equal(row["T.h"], np.maximum(row["T.fc1"], 0))
    np.testing.assert_array_equal(row["T.h#2"], 2 * (row["T.h"] + 1))
    np.testing.assert_allclose(row["d.h"], 2 * row["d.h#2"])
    np.testing.assert_allclose(row["d.fc1"], row["d.h"] * (row["T.fc1"] > 0))
    tensor = torch.ones(2)
    assert recorder.tap("h", tensor) is tensor


class Ignoring(nn.Module):
    """Goes on with the tensor that it tapped, not with what tap gives back."""

    def __init__(self, then):
        super().__init__()
        self.fc, self.out, self.then, self.recorder = nn.Linear(6, 5), nn.Linear(5, 3), then, None

    def forward(self, x):
        h = self.fc(x)
        self.recorder.tap("h", h)
        return self.out(self.then(h))


def test_a_tap_whose_value_is_not_used_is_right_or_refused(tmp_path):
    torch.manual_seed(0)
    x, y = torch.randn(4, 6), torch.randint(3, (4,))
    model = Ignoring(torch.relu)
    model.recorder = recorder = Recorder(tmp_path / "a", model, ["fc", "out"], F.cross_entropy, at=[0])
    recorder.step(x, y)
    row = read_arrays(tmp_path / "a/batch/000000.safetensors")
    np.testing.assert_array_equal(row["T.h"], row["T.fc"])
    np.testing.assert_allclose(row["d.h"], row["d.fc"])
    np.testing.assert_allclose(row["d.h"], row["dL"] @ model.out.weight.detach().numpy() * (row["T.h"] > 0), atol=1e-6)
    for loss in (F.cross_entropy, None):
        model = Ignoring(torch.relu_)
        model.recorder = recorder = Recorder(tmp_path / "b", model, ["out"], loss, at=[0])
        with pytest.raises(InfoplaneError, match="in place"):
            recorder.step(x, y)


def test_layers_are_named_by_a_dictionary_and_by_calls(tmp_path):
    model, (x, y) = Tangled(), images(4)
    step(tmp_path / "a", model, x, y, {"C1": model.c, "R": "r", "F2": "f2"})
    assert list(layers_of(tmp_path / "a")) == ["C1", "R", "F2", "R#2"]
    step(tmp_path / "b", model, x, y, ["r#2"])
    assert list(layers_of(tmp_path / "b")) == ["r#2"]
    step(tmp_path / "c", model, x, y, {"early": "r", "late": "r#2"})
    assert list(layers_of(tmp_path / "c")) == ["early", "late"]
    step(tmp_path / "d", model, x, y, [model.f1, "c"])
    assert list(layers_of(tmp_path / "d")) == ["c", "f1"]
    step(tmp_path / "e", model, x, y, "f1")
    assert list(layers_of(tmp_path / "e")) == ["f1"]


def test_fixed_samples_are_seen_in_eval_mode_and_mini_batches_in_train_mode(tmp_path):
    torch.manual_seed(0)
    model, (x, y) = Tangled(), images(8)
    recorder = Recorder(tmp_path, model, ["bn"], F.cross_entropy, at=[0], sample={"batch": None, "test": (x, y)})
    recorder.step(x, y)
    batch, fixed = (read_arrays(tmp_path / name / "000000.safetensors")["T.bn"] for name in ("batch", "test"))
    with torch.no_grad():
        np.testing.assert_allclose(batch, model.bn(model.c(x)).numpy(), atol=1e-6)
        model.eval()
        model.bn.reset_running_stats()
        np.testing.assert_allclose(fixed, model.bn(model.c(x)).numpy(), atol=1e-6)
    assert set(read_arrays(tmp_path / "test.safetensors")) == {"X", "Y"}


def test_bfloat16_activations_are_kept_as_they_are(tmp_path):
    model, (x, y) = Tangled(), images(4)
    recorder = Recorder(tmp_path, model, ["f1"], F.cross_entropy, at=[0])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        recorder.step(x, y)
    content = (tmp_path / "batch/000000.safetensors").read_bytes()
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    assert {name: entry["dtype"] for name, entry in header.items()} == {
        "X": "F32",
        "Y": "I64",
        "T.f1": "BF16",
        "d.f1": "BF16",
        "dL": "BF16",
    }


@pytest.mark.parametrize("dtype", ["float64", "float16"])
def test_a_dtype_may_be_said_and_npz_files(tmp_path, dtype):
    model, (x, y) = Tangled(), images(4)
    row = step(tmp_path, model, x, y, ["f1"], loss=F.cross_entropy, dtype=dtype, files="npz")
    assert {name: array.dtype.name for name, array in row.items()} == {
        "X": dtype,
        "Y": "int64",
        "T.f1": dtype,
        "d.f1": dtype,
        "dL": dtype,
    }


def test_recurrent_layers_and_axes(tmp_path):
    class Reader(nn.Module):
        def __init__(self):
            super().__init__()
            self.embed, self.lstm, self.out = nn.Embedding(9, 4), nn.LSTM(4, 6), nn.Linear(6, 3)

        def forward(self, x):
            return self.out(self.lstm(self.embed(x).transpose(0, 1))[0][-1])

    torch.manual_seed(0)
    model, x = Reader(), torch.randint(9, (5, 7))
    x[0, 5:] = 0
    row = step(
        tmp_path,
        model,
        x,
        torch.randint(3, (5,)),
        ["embed", "lstm"],
        loss=F.cross_entropy,
        axes={"lstm": "TNF"},
        mask=lambda x: x != 0,
    )
    header = json.loads((tmp_path / "captures.json").read_text())
    assert header["input"] == {"axes": "NF", "shape": [7]}
    assert header["layers"] == {
        "embed": {"axes": "NTF", "shape": [7, 4]},
        "lstm": {"axes": "NTF", "shape": [7, 6]},
    }
    expected = model.lstm(model.embed(x).transpose(0, 1))[0].transpose(0, 1)
    np.testing.assert_allclose(row["T.lstm"], expected.detach().numpy(), atol=1e-6)
    assert np.count_nonzero(row["d.lstm"][:, :-1]) == 0 and np.count_nonzero(row["d.lstm"][:, -1]) > 0
    assert np.array_equal(row["mask"], (x != 0).numpy()) and row["X"].dtype == np.int64


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer, self.out = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), nn.Linear(8, 3)

    def forward(self, x):
        return self.out(self.layer(x).mean(1))


@pytest.mark.parametrize("frozen", [False, True])
def test_transformers_are_seen_inside_in_both_modes(tmp_path, frozen):
    torch.manual_seed(0)
    model, x, y = Encoder(), torch.randn(4, 5, 8), torch.randint(3, (4,))
    model.requires_grad_(not frozen)
    names = ["layer.self_attn", "layer.linear1", "layer"]
    recorder = Recorder(tmp_path, model, names, F.cross_entropy, at=[0], sample={"batch": None, "test": (x, y)})
    recorder.step(x, y)
    assert layers_of(tmp_path) == {
        "layer.self_attn": {"axes": "NTF", "shape": [5, 8]},
        "layer.linear1": {"axes": "NTF", "shape": [5, 16]},
        "layer": {"axes": "NTF", "shape": [5, 8]},
    }
    row = read_arrays(tmp_path / "test/000000.safetensors")
    expected = row["dL"] @ model.out.weight.detach().numpy() / 5
    np.testing.assert_allclose(row["d.layer"], np.repeat(expected[:, None], 5, 1), atol=1e-6)


def test_convolutions_over_a_line_have_channels_and_places(tmp_path):
    model = nn.Sequential(nn.Conv1d(2, 3, 3), nn.MaxPool1d(2), nn.Flatten(), nn.Linear(9, 4))
    step(tmp_path, model, torch.randn(5, 2, 8), torch.randint(4, (5,)), ["0", "1"], input_axes="NCL")
    assert layers_of(tmp_path) == {"0": {"axes": "NCL", "shape": [3, 6]}, "1": {"axes": "NCL", "shape": [3, 3]}}


def test_frozen_parts_have_error_signals(tmp_path):
    torch.manual_seed(0)
    model, x, y = Mlp(), torch.randn(4, 6), torch.randint(3, (4,))
    layers = ["fc1", "act1", "fc2", "out"]
    free = step(tmp_path / "free", model, x, y, layers, loss=F.cross_entropy)
    model.requires_grad_(False)
    frozen = step(tmp_path / "frozen", model, x, y, layers, loss=F.cross_entropy)
    assert all(np.array_equal(free[name], frozen[name]) for name in free)


def test_parts_without_gradients_of_their_own_have_error_signals(tmp_path):
    class Fixed(nn.Module):
        def __init__(self):
            super().__init__()
            self.embed, self.fc, self.out = nn.Embedding(9, 4), nn.Linear(4, 5), nn.Linear(5, 3)

        def forward(self, x):
            with torch.no_grad():
                h = self.fc(self.embed(x))
            return self.out(h.mean(1))

    torch.manual_seed(0)
    model, x, y = Fixed(), torch.randint(9, (4, 6)), torch.randint(3, (4,))
    row = step(tmp_path / "a", model, x, y, ["fc"], loss=F.cross_entropy)
    expected = row["dL"] @ model.out.weight.detach().numpy() / 6
    np.testing.assert_allclose(row["d.fc"], np.repeat(expected[:, None], 6, 1), atol=1e-6)
    with pytest.raises(InfoplaneError, match="embed"):
        step(tmp_path / "b", model, x, y, ["embed"], loss=F.cross_entropy)
    frozen = nn.Sequential(nn.Embedding(9, 4), nn.Flatten(), nn.Linear(24, 3)).requires_grad_(False)
    row = step(tmp_path / "c", frozen, x, y, ["0"], loss=F.cross_entropy)
    np.testing.assert_allclose(row["d.0"].reshape(4, 24), row["dL"] @ frozen[2].weight.numpy(), atol=1e-6)


def test_checkpointed_parts_run_once_for_the_recorder(tmp_path):
    class Checkpointed(Tangled):
        def forward(self, x):
            h = self.r(self.bn(self.c(x))).flatten(1)
            h = checkpoint(lambda h: self.dp(self.tap("f", F.relu(self.f1(h)))), h, use_reentrant=False)
            return self.out(self.r(self.f2(h)))

    class Tapped(Tangled):
        def forward(self, x):
            h = self.r(self.bn(self.c(x))).flatten(1)
            return self.out(self.r(self.f2(self.dp(self.tap("f", F.relu(self.f1(h)))))))

    rows = {}
    for kind in (Tapped, Checkpointed):
        torch.manual_seed(0)
        model, (x, y) = kind(), images(4)
        recorder = Recorder(tmp_path / kind.__name__, model, TANGLED, F.cross_entropy, at=[0])
        model.tap = recorder.tap
        recorder.step(x, y)
        rows[kind] = read_arrays(tmp_path / kind.__name__ / "batch/000000.safetensors")
        assert "f" in layers_of(tmp_path / kind.__name__)
    assert set(rows[Tapped]) == set(rows[Checkpointed])
    assert all(np.array_equal(rows[Tapped][name], rows[Checkpointed][name]) for name in rows[Tapped])


def test_outputs_that_are_no_tensor_and_targets_that_are_no_labels(tmp_path):
    class Answer(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc = nn.Linear(6, 3)

        def forward(self, values, scale):
            return {"logits": self.fc(values) * scale}

    model, x, y = Answer(), torch.randn(4, 6), torch.eye(3)[[0, 1, 2, 0]]
    row = step(
        tmp_path,
        model,
        x,
        y,
        ["fc"],
        loss=F.cross_entropy,
        classes=3,
        labels=lambda y: y.argmax(1),
        forward=lambda model, x: model(x, scale=2.0)["logits"],
    )
    assert row["Y"].tolist() == [0, 1, 2, 0]
    np.testing.assert_allclose(row["d.fc"], 2 * row["dL"], atol=1e-7)
    autoencoder, x = nn.Sequential(nn.Linear(6, 2), nn.Linear(2, 6)), torch.randn(4, 6)
    row = step(tmp_path / "a", autoencoder, x, x, ["0"], loss=F.mse_loss, labels=lambda y: None)
    assert set(row) == {"X", "T.0", "d.0", "dL"}
    np.testing.assert_allclose(row["dL"], 2 * (autoencoder(x) - x).detach().numpy(), atol=1e-6)


def test_real_valued_targets_and_no_loss(tmp_path):
    model, x = nn.Sequential(nn.Linear(6, 1), nn.Flatten(0)), torch.randn(4, 6)
    row = step(tmp_path / "a", model, x, torch.randn(4), ["0"], loss=F.mse_loss)
    header = json.loads((tmp_path / "a/captures.json").read_text())
    assert "classes" not in header and header["loss"] == "mse" and row["dL"].shape == (4, 1)
    assert (tmp_path / "a/training.csv").read_text().splitlines()[1].endswith(",")
    row = step(tmp_path / "b", Mlp(), x, None, ["fc1"])
    header = json.loads((tmp_path / "b/captures.json").read_text())
    assert set(row) == {"X", "T.fc1"} and not {"errors", "loss", "training"} & set(header)


def compiled(model, backend):
    return torch.compile(model, backend=backend)


def compiled_in_place(model, backend):
    model.compile(backend=backend)
    return model


def compiled_in_part(model, backend):
    model.f1 = torch.compile(model.f1, backend=backend)
    return model


@pytest.mark.parametrize("wrap", [compiled, compiled_in_place, compiled_in_part])
def test_compiled_models_give_the_same_rows_and_weights_and_are_compiled_no_more_often(tmp_path, wrap):
    if not hasattr(getattr(torch, "compiler", None), "set_stance"):
        pytest.skip("needs a PyTorch that can be told not to compile")
    graphs = []

    def backend(graph, _):
        graphs.append(graph)
        return graph.forward

    def run(folder, wrap):
        torch._dynamo.reset()
        graphs.clear()
        record = (
            None if folder is None else lambda model: Recorder(folder, model, TANGLED, F.cross_entropy, at="every:3")
        )
        return train(Tangled, record, wrap=wrap), len(graphs)

    run(tmp_path / "plain", lambda model: model)
    alone, count = run(None, lambda model: wrap(model, backend))
    assert count > 0
    assert run(tmp_path / "compiled", lambda model: wrap(model, backend)) == (alone, count)
    assert content(tmp_path / "compiled") == content(tmp_path / "plain")


def test_taps_inside_compiled_models(tmp_path):
    if not hasattr(nn.Module, "compile"):
        pytest.skip("needs a PyTorch that compiles")

    class Tapped(Mlp):
        recorder = None

        def forward(self, x):
            h = F.relu(self.fc1(x))
            h = h if self.recorder is None else self.recorder.tap("h", h)
            return self.out(self.act2(self.fc2(h)))

    model, x, y = Tapped(), torch.randn(4, 6), torch.randint(3, (4,))
    fast = torch.compile(model, backend="eager")
    model.recorder = recorder = Recorder(tmp_path, fast, ["fc1"], F.cross_entropy, at="every:1")
    for _ in range(3):
        recorder.step(x, y)
        F.cross_entropy(fast(x), y).backward()
    assert list(layers_of(tmp_path)) == ["fc1", "h"]
    assert len((tmp_path / "rows.jsonl").read_text().splitlines()) == 3


def train_distributed(rank, place, folder):
    """One of two processes; ends with its weights in a file."""
    torch.distributed.init_process_group("gloo", init_method=f"file://{place}/meeting", rank=rank, world_size=2)
    torch.manual_seed(0)
    model = nn.parallel.DistributedDataParallel(Mlp())
    steps = torch.optim.SGD(model.parameters(), 0.1)
    data = torch.Generator().manual_seed(rank)
    with Recorder(folder, model, ["fc1", "out"], F.cross_entropy, at="every:2") as recorder:
        for _ in range(4):
            x, y = torch.randn(8, 6, generator=data), torch.randint(3, (8,), generator=data)
            recorder.step(x, y)
            steps.zero_grad()
            F.cross_entropy(model(x), y).backward()
            steps.step()
        recorder.last(x, y)
    (place / f"weights-{rank}").write_bytes(model.module.fc1.weight.detach().numpy().tobytes())
    torch.distributed.destroy_process_group()


def test_of_distributed_processes_the_first_writes(tmp_path):
    if not torch.distributed.is_available() or "fork" not in multiprocessing.get_all_start_methods():
        pytest.skip("needs torch.distributed, and a system that forks")
    fork = multiprocessing.get_context("fork")
    processes = [fork.Process(target=train_distributed, args=(rank, tmp_path, tmp_path / "c")) for rank in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(100)
    assert [process.exitcode for process in processes] == [0, 0]
    assert (tmp_path / "weights-0").read_bytes() == (tmp_path / "weights-1").read_bytes()
    rows = [json.loads(line)["iteration"] for line in (tmp_path / "c/rows.jsonl").read_text().splitlines()]
    assert rows == [0, 2, 4]
    first = torch.randn(8, 6, generator=torch.Generator().manual_seed(0))
    assert np.array_equal(read_arrays(tmp_path / "c/batch/000000.safetensors")["X"], first.numpy())
