"""PyTorch's tensors as they stand in files."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from .stored_array import BFLOAT16, StoredArray, stored


def from_torch(tensor: Tensor, name: str) -> StoredArray:
    """Copies a tensor to the CPU; its numbers stay as they are, bfloat16 too.

    Args:
        tensor: of any shape, on any device.
        name: what messages call it.

    Raises:
        InfoplaneError: its numbers are of a type that captures do not hold.
    """
    plain = tensor.detach().to("cpu", copy=True).contiguous()
    if plain.dtype == torch.bfloat16:
        return StoredArray(BFLOAT16, plain.view(torch.int16).numpy().view(np.uint16))
    return stored(plain.numpy() if plain.dtype not in _WITHOUT_NUMPY else _refused(plain), name)


def _refused(tensor: Tensor) -> object:
    """An array that `stored` refuses with the type's name: NumPy has no such numbers."""
    return np.empty(tuple(tensor.shape), dtype=np.dtype([(str(tensor.dtype), "u1")]))


_WITHOUT_NUMPY = frozenset(
    getattr(torch, name) for name in dir(torch) if name.startswith("float8") or name in ("complex32", "chalf", "qint8")
)
