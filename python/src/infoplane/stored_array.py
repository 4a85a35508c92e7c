"""Arrays as they stand in files, bfloat16 too, which NumPy does not know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .problem import InfoplaneError

#: Names of the number types in a safetensors file, by NumPy's names.
TYPES = {
    "float64": "F64",
    "float32": "F32",
    "float16": "F16",
    "int64": "I64",
    "int32": "I32",
    "int16": "I16",
    "int8": "I8",
    "uint64": "U64",
    "uint32": "U32",
    "uint16": "U16",
    "uint8": "U8",
}
BFLOAT16 = "BF16"


@dataclass(frozen=True)
class StoredArray:
    """Numbers in C order, little-endian.

    Attributes:
        type: name of the number type in a safetensors file (`F32`, `BF16`, `I64`, ...).
        values: the numbers; of `BF16` their bits, as uint16.
    """

    type: str
    values: NDArray[Any]

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(int(extent) for extent in self.values.shape)

    @property
    def is_real(self) -> bool:
        """Whether the numbers are floating."""
        return self.type in ("F64", "F32", "F16", BFLOAT16)

    def widened(self) -> NDArray[Any]:
        """The numbers as a NumPy array; bfloat16 becomes float32, exactly."""
        return widen_bfloat16(self.values) if self.type == BFLOAT16 else self.values

    def places_not_finite(self) -> int:
        """How many numbers are NaN or infinite."""
        if self.type == BFLOAT16:
            return int(np.count_nonzero((self.values & 0x7F80) == 0x7F80))
        return int(np.count_nonzero(~np.isfinite(self.values))) if self.is_real else 0

    def reshaped(self, shape: tuple[int, ...]) -> StoredArray:
        return StoredArray(self.type, self.values.reshape(shape))

    def as_type(self, dtype: str) -> StoredArray:
        """Floating numbers in another floating type of NumPy; integers stay."""
        if not self.is_real:
            return self
        with np.errstate(over="ignore"):
            return stored(self.widened().astype(dtype), "the array")


def widen_bfloat16(bits: NDArray[Any]) -> NDArray[np.float32]:
    """float32 of bfloat16's bits (uint16): the upper half of each number."""
    return (bits.astype(np.uint32) << 16).view(np.float32)


def stored(array: object, name: str) -> StoredArray:
    """Takes what NumPy can take as an array, JAX's and Keras' tensors too, as it will stand in a file.

    Booleans become uint8. An array of the type `bfloat16` (of the package ml_dtypes) stays bfloat16.

    Args:
        array: numbers of any shape.
        name: what messages call it.

    Raises:
        InfoplaneError: the numbers are of a type that captures do not hold.
    """
    if isinstance(array, StoredArray):
        return array
    values = np.asarray(array)
    if values.dtype == np.bool_:
        values = values.astype(np.uint8)
    # ascontiguousarray would make one axis of none
    values = np.ascontiguousarray(values).reshape(values.shape)
    if values.dtype.name == "bfloat16":
        return StoredArray(BFLOAT16, values.view(np.uint16))
    kind = TYPES.get(values.dtype.name)
    if kind is None:
        raise InfoplaneError(
            f"{name} holds numbers of the type {values.dtype}, which captures do not hold",
            "convert it to float64, float32, float16, bfloat16 or integers",
        )
    return StoredArray(kind, values.astype(values.dtype.newbyteorder("<"), copy=False))
