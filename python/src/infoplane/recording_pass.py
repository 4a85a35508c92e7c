"""A pass of the recorder's own through a network: activations, and the gradients of each sample's own loss."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Callable

import torch
from torch import Tensor, nn

from .layer_choice import LayerChoice
from .problem import InfoplaneError


class LayerTaps:
    """Keeps what layers put out during one pass, and hands copies on, so that what follows may work in place.

    Attributes:
        outputs: by layer, in the order of the calls: what gradients are taken with respect to.
        kept: the same without a graph.
    """

    def __init__(self, choices: Sequence[LayerChoice]) -> None:
        self.outputs: dict[str, Tensor] = {}
        self.kept: dict[str, Tensor] = {}
        self._choices = choices
        self._calls: dict[object, int] = {}
        self._versions: dict[str, int] = {}
        self._open = True

    @contextmanager
    def hooked(self) -> Iterator[None]:
        """The modules of the layers have hooks inside."""
        modules = dict.fromkeys(choice.module for choice in self._choices)
        handles = [module.register_forward_hook(self._see) for module in modules]
        try:
            yield
        finally:
            self._open = False
            for handle in handles:
                handle.remove()

    def tap(self, name: str, tensor: Tensor) -> Tensor:
        """Keeps a tensor that no module puts out; called again, it is `name#2`."""
        # checkpointed parts run again in the backward pass
        if not self._open:
            return tensor
        call = self._count(("tap", name))
        return self._keep(name if call == 1 else f"{name}#{call}", tensor)

    def check_unchanged(self) -> None:
        """What was kept must not have been worked on in place; what was handed on may.

        Raises:
            InfoplaneError: it was.
        """
        for name, output in self.outputs.items():
            if output._version != self._versions[name]:
                raise InfoplaneError(
                    f"the layer {name} was changed in place after it was seen",
                    "go on with what rec.tap gives back, or take the module that changes it",
                )

    def _see(self, module: nn.Module, _: Any, output: Any) -> Any:
        call = self._count(module)
        for choice in self._choices:
            name = choice.name_of(call) if choice.module is module else None
            if name is None:
                continue
            # of recurrent and attention layers, which put out a tuple, the first is the layer's
            if type(output) is tuple and output:
                output = (self._keep(name, output[0]), *output[1:])
            else:
                output = self._keep(name, output)
        return output

    def _count(self, key: object) -> int:
        self._calls[key] = self._calls.get(key, 0) + 1
        return self._calls[key]

    def _keep(self, name: str, output: Any) -> Tensor:
        if not isinstance(output, Tensor):
            raise InfoplaneError(
                f"the layer {name} puts out a {type(output).__name__}, not a tensor",
                "take a module inside it, or rec.tap the tensor",
            )
        if name in self.outputs:
            raise InfoplaneError(f"two layers are named {name}", "name one of them differently")
        # a frozen part gives tensors without a graph: gradients begin here then
        if not output.requires_grad and output.is_floating_point():
            output = output.detach().requires_grad_()
        self.outputs[name] = output
        self.kept[name] = output.detach()
        self._versions[name] = output._version
        with torch.enable_grad():
            passed_on: Tensor = output.clone()
        return passed_on


@dataclass(frozen=True)
class Passed:
    """What a pass gave.

    Attributes:
        activations: T by layer, each [n, ...], in the order of the calls.
        errors: d by layer, of the same shapes; None without a loss.
        output: of the network, [n, ...].
        output_error: dL, of the output's shape; None without a loss.
        loss: mean loss of a sample; None without one.
    """

    activations: dict[str, Tensor]
    errors: dict[str, Tensor] | None
    output: Tensor
    output_error: Tensor | None
    loss: float | None


def recording_pass(
    forward: Callable[[], Any],
    taps: LayerTaps,
    choices: Sequence[LayerChoice],
    n: int,
    loss: Callable[[Tensor], Tensor] | None,
) -> Passed:
    """Runs the network once, with hooks that are there for this pass alone.

    Args:
        forward: runs the network and gives its output.
        taps: of this pass.
        choices: the layers that are wanted.
        n: samples.
        loss: the sum of the samples' losses, of the output.

    Raises:
        InfoplaneError: a layer was not called, or no gradient reaches it; the output is no tensor of n samples.
    """
    with taps.hooked():
        output = forward()
    _check_output(output, n)
    for choice in choices:
        if choice.name not in taps.outputs:
            which = f"call {choice.call} of the" if choice.call not in (None, 1) else "the"
            raise InfoplaneError(
                f"the layer {choice.name} was not seen, since {which} module was not called in the pass",
                "leave it out; where the network calls a function instead of the module, use rec.tap",
            )
    if not taps.kept:
        raise InfoplaneError("there are no layers", "name some, or call rec.tap in the network")
    taps.check_unchanged()
    if loss is None:
        return Passed(taps.kept, None, output.detach(), None, None)
    for name, tensor in taps.outputs.items():
        if not tensor.is_floating_point():
            raise InfoplaneError(f"the layer {name} puts out {tensor.dtype}, which has no gradient", "leave it out")
    if not output.requires_grad:
        output = output.detach().requires_grad_()
    total = loss(output)
    gradients = torch.autograd.grad(total, [*taps.outputs.values(), output], allow_unused=True)
    errors: dict[str, Tensor] = {}
    for name, gradient in zip(taps.outputs, gradients):
        if gradient is None:
            raise InfoplaneError(
                f"no gradient reaches the layer {name}, since the loss does not depend on it, or it is detached",
                "leave it out, record without loss=, or say use_reentrant=False in torch.utils.checkpoint",
            )
        errors[name] = gradient
    if gradients[-1] is None:
        raise InfoplaneError("the loss does not depend on the network's output", "give the training's own loss")
    return Passed(taps.kept, errors, output.detach(), gradients[-1], total.item() / n)


def _check_output(output: object, n: int) -> None:
    if not isinstance(output, Tensor):
        raise InfoplaneError(
            f"the model puts out a {type(output).__name__}, not a tensor",
            "say where the logits are, forward=lambda model, x: model(x).logits",
        )
    if output.dim() == 0 or output.shape[0] != n:
        raise InfoplaneError(
            f"the model puts out {list(output.shape)} for {n} samples",
            "give an output with the samples first",
        )
