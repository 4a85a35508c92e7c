"""What samples a recorder looks at, and what is written of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Callable

import torch
from torch import Tensor

from .from_torch import from_torch
from .problem import InfoplaneError
from .stored_array import StoredArray
from .to_torch import to_tensor


@dataclass(frozen=True)
class Batch:
    """Inputs [n, ...] and targets of n samples; targets may be missing."""

    x: Tensor
    y: Any

    def moved_to(self, device: torch.device | None) -> Batch:
        """On a device; None leaves it where it is."""
        if device is None:
            return self
        return Batch(self.x.to(device), self.y.to(device) if isinstance(self.y, Tensor) else self.y)


@dataclass(frozen=True)
class TorchSample:
    """One sample of a recorder.

    Attributes:
        split: `train` or `test`.
        fixed: fixed samples; None for the mini-batch.
        labels: makes of y what is written as Y.
        mask: makes of x which tokens count.
    """

    split: str
    fixed: Batch | None
    labels: Callable[[Any], Tensor | None] | None
    mask: Callable[[Tensor], Tensor] | None

    @property
    def is_fixed(self) -> bool:
        return self.fixed is not None

    def batch(self) -> Batch:
        assert self.fixed is not None
        return self.fixed

    def labels_of(self, batch: Batch) -> Any:
        """What is written as Y."""
        return batch.y if self.labels is None else self.labels(batch.y)

    def arrays(self, batch: Batch) -> dict[str, StoredArray]:
        """X, Y and mask of samples, those that there are."""
        made = {"X": batch.x, "Y": self.labels_of(batch)}
        if self.mask is not None:
            made["mask"] = self.mask(batch.x)
        found: dict[str, StoredArray] = {}
        for name, one in made.items():
            if one is None:
                continue
            if not isinstance(one, Tensor):
                raise InfoplaneError(
                    f"{name} is of the type {type(one).__name__}", "give tensors; labels= makes Y of other targets"
                )
            found[name] = from_torch(one, name)
        return found

    def declared(self) -> object:
        """As `CapturesWriter` takes it."""
        if self.fixed is None:
            return None
        arrays = self.arrays(self.fixed)
        return (arrays["X"], arrays.get("Y"), arrays.get("mask"))


def batch_of(x: object, y: Any, dtype: torch.dtype) -> Batch:
    """A mini-batch as the caller gives it, arrays of NumPy as tensors.

    Args:
        x: the inputs, [n, ...].
        y: their targets.
        dtype: what floating numbers of NumPy become.

    Raises:
        InfoplaneError: x is no tensor or array [n, ...].
    """
    inputs = to_tensor(x, dtype)
    if not isinstance(inputs, Tensor) or inputs.dim() == 0:
        kind = "missing" if x is None else f"of the type {type(x).__name__}"
        raise InfoplaneError(f"the mini-batch x is {kind}", "give a tensor [n, ...], or an array of NumPy")
    return Batch(inputs, to_tensor(y, dtype, torch.int64))


def check_targets(batch: Batch, n: int, place: str) -> None:
    """Looks at the targets of a loss of PyTorch's before the network runs.

    Args:
        batch: the samples.
        n: how many x has.
        place: what messages call them.

    Raises:
        InfoplaneError: y is missing, or of another number of samples.
    """
    y = batch.y
    if y is None:
        raise InfoplaneError(
            f"{place} have no y, which the loss takes",
            "give (x, y), or leave loss= out, which records activations alone",
        )
    if isinstance(y, Tensor) and y.dim() > 0 and y.shape[0] != n:
        raise InfoplaneError(
            f"{place} have {n} samples in x and {y.shape[0]} in y",
            "give the targets of the same samples, in their order",
        )


def read_torch_samples(
    sample: Any,
    labels: Callable[[Any], Tensor | None] | None,
    mask: Callable[[Tensor], Tensor] | None,
    dtype: torch.dtype,
) -> dict[str, TorchSample]:
    """Reads what the caller says of the samples; fixed ones are copied, and NumPy's floating numbers become `dtype`.

    Raises:
        InfoplaneError: it is no sample.
    """
    if sample is None:
        sample = {"batch": None}
    elif isinstance(sample, (tuple, list)):
        sample = {"test": sample}
    if not isinstance(sample, Mapping) or not sample:
        raise _no_sample(sample)
    found: dict[str, TorchSample] = {}
    for name, one in sample.items():
        if one is None:
            found[name] = TorchSample("train", None, labels, mask)
            continue
        if not isinstance(one, (tuple, list)) or len(one) != 2:
            raise _no_sample(one)
        x, y = to_tensor(one[0], dtype), to_tensor(one[1], dtype, torch.int64)
        if not isinstance(x, Tensor) or x.dim() == 0:
            raise _no_sample(one[0])
        fixed = Batch(x.detach().clone(), y.detach().clone() if isinstance(y, Tensor) else y)
        found[name] = TorchSample("train" if name == "train" else "test", fixed, labels, mask)
    if sum(not one.is_fixed for one in found.values()) > 1:
        raise InfoplaneError("two samples are the mini-batch", "name it once")
    return found


def count_classes(output: Tensor, y: Any, classes: int | None) -> int | None:
    """The number of classes: as said, else the outputs (two at least) where y are whole numbers, one a sample."""
    whole = isinstance(y, Tensor) and y.dim() == 1 and not y.is_floating_point() and not y.is_complex()
    if classes is not None or not whole or output.dim() != 2 or output.shape[1] < 2:
        return classes
    return int(output.shape[1])


def check_classes(y: Any, classes: int | None) -> None:
    """Looks at labels before the loss does, which on a GPU would end the process.

    Raises:
        InfoplaneError: a label is no class.
    """
    if classes is None or not isinstance(y, Tensor) or y.dim() != 1 or y.is_floating_point():
        return
    wrong = y[(y < 0) | (y >= classes)]
    if len(wrong) > 0:
        raise InfoplaneError(
            f"y has the label {wrong[0].item()}, but the {classes} classes are 0 to {classes - 1}",
            "count classes from 0, or say classes=",
        )


def share_right(output: Tensor, y: Any, classes: int | None) -> float | None:
    """The part of the samples whose largest output is their class, 0 to 1; None where there are no classes."""
    if classes is None or not isinstance(y, Tensor) or y.dim() != 1 or output.dim() != 2 or output.shape[1] < 2:
        return None
    return (output.argmax(1) == y).double().mean().item()


def _no_sample(sample: object) -> InfoplaneError:
    return InfoplaneError(
        f"something of the type {type(sample).__name__} is no sample",
        "leave it out for the mini-batch, or give fixed samples as (x, y), tensors or arrays of NumPy both",
    )
