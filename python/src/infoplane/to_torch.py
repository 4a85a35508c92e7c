"""Samples that are given as NumPy arrays, as PyTorch's tensors."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn


def to_tensor(given: Any, dtype: torch.dtype, integers: torch.dtype | None = None) -> Any:
    """A tensor of an array of NumPy, of what NumPy makes an array of, or of a list of numbers; anything else as it is.

    Args:
        given: whatever the caller gives.
        dtype: what floating numbers become.
        integers: what integers become; None leaves them.
    """
    if isinstance(given, Tensor) or not (hasattr(given, "__array__") or isinstance(given, (list, tuple))):
        return given
    try:
        array = np.asarray(given)
    except ValueError:
        return given
    if array.dtype.kind not in "biuf":
        return given
    if array.dtype.name in ("uint16", "uint32", "uint64"):
        # not all versions of PyTorch have these
        array = array.astype(np.int64)
    # a copy, in the machine's byte order, that the caller's array may be changed after
    tensor = torch.from_numpy(np.array(array, dtype=array.dtype.newbyteorder("="), order="C"))
    if tensor.is_floating_point():
        return tensor.to(dtype)
    return tensor if integers is None or tensor.dtype == torch.bool else tensor.to(integers)


def floating_type_of(model: nn.Module) -> torch.dtype:
    """The type of a network's first floating parameter; PyTorch's own where it has none."""
    for parameter in model.parameters():
        if parameter.is_floating_point():
            return parameter.dtype
    return torch.get_default_dtype()
