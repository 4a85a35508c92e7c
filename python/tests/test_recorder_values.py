"""T, d and dL of small networks against NumPy by hand, in float64."""

import json

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs PyTorch")
import torch.nn.functional as F  # noqa: E402
from networks import Mlp, Tangled, images  # noqa: E402
from torch import nn  # noqa: E402

from infoplane import Recorder, read_arrays  # noqa: E402


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def record(folder, model, x, y, layers, **options):
    recorder = Recorder(folder, model, layers=layers, at="every:1", **options)
    recorder.step(x, y)
    return read_arrays(folder / "batch/000000.safetensors")


def weights_of(model):
    return {name: tensor.detach().numpy() for name, tensor in model.state_dict().items()}


def test_an_mlp(tmp_path):
    torch.manual_seed(1)
    model, x, y = Mlp().double(), torch.randn(7, 6).double(), torch.randint(3, (7,))
    row = record(tmp_path, model, x, y, ["fc1", "act1", "fc2", "act2", "out"], loss=F.cross_entropy)
    w = weights_of(model)
    a1 = x.numpy() @ w["fc1.weight"].T + w["fc1.bias"]
    h1 = np.tanh(a1)
    a2 = h1 @ w["fc2.weight"].T + w["fc2.bias"]
    h2 = np.maximum(a2, 0)
    logits = h2 @ w["out.weight"].T + w["out.bias"]
    dl = softmax(logits) - np.eye(3)[y.numpy()]
    d_h2 = dl @ w["out.weight"]
    d_a2 = d_h2 * (a2 > 0)
    d_h1 = d_a2 @ w["fc2.weight"]
    d_a1 = d_h1 * (1 - h1**2)
    for name, t, d in [
        ("fc1", a1, d_a1),
        ("act1", h1, d_h1),
        ("fc2", a2, d_a2),
        ("act2", h2, d_h2),
        ("out", logits, dl),
    ]:
        np.testing.assert_allclose(row[f"T.{name}"], t, atol=1e-14, err_msg=name)
        np.testing.assert_allclose(row[f"d.{name}"], d, atol=1e-14, err_msg=name)
    np.testing.assert_allclose(row["dL"], dl, atol=1e-14)
    assert np.array_equal(row["X"], x.numpy()) and np.array_equal(row["Y"], y.numpy())


class Cnn(nn.Module):
    """[1, 6, 6] -> conv 3 of 2 -> ReLU -> max of 2 -> 3 outputs."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3)
        self.relu = nn.ReLU(inplace=True)
        self.pool = nn.MaxPool2d(2)
        self.out = nn.Linear(8, 3)

    def forward(self, x):
        return self.out(self.pool(self.relu(self.conv(x))).flatten(1))


def convolved(x, weight, bias):
    windows = np.lib.stride_tricks.sliding_window_view(x[:, 0], (3, 3), axis=(1, 2))
    return np.einsum("nijuv,cuv->ncij", windows, weight[:, 0]) + bias[:, None, None]


def pooled(t):
    return t.reshape(*t.shape[:2], 2, 2, 2, 2).max(axis=(3, 5))


def test_a_cnn_against_finite_differences_of_each_samples_own_loss(tmp_path):
    torch.manual_seed(2)
    model, x, y = Cnn().double(), torch.randn(4, 1, 6, 6).double(), torch.randint(3, (4,))
    row = record(tmp_path, model, x, y, ["conv", "relu", "pool"], loss=nn.CrossEntropyLoss(reduction="mean"))
    w = weights_of(model)

    def losses(logits):
        return -np.log(softmax(logits)[np.arange(4), y.numpy()])

    after = {
        "pool": lambda t: losses(t.reshape(4, -1) @ w["out.weight"].T + w["out.bias"]),
        "relu": lambda t: after["pool"](pooled(t)),
        "conv": lambda t: after["relu"](np.maximum(t, 0)),
    }
    conv = convolved(x.numpy(), w["conv.weight"], w["conv.bias"])
    layers = {"conv": conv, "relu": np.maximum(conv, 0), "pool": pooled(np.maximum(conv, 0))}
    for name, t in layers.items():
        np.testing.assert_allclose(row[f"T.{name}"], t, atol=1e-14, err_msg=name)
        numeric = np.zeros_like(t)
        for place in np.ndindex(t.shape[1:]):
            step = np.zeros_like(t)
            step[(slice(None), *place)] = 1e-6
            numeric[(slice(None), *place)] = (after[name](t + step) - after[name](t - step)) / 2e-6
        # where ReLU gives 0, the maximum of a window of zeros has no derivative: the network's choice is as good
        smooth = np.ones(t.shape, bool) if name != "relu" else t > 0
        np.testing.assert_allclose(row[f"d.{name}"][smooth], numeric[smooth], atol=1e-8, err_msg=name)


def test_in_place_twice_used_and_batch_norm(tmp_path):
    torch.manual_seed(3)
    model = Tangled()
    model.eval()
    x, y = images(8)
    row = record(tmp_path, model, x, y, ["c", "bn", "r", "f1", "f2", "out"], loss=F.cross_entropy)
    model.r.inplace = False
    c = model.c(x)
    bn = model.bn(c)
    r = model.r(bn)
    f1 = model.f1(r.flatten(1))
    f2 = model.f2(F.relu(f1))
    r2 = model.r(f2)
    out = model.out(r2)
    named = {"c": c, "bn": bn, "r": r, "f1": f1, "f2": f2, "r#2": r2, "out": out}
    gradients = torch.autograd.grad(F.cross_entropy(out, y, reduction="sum"), list(named.values()))
    for (name, t), d in zip(named.items(), gradients):
        np.testing.assert_allclose(row[f"T.{name}"], t.detach().numpy(), atol=1e-6, err_msg=name)
        np.testing.assert_allclose(row[f"d.{name}"], d.numpy(), atol=1e-6, err_msg=name)
    np.testing.assert_allclose(row["dL"], softmax(out.detach().numpy()) - np.eye(5)[y.numpy()], atol=1e-6)
    layers = json.loads((tmp_path / "captures.json").read_text())["layers"]
    assert list(layers) == ["c", "bn", "r", "f1", "f2", "r#2", "out"]
    assert all(weight.grad is None for weight in model.parameters())


def squared(output, y):
    return ((output - F.one_hot(y, 3)) ** 2).sum(1)


LOSSES = {
    "mean": (F.cross_entropy, None),
    "module": (
        nn.CrossEntropyLoss(label_smoothing=0.1),
        lambda z, y: F.cross_entropy(z, y, label_smoothing=0.1, reduction="sum"),
    ),
    "summed": (nn.CrossEntropyLoss(reduction="sum"), None),
    "weighted": (
        nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2, 3]).double()),
        lambda z, y: F.cross_entropy(z, y, weight=torch.tensor([1.0, 2, 3]).double(), reduction="sum"),
    ),
    "one's own": (squared, lambda z, y: squared(z, y).sum()),
}


@pytest.mark.parametrize(("loss", "total"), LOSSES.values(), ids=LOSSES)
def test_the_scale_is_that_of_each_samples_own_loss(tmp_path, loss, total):
    torch.manual_seed(4)
    model, x, y = Mlp().double(), torch.randn(5, 6).double(), torch.randint(3, (5,))
    row = record(tmp_path, model, x, y, ["fc1"], loss=loss)
    z = model(x).detach().requires_grad_()
    total = total or (lambda z, y: F.cross_entropy(z, y, reduction="sum"))
    summed = total(z, y)
    np.testing.assert_allclose(row["dL"], torch.autograd.grad(summed, z)[0].numpy(), atol=1e-14)
    curve = (tmp_path / "training.csv").read_text().splitlines()[1].split(",")
    assert float(curve[3]) == pytest.approx(summed.item() / 5, abs=1e-14)
    assert float(curve[4]) == (z.argmax(1) == y).double().mean().item()
