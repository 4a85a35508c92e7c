"""A training with a recorder ends in the same bytes as one without."""

import random

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs PyTorch")
import torch.nn.functional as F  # noqa: E402
from networks import TANGLED, Tangled, digest, images, train  # noqa: E402
from torch import nn  # noqa: E402

from infoplane import Recorder  # noqa: E402

OPTIMISERS = {
    "momentum": lambda weights: torch.optim.SGD(weights, 0.1, momentum=0.9),
    "adam": lambda weights: torch.optim.Adam(weights, 0.01),
}
SAMPLES = {"batch": None, "fixed": images(12, 9), "both": {"batch": None, "test": images(12, 9)}}


def recorder_in(folder, **options):
    return lambda model: Recorder(folder, model, layers=TANGLED, loss=F.cross_entropy, at="every:3", **options)


@pytest.mark.parametrize("optimiser", OPTIMISERS.values(), ids=OPTIMISERS)
@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_batch_norm_dropout_and_optimisers(tmp_path, optimiser, sample):
    plain = train(Tangled, optimiser=optimiser)
    assert train(Tangled, recorder_in(tmp_path / "c", sample=sample), optimiser=optimiser) == plain
    assert (tmp_path / "c/rows.jsonl").exists()


def test_data_parallel(tmp_path):
    plain = train(Tangled, wrap=nn.DataParallel)
    assert train(Tangled, recorder_in(tmp_path / "c"), wrap=nn.DataParallel) == plain


@pytest.mark.parametrize("inside", [True, False])
def test_autocast_and_scaled_gradients(tmp_path, inside):
    if not hasattr(torch, "amp") or not hasattr(torch.amp, "GradScaler"):
        pytest.skip("needs a PyTorch that scales gradients on the CPU")

    def run(record):
        torch.manual_seed(3)
        model = Tangled()
        optimiser = torch.optim.Adam(model.parameters(), 0.01)
        scaler = torch.amp.GradScaler("cpu")
        recorder = recorder_in(tmp_path / "c")(model) if record else None
        for i in range(7):
            x, y = images(8, i)
            if recorder and not inside:
                recorder.step(x, y)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                if recorder and inside:
                    recorder.step(x, y)
                loss = F.cross_entropy(model(x), y)
            optimiser.zero_grad()
            scaler.scale(loss).backward()
            scaler.step(optimiser)
            scaler.update()
        return digest(model, optimiser)

    assert run(True) == run(False)


class Restless(nn.Module):
    """Changes all that a forward pass can: buffers in place and anew, its input, every random state; makes a buffer."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 5)
        self.register_buffer("seen", torch.zeros(()))
        self.register_buffer("drawn", torch.zeros(3))
        self.register_buffer("absent", None)

    def forward(self, x):
        x.mul_(1.5)
        self.seen += 1
        self.drawn = torch.tensor([random.random(), np.random.random(), torch.rand(()).item()])
        if "made" not in self._buffers:
            self.register_buffer("made", torch.ones(1), persistent=False)
        self.made += self.drawn.sum()
        return self.fc(x.flatten(1)) * self.made


def test_whatever_a_forward_pass_changes_is_put_back(tmp_path):
    def run(record):
        random.seed(1)
        np.random.seed(1)
        return train(
            Restless, record and (lambda model: Recorder(tmp_path / "c", model, ["fc"], F.cross_entropy, at="every:1"))
        )

    plain = run(None)
    state = random.getstate(), np.random.get_state()[1].tolist()
    assert run(True) == plain
    assert (random.getstate(), np.random.get_state()[1].tolist()) == state


def spectral():
    normed = [nn.utils.parametrizations.spectral_norm(nn.Linear(64, 8)), nn.utils.spectral_norm(nn.Linear(8, 5))]
    return nn.Sequential(nn.Flatten(), normed[0], nn.RReLU(), normed[1])


def test_weights_that_are_normed_by_buffers(tmp_path):
    layers = ["1", "2", "3"]
    record = lambda model: Recorder(tmp_path / "c", model, layers, F.cross_entropy, at="every:1")  # noqa: E731
    assert train(spectral, record) == train(spectral)


def test_modes_buffers_and_inputs_are_the_very_same_objects(tmp_path):
    model = Tangled()
    model.bn.eval()
    x, y = images(8)
    fixed = images(8, 7)
    buffers = {name: (buffer, buffer._version) for name, buffer in model.named_buffers()}
    recorder = recorder_in(tmp_path / "c", sample={"batch": None, "test": fixed})(model)
    kept = x.clone()
    loss = F.cross_entropy(model(x), y)
    recorder.step(x, y)
    loss.backward()
    assert {name: (buffer, buffer._version) for name, buffer in model.named_buffers()} == buffers
    assert not model.bn.training and model.dp.training and model.training
    assert torch.equal(x, kept)
    assert not any(module._forward_hooks for module in model.modules())


def test_gradients_that_are_being_gathered_stay(tmp_path):
    torch.manual_seed(0)
    model = Tangled()
    x, y = images(8)
    F.cross_entropy(model(x), y).backward()
    gathered = [weight.grad.clone() for weight in model.parameters()]
    recorder_in(tmp_path / "c")(model).step(x, y)
    assert all(torch.equal(weight.grad, before) for weight, before in zip(model.parameters(), gathered))


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
def test_gradients_may_be_off_around_it(tmp_path, mode):
    model = Tangled()
    x, y = images(8)
    with mode():
        recorder_in(tmp_path / "c")(model).step(x, y)
        assert not torch.is_grad_enabled()
    assert (tmp_path / "c/batch/000000.safetensors").exists()


def test_all_is_put_back_when_the_network_fails(tmp_path):
    def state():
        return [tensor.tolist() for tensor in (*model.state_dict().values(), torch.get_rng_state())]

    model = Tangled()
    recorder = recorder_in(tmp_path / "c")(model)
    y = torch.zeros(8, dtype=torch.long)
    wrong = torch.randn(8, 1, 9, 9)
    before = state()
    with pytest.raises(RuntimeError):
        recorder.step(wrong, y)
    assert state() == before and model.training
    assert not any(module._forward_hooks for module in model.modules())
