"""Runs a network once more without a trace: buffers, modes and random states are afterwards what they were."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from .problem import InfoplaneError


@contextmanager
def undisturbed(model: nn.Module, x: Tensor, evaluate: bool) -> Iterator[None]:
    """Gradients are on, whatever they were; everything that the network may change is put back.

    That is: buffers (the network works on copies of them), the mode of every module, the random states of PyTorch on
    the CPU and on the devices that the network and x lie on, of NumPy and of Python.

    Args:
        model: the network.
        x: its input.
        evaluate: whether every module is in eval mode meanwhile; else each keeps its mode.
    """
    with ExitStack() as stack:
        # this turns gradients on, too
        stack.enter_context(torch.inference_mode(False))
        stack.enter_context(_same_random_states(model, x))
        stack.enter_context(_own_buffers(model))
        stack.enter_context(_modes_kept(model, evaluate))
        stack.enter_context(_uncompiled())
        yield


def device_of(model: nn.Module) -> torch.device | None:
    """Where a network's first parameter or buffer lies; None when it has none."""
    for tensor in (*model.parameters(), *model.buffers()):
        return tensor.device
    return None


@contextmanager
def _own_buffers(model: nn.Module) -> Iterator[None]:
    """Copies instead of the buffers, which themselves stay as they are, their version counters too."""
    before = [(module, dict(module._buffers)) for module in model.modules()]
    copies: dict[int, Tensor] = {}
    with torch.no_grad():
        for module, buffers in before:
            for name, buffer in buffers.items():
                if buffer is None:
                    continue
                if nn.parameter.is_lazy(buffer):
                    raise InfoplaneError(
                        "the network has modules without shapes yet", "run it once before the first row"
                    )
                if id(buffer) not in copies:
                    copies[id(buffer)] = buffer.detach().clone()
                module._buffers[name] = copies[id(buffer)]
    try:
        yield
    finally:
        for module, buffers in before:
            module._buffers.clear()
            module._buffers.update(buffers)


@contextmanager
def _modes_kept(model: nn.Module, evaluate: bool) -> Iterator[None]:
    """Modes are set module by module: `train()` of a network's own may do more than that."""
    before = [(module, module.training) for module in model.modules()]
    try:
        if evaluate:
            for module, _ in before:
                module.training = False
        yield
    finally:
        for module, training in before:
            module.training = training


@contextmanager
def _same_random_states(model: nn.Module, x: Tensor) -> Iterator[None]:
    devices = {tensor.device for tensor in (x, *model.parameters(), *model.buffers())}
    states: list[tuple[Any, Any]] = [(torch.set_rng_state, torch.get_rng_state())]
    for device in devices:
        module: Any = getattr(torch, device.type, None)
        if device.type == "mps":
            states.append((torch.mps.set_rng_state, torch.mps.get_rng_state()))
        elif device.type != "cpu" and hasattr(module, "get_rng_state"):
            states.append((_setter(module, device), module.get_rng_state(device)))
    states.append((random.setstate, random.getstate()))
    states.append((np.random.set_state, np.random.get_state()))
    try:
        yield
    finally:
        for restore, state in states:
            restore(state)


def _setter(module: Any, device: torch.device) -> Any:
    return lambda state: module.set_rng_state(state, device)


def _uncompiled() -> AbstractContextManager[Any]:
    """Inside, what is compiled runs as it was written, so that no hook is missed and no graph is compiled anew.

    PyTorch can be told so from 2.6 on; before, parts of a network that are compiled by themselves are not seen.
    """
    compiler: Any = torch.compiler if "torch._dynamo" in sys.modules else None
    return compiler.set_stance("force_eager") if hasattr(compiler, "set_stance") else nullcontext()
