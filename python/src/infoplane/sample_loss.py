"""Each sample's own loss, of whatever a training takes as its loss."""

from __future__ import annotations

import copy
import functools
import inspect
import re
from typing import Any, Callable

import torch
from torch import Tensor, nn

from .problem import InfoplaneError


def summed_loss(loss: Callable[..., Any]) -> Callable[[Tensor, Any], Tensor]:
    """The sum of the samples' losses, whatever the training's own reduction is.

    Args:
        loss: a function or module with `reduction`, as PyTorch's losses have it, or any function of (output, y) that
            gives one loss a sample, [n].

    Returns:
        A function of output and y that gives the sum, without axes.
    """
    if isinstance(loss, nn.Module) and hasattr(loss, "reduction"):
        summing: Any = copy.copy(loss)
        summing.reduction = "sum"
        return lambda output, y: _sum(summing(output, y), output)
    if not isinstance(loss, nn.Module) and _takes_reduction(loss):
        return lambda output, y: _sum(loss(output, y, reduction="sum"), output)
    return lambda output, y: _sum(_per_sample(loss(output, y), output), output)


def needs_targets(loss: Callable[..., Any]) -> bool:
    """Whether a loss is one of PyTorch's own, which take a target for each sample; one's own may do without."""
    while isinstance(loss, functools.partial):
        loss = loss.func
    owner: Any = type(loss) if isinstance(loss, nn.Module) else loss
    return str(getattr(owner, "__module__", "")).startswith("torch.nn.")


def loss_of(loss: Callable[[Tensor, Any], Tensor], output: Tensor, y: Any) -> Tensor:
    """A loss of an output and targets.

    Raises:
        InfoplaneError: it cannot be taken of these.
    """
    try:
        return loss(output, y)
    except torch.cuda.OutOfMemoryError:
        raise
    except (RuntimeError, ValueError, TypeError, IndexError) as error:
        why = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
        raise InfoplaneError(
            f"the loss cannot be taken of {_shown(output)} outputs and y, which is {_shown(y)} ({why})",
            "give y as the training's own loss takes it; classes are whole numbers, such as y.long()",
        ) from error


def _shown(value: Any) -> str:
    return f"{list(value.shape)} {value.dtype}" if isinstance(value, Tensor) else f"a {type(value).__name__}"


def _takes_reduction(loss: Callable[..., Any]) -> bool:
    try:
        return "reduction" in inspect.signature(loss).parameters
    except (TypeError, ValueError):
        return False


def _per_sample(losses: object, output: Tensor) -> object:
    if isinstance(losses, Tensor) and (losses.dim() == 0 or losses.shape[0] != output.shape[0]):
        raise InfoplaneError(
            f"the loss gives {list(losses.shape)} for {output.shape[0]} samples",
            "give one loss a sample, or a loss that takes reduction=",
        )
    return losses


def _sum(losses: object, output: Tensor) -> Tensor:
    if not isinstance(losses, Tensor):
        raise InfoplaneError(f"the loss gives a {type(losses).__name__}", "give a tensor, one loss a sample")
    return losses.sum()


def loss_name(loss: Callable[..., Any]) -> str:
    """What captures.json calls a loss: `cross-entropy` for `F.cross_entropy` and for `nn.CrossEntropyLoss()`."""
    while isinstance(loss, functools.partial):
        loss = loss.func
    name = type(loss).__name__ if isinstance(loss, nn.Module) else getattr(loss, "__name__", type(loss).__name__)
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", name)
    kept = [word.lower() for word in words if word.lower() != "loss"]
    return "-".join(kept) or "own"
