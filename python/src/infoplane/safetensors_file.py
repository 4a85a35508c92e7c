"""The safetensors format: 8 bytes of length, a JSON header, the numbers.

https://github.com/huggingface/safetensors: the length is a little-endian unsigned 64-bit whole number; the header
names each array's type, shape and the place of its bytes after the header, without gaps.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from .problem import InfoplaneError
from .stored_array import BFLOAT16, TYPES, StoredArray

#: Bytes that a header may have: the limit of the official reader.
LARGEST_HEADER = 100_000_000
_NUMPY_TYPES = {kind: np.dtype(name).newbyteorder("<") for name, kind in TYPES.items()}
_NUMPY_TYPES[BFLOAT16] = np.dtype("<u2")
_NUMPY_TYPES["BOOL"] = np.dtype("u1")


def encode_safetensors(arrays: Mapping[str, StoredArray]) -> bytes:
    """The bytes of a safetensors file: wider types first, else in the order given, so that all numbers are aligned.

    Args:
        arrays: by name.
    """
    ordered = sorted(arrays.items(), key=lambda item: -item[1].values.itemsize)
    header: dict[str, Any] = {}
    place = 0
    for name, array in ordered:
        end = place + array.values.nbytes
        header[name] = {"dtype": array.type, "shape": list(array.shape), "data_offsets": [place, end]}
        place = end
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    numbers = (array.values.tobytes() for _, array in ordered)
    return b"".join([len(text).to_bytes(8, "little"), text, *numbers])


def decode_safetensors(content: bytes, name: str) -> dict[str, StoredArray]:
    """Reads a safetensors file; the arrays share its memory and cannot be written to.

    Args:
        content: all bytes of the file.
        name: what messages call the file.

    Raises:
        InfoplaneError: the file is cut, damaged or no safetensors file.
    """
    length = int.from_bytes(content[:8], "little")
    if len(content) < 8 or length > LARGEST_HEADER or 8 + length > len(content):
        raise _damaged(name, "it ends inside its header")
    try:
        header = json.loads(content[8 : 8 + length].decode(), object_pairs_hook=_without_doubles)
    except (ValueError, RecursionError) as error:
        raise _damaged(name, f"its header is no JSON ({error})") from None
    if not isinstance(header, dict):
        raise _damaged(name, "its header is no JSON object")
    header.pop("__metadata__", None)
    numbers = memoryview(content)[8 + length :]
    arrays = {key: _array_of(key, entry, numbers, name) for key, entry in header.items()}
    _check_gaps([entry["data_offsets"] for entry in header.values()], len(numbers), name)
    return arrays


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _array_of(key: str, entry: object, numbers: memoryview, name: str) -> StoredArray:
    """One array, once its entry in the header is known to be possible."""
    if not isinstance(entry, dict) or set(entry) != {"dtype", "shape", "data_offsets"}:
        raise _damaged(name, f"the entry of '{key}' is not dtype, shape and data_offsets")
    kind, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if not isinstance(kind, str) or kind not in _NUMPY_TYPES:
        raise _damaged(name, f"'{key}' is of the type {kind!r}, which is not read")
    if not _are_counts(shape) or not _are_counts(offsets) or len(offsets) != 2 or len(shape) > 32:
        raise _damaged(name, f"the shape or the place of '{key}' is not of whole numbers")
    begin, end = offsets
    dtype = _NUMPY_TYPES[kind]
    if not begin <= end <= len(numbers) or end - begin != math.prod(shape) * dtype.itemsize:
        raise _damaged(name, f"the place of '{key}' does not fit its shape or the file")
    values = np.frombuffer(numbers[begin:end], dtype=dtype).reshape(shape)
    return StoredArray("U8" if kind == "BOOL" else kind, values)


def _are_counts(value: object) -> bool:
    return isinstance(value, list) and all(type(one) is int and 0 <= one < 2**63 for one in value)


def _check_gaps(places: list[list[int]], length: int, name: str) -> None:
    """The arrays' bytes follow each other and fill the file."""
    at = 0
    for begin, end in sorted(places):
        if begin != at:
            raise _damaged(name, "its arrays overlap or leave gaps")
        at = end
    if at != length:
        raise _damaged(name, "it is longer or shorter than its header says")


def _damaged(name: str, why: str) -> InfoplaneError:
    return InfoplaneError(f"{name} cannot be read, since {why}", "record or copy it again")
